"""Two environments may say one thing in two styles: inside of a resource, or as a resource of its own."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from engine.model.drift import DriftReport
from engine.model.snapshot import Resource
from tests.builders import parity, resource, snapshot
from tests.engine.drift.test_blocks import rule
from tests.profiles import count

OWN = {"prod": "1", "preprod": "2"}
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}


def compared(left: list[Resource], right: list[Resource]) -> DriftReport:
    return parity(snapshot(*left, environment="prod"), snapshot(*right, environment="preprod"))


def group(environment: str, inline: list[int], separate: list[int]) -> list[Resource]:
    """Return a security group with the ports that it opens inside, and those of rules of their own."""
    id_ = f"sg-{OWN[environment]}a1b2c3d4e5f60001"
    rules = [rule(port, "10.0.0.0/8") for port in inline]
    whole = resource("aws_security_group", {"id": id_, "name": "web", "ingress": rules, "egress": []}, "web")
    return [
        whole,
        *(
            resource(
                "aws_vpc_security_group_ingress_rule",
                {
                    "id": f"sgr-{OWN[environment]}a1b2c3d4e5f6{port:04}",
                    "security_group_id": id_,
                    "cidr_ipv4": "10.0.0.0/8",
                    "from_port": port,
                    "to_port": port,
                    "ip_protocol": "tcp",
                    "description": None,
                },
                f"p{port}",
            )
            for port in separate
        ),
    ]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (([443], []), ([443], [443])),  # a state tells inside what separate resources say
        (([443], []), ([], [443])),
        (([], [443]), ([443], [])),
        (([80, 443], []), ([], [443, 80])),
        (([80, 443], []), ([80, 443], [443])),
    ],
)
def test_rules_in_two_styles_are_the_same(
    left: tuple[list[int], list[int]], right: tuple[list[int], list[int]]
) -> None:
    report = compared(group("prod", *left), group("preprod", *right))
    assert [(found.rule, found.message) for found in report.findings] == []


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (([443], []), ([], [80])),
        (([443], []), ([443], [443, 22])),
        (([443], []), ([], [443, 22])),
        (([80, 443], []), ([], [443])),
        (([], [443]), ([443, 22], [])),
    ],
)
def test_another_rule_in_another_style_is_a_difference(
    left: tuple[list[int], list[int]], right: tuple[list[int], list[int]]
) -> None:
    report = compared(group("prod", *left), group("preprod", *right))
    assert any(found.severity.rank >= 3 for found in report.findings)


@pytest.mark.parametrize(
    ("left", "right", "rules"),
    [
        # After a refresh a group has inside what its separate rules say: in one style both are compared by these.
        (([443], [443]), ([443, 22], [443, 22]), ["parity.extra"]),
        (([443, 22], [443, 22]), ([443], [443]), ["parity.missing"]),
        (([443], []), ([443, 22], [443, 22]), ["parity.changed"]),
        (([443, 22], [443, 22]), ([443], []), ["parity.changed"]),
        (([443], [443]), ([443, 22], [443]), ["parity.changed"]),  # one that nobody has written
    ],
)
def test_another_rule_is_told_once(
    left: tuple[list[int], list[int]], right: tuple[list[int], list[int]], rules: list[str]
) -> None:
    report = compared(group("prod", *left), group("preprod", *right))
    assert [found.rule for found in report.findings] == rules


@pytest.mark.parametrize(
    ("networks", "findings"),
    [
        (("10.1.0.0/16", "10.2.0.0/16", "10.2.0.0/16"), 0),  # each lets in its own
        (("10.1.0.0/16", "10.2.0.0/16", "0.0.0.0/0"), 2),
        (("8.8.0.0/16", "9.9.0.0/16", "9.9.0.0/16"), 2),  # networks that are nobody's own
    ],
)
def test_a_rule_about_ones_own_network_is_the_same_in_another_style(
    networks: tuple[str, str, str], findings: int
) -> None:
    def side(environment: str, network: str, **attributes: Any) -> list[Resource]:
        id_ = f"vpc-{OWN[environment]}a1b2c3d4e5f60001"
        whole = resource("aws_vpc", {"id": id_, "cidr_block": network}, "main")
        return [whole, *group(environment, [], []), *attributes.values()]

    def let_in(network: str) -> Resource:
        told = {"security_group_id": f"sg-{OWN['preprod']}a1b2c3d4e5f60001", "cidr_ipv4": network}
        ports = {"from_port": 443, "to_port": 443, "ip_protocol": "tcp"}
        return resource("aws_vpc_security_group_ingress_rule", {**told, **ports}, "own")

    own, others, wanted = networks
    left = side("prod", own)
    left[1] = resource("aws_security_group", {**left[1].attributes, "ingress": [rule(443, own)]}, "web")
    report = compared(left, side("preprod", others, rule=let_in(wanted)))
    assert len([found for found in report.findings if found.target.type != "aws_vpc"]) == findings


def older(environment: str, port: int, networks: list[str]) -> list[Resource]:
    """Return a group with a rule of the older type, before a refresh has taken it into the group."""
    group_ = group(environment, [], [])
    told = {"from_port": port, "to_port": port, "protocol": "tcp", "type": "ingress", "cidr_blocks": networks}
    return [*group_, resource("aws_security_group_rule", {**told, "security_group_id": group_[0].id}, "old")]


def test_a_rule_of_the_older_type_and_those_of_the_newer_are_the_same() -> None:
    newer = group("preprod", [], [443])
    assert not compared(older("prod", 443, ["10.0.0.0/8"]), newer).findings
    assert not compared(group("prod", [], [443]), older("preprod", 443, ["10.0.0.0/8"])).findings
    for port, networks in ((443, ["10.0.0.0/8", "192.0.2.0/24"]), (22, ["10.0.0.0/8"])):
        found = compared(older("prod", port, networks), newer).findings
        assert "parity.missing" in {one.rule for one in found}


def bucket(environment: str, *, inline: bool, enabled: bool = True) -> list[Resource]:
    id_ = f"acme-{environment}-orders"
    versioning = [{"enabled": enabled, "mfa_delete": False}]
    whole: dict[str, Any] = {"id": id_, "bucket": id_, "arn": f"arn:aws:s3:::{id_}", "versioning": versioning}
    part = {"id": id_, "bucket": id_, "versioning_configuration": [{"status": "Enabled" if enabled else "Suspended"}]}
    made = [resource("aws_s3_bucket", whole, "b")]
    return made if inline else [*made, resource("aws_s3_bucket_versioning", part, "v")]


@pytest.mark.parametrize("inline", [(True, False), (False, True)])
def test_a_bucket_of_provider_3_and_one_of_4_are_the_same(inline: tuple[bool, bool]) -> None:
    report = compared(bucket("prod", inline=inline[0]), bucket("preprod", inline=inline[1]))
    assert [(found.rule, found.message) for found in report.findings] == []


def test_another_setting_in_another_style_is_a_difference() -> None:
    report = compared(bucket("prod", inline=True), bucket("preprod", inline=False, enabled=False))
    assert "versioning" in {found.change.path[0] for found in report.findings if found.change.path}


def role(environment: str, *, inline: bool) -> list[Resource]:
    name = f"{environment}-app"
    policy = json.dumps(POLICY)
    told = [{"name": "read", "policy": policy}] if inline else []
    made = [resource("aws_iam_role", {"id": name, "name": name, "inline_policy": told}, "r")]
    own = {"id": f"{name}:read", "role": name, "name": "read", "policy": policy}
    return made if inline else [*made, resource("aws_iam_role_policy", own, "p")]


@pytest.mark.parametrize("inline", [(True, False), (False, True)])
def test_a_policy_of_a_role_in_two_styles_is_the_same(inline: tuple[bool, bool]) -> None:
    report = compared(role("prod", inline=inline[0]), role("preprod", inline=inline[1]))
    assert [(found.rule, found.message) for found in report.findings] == []


Rule = tuple[str, int, int, str, str]  # the protocol, both ports, what it lets in, and who that is


def rules_of(rng: Random) -> list[Rule]:
    """Return rules of a group, each of them once."""
    networks = ["10.0.0.0/8", "192.0.2.0/24", "198.51.100.7/32"]
    found = set()
    for _ in range(rng.randrange(1, 6)):
        low = rng.choice([22, 443, 8080])
        kind, who = rng.choice(
            [("cidr", rng.choice(networks)), ("self", "self"), ("group", "other"), ("ipv6", "2001:db8::/32")]
        )
        found.add((rng.choice(["tcp", "udp"]), low, low + rng.randrange(3), kind, who))
    return sorted(found)


def written(rng: Random, environment: str, rules: list[Rule], style: str) -> list[Resource]:
    """Return a group with rules inside, by resources of the older type, by the newer ones, or by both of these."""
    own, other = (f"sg-{OWN[environment]}a1b2c3d4e5f6000{number}" for number in (1, 2))
    whole: dict[str, Any] = {"id": own, "name": "web", "ingress": [], "egress": []}
    found, parts = [resource("aws_security_group", {"id": other, "name": "other"}, "other")], list(rules)
    rng.shuffle(parts)
    for part in parts:
        number, (protocol, low, high, kind, who) = rules.index(part), part
        ports = {"from_port": low, "to_port": high}
        id_ = other if who == "other" else who
        how = rng.choice(["older", "newer"]) if style == "both" else style
        if how == "newer":
            link = {"cidr": "cidr_ipv4", "ipv6": "cidr_ipv6"}.get(kind, "referenced_security_group_id")
            told = {"id": f"sgr-{number}", "security_group_id": own, "ip_protocol": protocol, **ports}
            told[link] = own if kind == "self" else id_
            found.append(resource("aws_vpc_security_group_ingress_rule", told, f"r{number}"))
            continue
        lists = {"cidr_blocks": [who] if kind == "cidr" else [], "ipv6_cidr_blocks": [who] if kind == "ipv6" else []}
        inside = {**lists, **ports, "protocol": protocol, "self": kind == "self", "prefix_list_ids": []}
        if how == "inside":
            groups = [id_] if kind == "group" else []
            whole["ingress"].append({**inside, "security_groups": groups, "description": ""})
        else:
            told = {**inside, "id": f"sgrule-{number}", "type": "ingress", "security_group_id": own}
            told["source_security_group_id"] = id_ if kind == "group" else None
            found.append(resource("aws_security_group_rule", told, f"r{number}"))
    return [*found, resource("aws_security_group", whole, "web")]


@pytest.mark.parametrize("seed", range(count(400, test=60, quick=15)))
def test_rules_in_any_two_styles_are_the_same_and_another_rule_is_not(seed: int) -> None:
    rng = Random(seed)
    rules, styles = rules_of(rng), ("inside", "older", "newer", "both")
    one, other = rng.choice(styles), rng.choice(styles)
    if one == other:  # the resources of one style are compared by their addresses
        one, other = "inside", "newer"
    prod = written(rng, "prod", rules, one)
    assert [found.message for found in compared(prod, written(rng, "preprod", rules, other)).findings] == []
    protocol, low, high, kind, who = rules[-1]
    wider = [*rules[:-1], (protocol, low, high + 7, kind, who)]
    for changed in (wider, rules[:-1], [*rules, ("tcp", 3306, 3306, "cidr", "0.0.0.0/0")]):
        assert compared(prod, written(rng, "preprod", changed, other)).findings
