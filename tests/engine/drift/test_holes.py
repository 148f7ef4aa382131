"""Differences that were once hidden, each with what hid it: none of them may be silent again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from engine.acceptance.baseline import digest_value
from engine.drift.intent import find_clashes
from engine.gates.drift.judge import judge as drift_gate
from engine.gates.parity.judge import judge as parity_gate
from engine.model.drift import DriftReport
from engine.model.gate import Requirement
from engine.model.outcome import Finding, Outcome, Severity
from engine.model.snapshot import REFRESH, Action, Planned, Resource
from tests import builders
from tests.builders import drift, listing, listings, observed, snapshot

ALLOW: list[Any] = [{"allow": [{"custom_request_handling": []}], "block": []}]
BLOCK: list[Any] = [{"allow": [], "block": [{}]}]
WAF = "aws_wafv2_web_acl"
DOCUMENT = "aws_ssm_document"
MACHINE = "aws_sfn_state_machine"


def one(type_: str, attributes: Mapping[str, Any], address: str = "one", **more: Any) -> Resource:
    return builders.resource(type_, attributes, address, **{"id": address, **more})


def changed(left: Resource, right: Resource) -> DriftReport:
    return drift(snapshot(left), snapshot(right, listings=listings(right)))


def parity(left: list[Resource], right: list[Resource], names: tuple[str, str] = ("prod", "preprod")) -> DriftReport:
    return builders.parity(snapshot(*left, environment=names[0]), snapshot(*right, environment=names[1]))


def condition(**keys: Any) -> str:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Condition": {"StringEquals": keys}}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


HIDDEN: Mapping[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "an empty block that is a choice": (WAF, {"default_action": ALLOW}, {"default_action": BLOCK}),
    "true and one": ("aws_db_instance", {"publicly_accessible": False}, {"publicly_accessible": 0}),
    "true and one in a block": (
        "aws_instance",
        {"metadata_options": [{"http_endpoint": True}]},
        {"metadata_options": [{"http_endpoint": 1}]},
    ),
    "a key that looks like a secret's marker": (
        MACHINE,
        {"definition": '{"key": {"$secret": 1, "open": false}}'},
        {"definition": '{"key": {"$secret": 2, "open": true}}'},
    ),
    "one key in two spellings": (
        "aws_s3_bucket_policy",
        {"policy": condition(**{"aws:SourceVpc": "v1", "AWS:SourceVpc": "v2"})},
        {"policy": condition(**{"AWS:SourceVpc": "v2"})},
    ),
    "what is no text where there should be one": (
        "aws_s3_bucket_policy",
        {"policy": json.dumps({"Statement": {"Effect": "Allow", "Resource": [{"x": 1}]}})},
        {"policy": json.dumps({"Statement": {"Effect": "Allow", "Resource": ["{'x': 1}"]}})},
    ),
    "two keys that are one as texts": (DOCUMENT, {"content": '1: a\n"1": b\n'}, {"content": '"1": b\n'}),
    "half of a character": (
        MACHINE,
        {"definition": '{"a": ["\\ud800"]}'},
        {"definition": '{"a": ["\\ud801"]}'},
    ),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_a_difference_shows(name: str) -> None:
    type_, before, after = HIDDEN[name]
    report = changed(one(type_, before), one(type_, after))
    assert report.findings
    assert changed(one(type_, before), one(type_, before)).findings == ()
    for finding in report.findings:
        assert "another secret" not in finding.message
    assert parity([one(type_, before)], [one(type_, after)]).findings


def test_the_keys_of_a_map_that_become_one_stay_two() -> None:
    def function(**variables: Any) -> Resource:
        return one("aws_lambda_function", {"environment": [{"variables": variables}], "function_name": "f"})

    report = parity([function(PROD_KEY="1", prod_KEY="2")], [function(PREPROD_KEY="9", preprod_KEY="2")])
    assert {finding.change.path[0] for finding in report.findings} == {"environment"}


@pytest.mark.parametrize(
    ("type_", "name", "usual", "other"),
    [
        ("aws_security_group_rule", "cidr_blocks", ["10.0.0.0/8"], ["0.0.0.0/0"]),
        ("aws_iam_role_policy_attachment", "policy_arn", "arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/Admin"),
    ],
)
@pytest.mark.parametrize("extra", [True, False])
def test_one_more_that_opens_more_is_no_difference_in_size(
    type_: str, name: str, usual: Any, other: Any, *, extra: bool
) -> None:
    two = [one(type_, {name: usual, "type": "ingress"}, f"r[{index}]") for index in range(2)]
    like, unlike = (one(type_, {name: value, "type": "ingress"}, "r[2]") for value in (usual, other))
    for third, severities in ((like, {Severity.LOW}), (unlike, {Severity.HIGH})):
        sides = (two, [*two, third]) if extra else ([*two, third], two)
        report = parity(*sides)
        found = {item.severity for item in report.findings if item.rule in {"parity.extra", "parity.missing"}}
        assert found == severities


INNER: Mapping[str, tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    "a service with an address of its own": (
        "aws_ecs_service",
        {"desired_count": 2, "network_configuration": [{"assign_public_ip": False, "subnets": ["subnet-1"]}]},
        {"desired_count": 3, "network_configuration": [{"assign_public_ip": False, "subnets": ["subnet-2"]}]},
        {"desired_count": 2, "network_configuration": [{"assign_public_ip": True, "subnets": ["subnet-1"]}]},
    ),
    "a template with an address of its own": (
        "aws_launch_template",
        {"network_interfaces": [{"associate_public_ip_address": "false", "device_index": 0}]},
        {"network_interfaces": [{"associate_public_ip_address": "false", "device_index": 1}]},
        {"network_interfaces": [{"associate_public_ip_address": "true", "device_index": 0}]},
    ),
    "one that nobody has a schema of": (
        "google_thing",
        {"inside": [{"publicly_accessible": False, "size": 1}]},
        {"inside": [{"size": 2, "publicly_accessible": False}]},
        {"inside": [{"publicly_accessible": True, "size": 1}]},
    ),
}


@pytest.mark.parametrize("name", INNER)
@pytest.mark.parametrize("extra", [True, False])
def test_one_more_that_opens_more_in_a_block_is_no_difference_in_size(name: str, *, extra: bool) -> None:
    type_, usual, like, unlike = INNER[name]
    two = [one(type_, usual, f"r[{index}]") for index in range(2)]
    missing = Severity.MEDIUM if extra else Severity.HIGH
    for attributes, severity in ((usual, Severity.LOW), (like, Severity.LOW), (unlike, missing)):
        more = [*two, one(type_, attributes, "r[2]")]
        report = parity(*((two, more) if extra else (more, two)))
        found = {item.severity for item in report.findings if item.rule in {"parity.extra", "parity.missing"}}
        assert found == {severity}


def test_what_lets_everybody_in_from_inside_of_a_block_weighs_as_much() -> None:
    opened = {"cidr": "0.0.0.0/0", "description": "x"}
    for type_, attributes in (
        ("aws_ec2_managed_prefix_list", {"entry": [opened]}),
        ("google_thing", {"inside": [{"publicly_accessible": True}]}),
        ("google_thing", {"publicly_accessible": True}),
    ):
        report = changed(one("aws_vpc", {"cidr_block": "10.0.0.0/16"}), one(type_, attributes, ""))
        (finding,) = (item for item in report.findings if item.rule == "drift.unmanaged")
        assert finding.severity is Severity.CRITICAL


def test_each_of_several_alike_has_an_interface_of_its_own() -> None:
    def at(index: int, interface: str) -> list[Resource]:
        block = {"network_interface": [{"device_index": 0, "network_interface_id": interface}]}
        own = one("aws_network_interface", {"id": f"eni-0000000{index}"}, f"n[{index}]", id=f"eni-0000000{index}")
        return [own, one("aws_instance", block, f"i[{index}]", id=f"i-0000000{index}")]

    two = [*at(0, "eni-00000000"), *at(1, "eni-00000001")]
    for interface, severity in (("eni-00000002", Severity.LOW), ("eni-0000000f", Severity.MEDIUM)):
        report = parity(two, [*two, *at(2, interface)])
        found = {item.severity for item in report.findings if "aws_instance.i[2]" in item.message}
        assert found == {severity}


@pytest.mark.parametrize("name", INNER)
def test_a_block_that_nobody_has_read_is_a_gap_where_something_severe_can_be_in_it(name: str) -> None:
    type_, usual, *_ = INNER[name]
    (block,) = (key for key in usual if key != "desired_count")
    read = {key: value for key, value in usual.items() if key != block}
    for sides in ((usual, read), (read, usual)):
        left, right = (one(type_, {"name": "a", **attributes}) for attributes in sides)
        (gap,) = changed(left, right).gaps
        assert (gap.path, gap.types) == (block, (type_,))
    harmless = one(type_, {"name": "a", "description": "b", "inside": [{"size": 1}]})
    assert changed(harmless, one(type_, {"name": "a"})).gaps == ()


def test_a_name_that_somebody_chose_is_no_attribute() -> None:
    rules = [{"name": name, "priority": at, "action": BLOCK} for at, name in enumerate(("comment", "tags"))]
    report = changed(one(WAF, {"rule": rules}), one(WAF, {"rule": rules[1:]}))
    (finding,) = report.findings
    assert finding.change.path == ("rule", "comment")
    assert finding.rating.meaning != "metadata"
    assert finding.severity.rank >= Severity.MEDIUM.rank


RULE: dict[str, Any] = {"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["10.0.0.0/8", "10.1.0.0/16"]}
GROUP: dict[str, Any] = {
    "name": "g",
    "ingress": [RULE, {**RULE, "from_port": 23, "to_port": 23}],
    "description": "d",
    "tags": {"a": "b"},
}


def hidden(digit: str) -> dict[str, Any]:
    """Return what stands for a block that is a secret as a whole."""
    return {"$secret": digit * 32, "epoch": "e"}


SERVICE: dict[str, Any] = {"name": "s", "network_configuration": [{"assign_public_ip": False}]}
BUCKET: dict[str, Any] = {"bucket": "b", "policy": condition(**{"aws:SourceVpc": "vpc-1"}), "force_destroy": False}


@pytest.mark.parametrize(
    ("type_", "accepted", "later", "moves"),
    [
        ("aws_security_group", GROUP, {"ingress": [{**RULE, "cidr_blocks": ["0.0.0.0/0"]}]}, True),
        ("aws_security_group", GROUP, {"ingress": []}, True),
        ("aws_security_group", GROUP, {"ingress": GROUP["ingress"][::-1]}, False),
        ("aws_security_group", GROUP, {"tags": {}, "owner_id": "1"}, False),
        ("aws_s3_bucket_policy", BUCKET, {"policy": condition()}, True),
        ("aws_s3_bucket_policy", BUCKET, {"policy": json.dumps(json.loads(BUCKET["policy"]), indent=3)}, False),
        ("aws_instance", {"ami": "ami-1"}, {"iam_instance_profile": "admin"}, True),
        ("aws_ecs_service", SERVICE, {"network_configuration": [{"assign_public_ip": True}]}, True),
        ("aws_ecs_service", SERVICE, {"deployment_circuit_breaker": [{"enable": True, "rollback": True}]}, False),
        (
            "aws_instance",
            {"root_block_device": [{"encrypted": True}]},
            {"root_block_device": [{"encrypted": False}]},
            True,
        ),
        ("aws_ecs_service", {"network_configuration": hidden("0")}, {"network_configuration": hidden("1")}, True),
        ("acme_thing", {"policy": "a"}, {"policy": "b"}, True),
        ("acme_thing", {"colour": "a"}, {"colour": "b"}, False),
    ],
)
def test_what_nobody_manages_is_accepted_as_it_is(
    type_: str, accepted: dict[str, Any], later: dict[str, Any], *, moves: bool
) -> None:
    def found(attributes: dict[str, Any]) -> Finding:
        report = drift(snapshot(one("aws_vpc", {})), observed(one("aws_vpc", {}), one(type_, attributes, address="")))
        (finding,) = report.findings
        assert (finding.rule, report.gaps) == ("drift.unmanaged", ())
        return finding

    before, after = found(accepted), found({**accepted, **later})
    assert before.fingerprint == after.fingerprint
    assert (digest_value(before) != digest_value(after)) is moves


@pytest.mark.parametrize("order", [1, -1])
def test_a_role_speaks_only_for_what_is_attached_to_it_in_its_own_account(order: int) -> None:
    """Two accounts have a role of one name: in one its policies are inline, in the other one is added by hand."""
    here, there = ("111122223333", "444455556666")[::order]
    inline = {here: {"managed_policy_arns": ["arn:aws:iam::aws:policy/A"]}, there: {}}
    roles = [
        replace(one("aws_iam_role", {"name": "app", **inline[account]}, f"app-{account}"), account=account)
        for account in (here, there)
    ]
    admin = {"role": "app", "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"}
    attached = replace(one("aws_iam_role_policy_attachment", admin), address="", account=there)
    report = drift(snapshot(*roles), observed(*roles, attached))
    assert [(item.rule, item.target.account) for item in report.findings] == [("drift.unmanaged", there)]


@pytest.mark.parametrize("order", [1, -1])
def test_a_resource_of_the_same_address_in_another_state_speaks_for_nothing(order: int) -> None:
    """One module in two accounts: one attaches policies separately, and of the other the inline ones were changed."""
    here, there = ("111122223333", "444455556666")[::order]
    policies = {"managed_policy_arns": ["arn:aws:iam::aws:policy/A"]}
    opened = {"managed_policy_arns": ["arn:aws:iam::aws:policy/AdministratorAccess"]}
    apart = {"role": "app", "policy_arn": "arn:aws:iam::aws:policy/A"}

    def role(account: str, attributes: dict[str, Any]) -> Resource:
        return replace(one("aws_iam_role", {"name": "app", **attributes}), id=f"app-{account}", account=account)

    attached = replace(one("aws_iam_role_policy_attachment", apart), account=here)
    report = drift(
        snapshot(role(here, {}), attached, role(there, policies)),
        observed(role(here, {}), attached, role(there, opened)),
    )
    assert {(item.rule, item.target.account) for item in report.findings} == {("drift.changed", there)}


@pytest.mark.parametrize("listed", ["111122223333", "444455556666"])
def test_a_list_of_another_account_shows_nothing_of_this_one(listed: str) -> None:
    """Rules inside a group are known from a list of rules only where that list is of the group's own account."""
    inside = {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["10.0.0.0/8"]}
    group = one("aws_security_group", {"id": "one", "ingress": [inside]})
    rule = one("aws_security_group_rule", {**inside, "type": "ingress", "security_group_id": "one"})
    here = [replace(item, account="444455556666", region="eu-west-1") for item in (group, rule)]
    opened = [inside, {**RULE, "cidr_blocks": ["0.0.0.0/0"]}]
    seen = [replace(here[0], attributes={"id": "one", "ingress": opened}), here[1]]
    rows = (
        listing("aws_security_group", account="444455556666", region="eu-west-1", operation=REFRESH),
        listing("aws_security_group_rule", account="444455556666", region="eu-west-1", operation=REFRESH),
        listing("aws_security_group_rule", account=listed, region="eu-west-1"),
    )
    report = drift(snapshot(*here), observed(*seen, listings=rows))
    told = [item.change.path[0] for item in report.findings]
    assert told == ([] if listed == "444455556666" else ["ingress"])


def test_a_rule_of_ours_in_a_group_of_nobody_is_looked_for_there() -> None:
    """A state's rule in the group that came with the network: the listed one is no drift, and one too many is."""
    blocks = [
        {"protocol": "tcp", "from_port": port, "to_port": port, "cidr_blocks": ["10.0.0.0/8"]} for port in (443, 22)
    ]
    rule = one("aws_security_group_rule", {**blocks[0], "type": "ingress", "security_group_id": "g"})
    group = replace(one("aws_security_group", {"id": "g", "ingress": blocks}, ""), id="g", provider_owned=True)
    listed = [
        replace(
            one(
                "aws_vpc_security_group_ingress_rule",
                {"security_group_id": "g", "ip_protocol": "tcp", "from_port": port, "to_port": port}
                | {"cidr_ipv4": "10.0.0.0/8"},
                "",
            ),
            id=f"sgr-{port}",
        )
        for port in (443, 22)
    ]
    report = drift(snapshot(rule), observed(group, *listed))
    assert [(item.rule, item.target.id) for item in report.findings] == [("drift.unmanaged", "sgr-22")]
    assert (report.gaps, report.matched, report.left_only) == ((), 1, 0)
    closed = replace(group, attributes={"id": "g", "ingress": blocks[1:]})
    assert {item.rule for item in drift(snapshot(rule), observed(closed)).findings} == {"drift.missing"}


def test_another_resource_of_an_accepted_address_is_not_accepted() -> None:
    values = []
    for name in ("i-1", "i-2"):
        gone = replace(one("aws_instance", {"ami": "a"}), id=name)
        rows = (listing("aws_vpc"), listing("aws_instance"))
        report = drift(snapshot(one("aws_vpc", {}), gone), observed(one("aws_vpc", {}), listings=rows))
        (finding,) = report.findings
        assert finding.rule == "drift.missing"
        values.append((finding.fingerprint, digest_value(finding)))
    assert values[0][0] == values[1][0]
    assert values[0][1] != values[1][1]


@pytest.mark.parametrize(("there", "rule"), [("111122223333", "drift.changed"), ("444455556666", "drift.missing")])
def test_what_a_plan_replaces_is_looked_for_in_its_own_account(there: str, rule: str) -> None:
    """It has to be there until it is replaced; a namesake in another account does not stand for it."""
    plan = Planned(
        type="aws_iam_role", address="aws_iam_role.app", id="app", action=Action.REPLACE, account="111122223333"
    )
    role = replace(one("aws_iam_role", {"name": "app2"}, "app"), id="", account="111122223333")
    namesake = replace(one("aws_iam_role", {"id": "app", "name": "app"}), id="app", address="", account=there)
    report = drift(snapshot(role, planned=(plan,)), observed(replace(namesake, provider_owned=True)))
    assert rule in {item.rule for item in report.findings}


def test_two_folders_of_code_that_declare_one_address_are_a_gap() -> None:
    def declared(delay: int) -> Resource:
        return replace(one("aws_sqs_queue", {"delay_seconds": delay}), id="", declared=True)

    assert [gap.detail for gap in find_clashes([declared(1), declared(2)])] == [
        "aws_sqs_queue.one is declared by several folders of code"
    ]
    assert list(find_clashes([declared(1), declared(1), one("aws_sqs_queue", {"delay_seconds": 2})])) == []


@pytest.mark.parametrize(
    ("type_", "name", "value", "gap"),
    [
        ("aws_s3_bucket", "grant", [{"type": "Group", "permissions": ["READ"]}], True),
        ("aws_s3_bucket", "grant", [], False),
        ("aws_s3_bucket", "bucket_domain_name", "only the provider computes it", False),
        ("aws_s3_bucket", "force_destroy", False, False),
        ("acme_thing", "policy", "a", True),
        ("acme_thing", "colour", "red", False),
    ],
)
def test_what_only_reality_tells_is_no_agreement(type_: str, name: str, value: Any, *, gap: bool) -> None:
    report = changed(one(type_, {"bucket": "b"}), one(type_, {"bucket": "b", name: value}))
    assert report.findings == ()
    assert [(item.source, item.path) for item in report.gaps] == ([("desired", name)] if gap else [])
    assert changed(one(type_, {name: value, "bucket": "b"}), one(type_, {name: value, "bucket": "b"})).gaps == ()


def test_estates_that_have_nothing_in_common_are_not_proven() -> None:
    queue, role = one("aws_sqs_queue", {}), one("aws_iam_role", {}, "r")
    report = drift(snapshot(), snapshot(queue, listings=listings(queue)))
    assert drift_gate(report, Requirement.MUST).outcome is Outcome.INCONCLUSIVE
    report = parity([role], [queue])
    gate = parity_gate(report, Requirement.MUST)
    assert [item.detail for item in gate.gaps] == ["no resource has a counterpart, so that nothing was compared"]
    assert parity_gate(parity([role], [role]), Requirement.MUST).gaps == ()
