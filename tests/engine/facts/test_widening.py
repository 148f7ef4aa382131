"""What a change opens or gives is told by what both sides mean, not by how they write it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from engine.comparison.attributes import AttributeComparison
from engine.facts.widening import Widenings
from engine.model.outcome import Severity
from engine.provider.rating import Rater, Weight
from tests.builders import PROVIDER, drift, observed, resource, snapshot

OWN, OTHER = "111122223333", "444455556666"
GROUP, ACL_RULE, RULE = "aws_security_group", "aws_network_acl_rule", "aws_vpc_security_group_ingress_rule"
COMPARISON, WIDENINGS, RATING = AttributeComparison(PROVIDER), Widenings(PROVIDER.common), Rater(PROVIDER)


def weights(type_: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Weight]:
    """Return the weight of each difference between two sides of a resource."""
    item = resource(type_, after, account=OWN)
    return [
        RATING.of_change(type_, one.path, one.before, one.after, WIDENINGS.of(item, one, (before, after)))
        for one in COMPARISON.compare(item, before, after).changes
    ]


def worst(type_: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return the severity of the most severe difference."""
    return max(weights(type_, before, after), key=lambda weight: weight.severity.rank).severity.value


def rules(*entries: Mapping[str, Any]) -> dict[str, Any]:
    """Return a group with rules for PostgreSQL, unless an entry says another port."""
    ordinary = {"protocol": "tcp", "from_port": 5432, "to_port": 5432, "cidr_blocks": [], "ipv6_cidr_blocks": []}
    return {"ingress": [{**ordinary, **entry} for entry in entries]}


def ports(first: int, last: int, *networks: str) -> dict[str, Any]:
    """Return a rule that opens ports to networks."""
    return {"from_port": first, "to_port": last, "cidr_blocks": list(networks)}


def policy(*statements: Mapping[str, Any]) -> dict[str, Any]:
    """Return a policy of statements that allow, unless they say otherwise, reading of one bucket."""
    ordinary = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::example/*"}
    made = [{**ordinary, **one} for one in statements]
    made = [{name: value for name, value in one.items() if name != "Action" or "NotAction" not in one} for one in made]
    return {"policy": json.dumps({"Version": "2012-10-17", "Statement": made})}


def trust(*principals: Any, **more: Any) -> dict[str, Any]:
    """Return a role that principals may assume."""
    statements = [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": one, **more} for one in principals]
    return {"assume_role_policy": json.dumps({"Version": "2012-10-17", "Statement": statements})}


NETWORKS = (
    (ports(5432, 5432, "10.0.0.0/8"), ports(5432, 5432, "0.0.0.0/0"), "critical"),
    (ports(5432, 5432, "10.0.0.0/8"), ports(5432, 5432, "0.0.0.0/1", "128.0.0.0/1"), "critical"),
    (ports(5432, 5432, "10.0.0.0/8"), ports(5432, 5432, "96.0.0.0/6"), "critical"),
    (ports(5432, 5432, "10.0.0.0/8"), ports(5432, 5432, "10.0.0.0/8", "8.8.8.0/24"), "high"),
    (ports(5432, 5432, "10.0.0.0/8"), ports(5432, 5432, "10.0.0.0/8", "192.168.0.0/16"), "high"),
    (ports(5432, 5432, "10.0.0.0/8"), {"ipv6_cidr_blocks": ["2000::/3"]}, "critical"),
    # The world reaches the port already: what is written otherwise opens nothing.
    (ports(5432, 5432, "0.0.0.0/0"), ports(5432, 5432, "0.0.0.0/1", "128.0.0.0/1"), "high"),
    (ports(5432, 5432, "0.0.0.0/0"), ports(5432, 5433, "0.0.0.0/0"), "critical"),
    (ports(5430, 5439, "0.0.0.0/0"), ports(5432, 5432, "0.0.0.0/0"), "high"),
    (ports(443, 443, "10.0.0.0/8"), ports(443, 443, "0.0.0.0/0"), "high"),
    (ports(443, 443, "0.0.0.0/0"), ports(443, 444, "0.0.0.0/0"), "critical"),
    (ports(443, 443, "0.0.0.0/0"), {**ports(0, 0, "0.0.0.0/0"), "protocol": "-1"}, "critical"),
)


@pytest.mark.parametrize(("before", "after", "severity"), NETWORKS)
def test_what_a_firewall_opens_is_told_by_addresses_and_ports(
    before: Mapping[str, Any], after: Mapping[str, Any], severity: str
) -> None:
    assert worst(GROUP, rules(before), rules(after)) == severity
    assert worst(GROUP, rules(before), {**rules(after), "description": "x"}) == severity


def test_what_lets_out_or_denies_lets_nobody_in() -> None:
    everywhere = rules(ports(0, 65535, "0.0.0.0/0"))["ingress"]
    assert worst(GROUP, {"egress": []}, {"egress": everywhere}) == "high"
    denied = {"rule_action": "deny", "egress": False, "protocol": "6", "from_port": 1, "to_port": 9}
    for told, severity in ((denied, "high"), ({**denied, "rule_action": "allow"}, "critical")):
        narrow, wide = ({**told, "cidr_block": network} for network in ("10.0.0.0/8", "0.0.0.0/0"))
        assert worst(ACL_RULE, narrow, wide) == severity
        assert worst(ACL_RULE, {**narrow, "egress": True}, {**wide, "egress": True}) == "high"
    for network, severity in (("10.0.0.0/8", "high"), ("0.0.0.0/0", "critical")):
        told = {**denied, "cidr_block": network}
        assert worst(ACL_RULE, told, {**told, "rule_action": "allow"}) == severity


def test_only_the_rule_that_opens_is_critical() -> None:
    before = rules(ports(22, 22, "10.0.0.0/8"), ports(80, 80, "10.0.0.0/8"))
    after = rules(ports(22, 22, "0.0.0.0/0"), ports(80, 80, "192.168.0.0/16"))
    assert sorted(weight.severity.value for weight in weights(GROUP, before, after)) == ["critical", "high"]
    added = rules(ports(443, 443, "10.0.0.0/8"), *before["ingress"], ports(25, 25, "0.0.0.0/0"))
    assert sorted(weight.severity.value for weight in weights(GROUP, before, added)) == ["critical", "high"]


EVERYBODY: Mapping[str, Any] = {"Principal": "*"}
ORGANISATION = {**EVERYBODY, "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-example1234"}}}
ACCOUNT = {"Principal": {"AWS": OWN}}
PLAIN = {**EVERYBODY, "Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
BUCKET, ROLE = "aws_s3_bucket_policy", "aws_iam_role_policy"
POLICIES: tuple[tuple[str, tuple[Mapping[str, Any], ...], tuple[Mapping[str, Any], ...], str], ...] = (
    (BUCKET, (ACCOUNT,), (EVERYBODY,), "critical"),
    (BUCKET, (ACCOUNT,), (ORGANISATION,), "high"),
    (BUCKET, (ORGANISATION,), (EVERYBODY,), "critical"),
    (BUCKET, (EVERYBODY,), (ORGANISATION,), "high"),
    (BUCKET, (EVERYBODY,), ({**EVERYBODY, "Action": ["s3:GetObject", "s3:PutObject"]},), "critical"),
    (BUCKET, ({**EVERYBODY, "Action": "s3:*"},), (EVERYBODY,), "high"),
    (BUCKET, (ACCOUNT,), (ACCOUNT, PLAIN), "high"),
    (BUCKET, (ACCOUNT, PLAIN), (ACCOUNT,), "high"),
    (BUCKET, (ACCOUNT,), ({**ACCOUNT, "Action": "*", "Resource": "*"},), "high"),
    (ROLE, ({},), ({"Resource": "*"},), "high"),
    (ROLE, ({},), ({"Action": "*"},), "high"),
    (ROLE, ({},), ({"Action": "*", "Resource": "*"},), "critical"),
    (ROLE, ({},), ({"NotAction": ["iam:*"], "Resource": "*"},), "critical"),
    (ROLE, ({},), ({"Action": "iam:*", "Resource": "*"},), "critical"),
    (ROLE, ({"Action": "*", "Resource": "*"},), ({"Action": "iam:*", "Resource": "*"},), "high"),
    (ROLE, ({"Action": "*", "Resource": "*"},), ({},), "high"),
)


@pytest.mark.parametrize(("type_", "before", "after", "severity"), POLICIES)
def test_what_a_policy_gives_is_told_by_what_it_means(
    type_: str, before: tuple[Mapping[str, Any], ...], after: tuple[Mapping[str, Any], ...], severity: str
) -> None:
    assert worst(type_, policy(*before), policy(*after)) == severity


@pytest.mark.parametrize(
    ("principal", "severity"),
    [
        ({"AWS": "*"}, "critical"),
        ({"AWS": f"arn:aws:iam::{OTHER}:root"}, "critical"),
        ({"AWS": f"arn:aws:iam::{OWN}:role/ci"}, "high"),
        ({"Service": "lambda.amazonaws.com"}, "high"),
    ],
)
def test_a_trust_that_is_wider_is_critical_where_others_come_in(principal: Mapping[str, str], severity: str) -> None:
    ec2 = {"Service": "ec2.amazonaws.com"}
    assert worst("aws_iam_role", trust(ec2), trust(ec2, principal)) == severity
    assert worst("aws_iam_role", trust(ec2, principal), trust(ec2)) == "high"


def test_of_two_statements_only_the_one_that_gives_is_critical() -> None:
    found = weights(BUCKET, policy(ACCOUNT), policy(ACCOUNT, EVERYBODY, {**ACCOUNT, "Action": "s3:PutObject"}))
    assert sorted(weight.severity.value for weight in found) == ["critical", "high"]


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"Statement": 1}', '{"Statement": [{"Effect": "Allow", "Action": [1]}]}']
)
def test_what_is_no_document_is_rated_by_its_text(text: str) -> None:
    assert worst(BUCKET, policy(ACCOUNT), {"policy": text}) == "high"
    assert worst(BUCKET, {"policy": text}, policy(EVERYBODY)) == "critical"


UNMANAGED = (
    ("aws_iam_role_policy_attachment", {"policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"}, "critical"),
    ("aws_iam_role_policy_attachment", {"policy_arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}, "high"),
    (RULE, {"ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv4": "0.0.0.0/0"}, "critical"),
    (RULE, {"ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": "0.0.0.0/0"}, "high"),
    ("aws_vpc_security_group_egress_rule", {"ip_protocol": "-1", "cidr_ipv4": "0.0.0.0/0"}, "high"),
    ("aws_route", {"destination_cidr_block": "0.0.0.0/0", "nat_gateway_id": "nat-0123456789abcdef0"}, "high"),
    ("aws_iam_role", trust({"Service": "ec2.amazonaws.com"}), "high"),
    ("aws_iam_role", trust({"AWS": "*"}), "critical"),
    ("aws_db_instance", {"publicly_accessible": True}, "critical"),
    ("aws_db_instance", {"publicly_accessible": False}, "medium"),
)


@pytest.mark.parametrize(("type_", "attributes", "severity"), UNMANAGED)
def test_what_is_made_by_hand_is_critical_where_it_opens(
    type_: str, attributes: Mapping[str, Any], severity: str
) -> None:
    (finding,) = drift(snapshot(), observed(resource(type_, attributes, address="", account=OWN))).findings
    assert (finding.rule, finding.severity) == ("drift.unmanaged", Severity(severity))


def test_what_a_pair_opens_is_told_of_that_pair_alone() -> None:
    pairs = [
        (rules(ports(22, 22, "10.0.0.0/8")), rules(ports(22, 22, "0.0.0.0/0"))),
        (rules(ports(22, 22, "10.0.0.0/8")), rules(ports(22, 22, "10.1.0.0/16"))),
        (policy({}), policy({}, {"Action": "*", "Resource": "*"})),
        (policy({}), policy({}, {"Action": "s3:PutObject"})),
    ]
    items = [resource(GROUP if "ingress" in after else "aws_iam_policy", after, account=OWN) for _, after in pairs]
    changes = [COMPARISON.compare(item, *sides).changes for item, sides in zip(items, pairs, strict=True)]
    turns = [at for _ in range(2) for at in (0, 1, 2, 3, 1, 0, 3, 2)]
    for at in turns:
        for change in changes[at]:
            alone = Widenings(PROVIDER.common).of(items[at], change, pairs[at])
            assert WIDENINGS.of(items[at], change, pairs[at]) == alone
