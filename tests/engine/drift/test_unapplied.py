"""A candidate that nobody has applied yet: what only an apply tells of it is neither the same nor different."""

from __future__ import annotations

from typing import Any

import pytest

from engine.model.identity import Borrowed, Intent, Reference
from engine.model.outcome import Severity
from engine.model.path import Index, Name, Path
from engine.model.snapshot import Resource
from tests.builders import parity, resource, snapshot

KEY = "arn:aws:kms:eu-west-1:111122223333:key/0e8c0a8e-5b0b-4a1e-9c7f-prodprodprod"


def at(*names: str) -> Path:
    return tuple(Index(name) if name.isdigit() else Name(name) for name in names)


def planned(type_: str, attributes: dict[str, Any], name: str = "this", **intent: Any) -> Resource:
    return resource(type_, attributes, name, id="", intent=Intent(**intent))


def gaps(*pairs: tuple[Resource, Resource]) -> list[tuple[str, str]]:
    report = parity(
        snapshot(*(one for one, _ in pairs)), snapshot(*(other for _, other in pairs), environment="preprod")
    )
    assert not [found for found in report.findings if found.severity.rank >= Severity.LOW.rank], report.findings
    return [(gap.types[0], gap.path) for gap in report.gaps]


def queue(**attributes: Any) -> Resource:
    return resource("aws_sqs_queue", attributes)


def test_a_protection_that_only_an_apply_tells_is_not_the_same() -> None:
    key = planned("aws_sqs_queue", {"delay_seconds": 5}, unknown=(at("kms_master_key_id"),))
    assert gaps((queue(delay_seconds=5, kms_master_key_id=KEY), key)) == [("aws_sqs_queue", "kms_master_key_id")]


def test_what_neither_of_two_plans_knows_is_not_the_same() -> None:
    one, other = (planned("aws_sqs_queue", {"delay_seconds": 5}, unknown=(at("kms_master_key_id"),)) for _ in range(2))
    assert gaps((one, other)) == [("aws_sqs_queue", "kms_master_key_id")]


def test_what_would_not_fail_the_gate_is_no_gap() -> None:
    bucket = resource("aws_s3_bucket", {"tags_all": {}, "force_destroy": True, "bucket_prefix": "orders-data-"})
    other = planned("aws_s3_bucket", {"tags_all": {}, "force_destroy": True}, unknown=(at("bucket_prefix"),))
    assert gaps((bucket, other)) == []


def lent(*, certain: bool, name: str = "data", sure: bool = True) -> Resource:
    path = at("kms_master_key_id")
    return planned(
        "aws_sqs_queue",
        {"delay_seconds": 5},
        unknown=(path,),
        borrowed=(Borrowed(path=path, type="aws_kms_key", attribute="arn", certain=certain),),
        refers=(Reference(attribute="kms_master_key_id", address=f"aws_kms_key.{name}", step="arn", sure=sure),),
    )


def keys(*names: str) -> list[tuple[Resource, Resource]]:
    made = {name: f"{KEY}-{name}" for name in names}
    return [
        (
            resource("aws_kms_key", {"arn": made[name], "enable_key_rotation": True}, name, id=made[name]),
            planned("aws_kms_key", {"enable_key_rotation": True}, name, unknown=(at("arn"),)),
        )
        for name in names
    ]


@pytest.mark.parametrize(
    ("other", "is_proven"),
    [
        (lent(certain=True), True),
        (lent(certain=False), False),  # a plan writes a function of an attribute like the attribute
        (lent(certain=True, sure=False), False),
        (lent(certain=True, name="logs"), False),  # another key
        (lent(certain=True, name="gone"), False),
    ],
)
def test_a_reference_to_the_counterpart_of_what_the_reference_has_proves_it(other: Resource, is_proven: bool) -> None:
    one = queue(delay_seconds=5, kms_master_key_id=f"{KEY}-data")
    found = [gap for gap in gaps(*keys("data", "logs"), (one, other)) if gap[0] == "aws_sqs_queue"]
    assert (found == []) is is_proven


FIREWALL = {"name": "web", "ingress": [{"description": "app", "from_port": 443, "security_groups": ["sg-0123456789"]}]}


def test_the_rest_of_a_block_is_compared() -> None:
    entry = {"description": "app", "from_port": 443}
    unknown = (at("ingress", "0", "security_groups"),)
    one = resource("aws_security_group", FIREWALL)
    assert gaps((one, planned("aws_security_group", {"name": "web", "ingress": [entry]}, unknown=unknown))) == [
        ("aws_security_group", "ingress")
    ]
    other = planned("aws_security_group", {"name": "web", "ingress": [{**entry, "from_port": 22}]}, unknown=unknown)
    report = parity(snapshot(one), snapshot(other, environment="preprod"))
    assert any("from_port is 22" in found.message for found in report.findings)


def test_what_a_plan_leaves_out_is_off() -> None:
    one = resource("aws_vpc", {"enable_dns_support": True, "assign_generated_ipv6_cidr_block": False})
    for other, count in (
        (planned("aws_vpc", {"enable_dns_support": True, "assign_generated_ipv6_cidr_block": None}), 0),
        (resource("aws_vpc", {"enable_dns_support": True, "assign_generated_ipv6_cidr_block": None}), 1),
    ):
        report = parity(snapshot(one), snapshot(other, environment="preprod"))
        assert len(report.findings) == count, report.findings


def test_what_nobody_sets_is_what_the_provider_makes_of_it() -> None:
    one = resource("aws_iam_role", {"assume_role_policy": "{}", "max_session_duration": 3600})
    wider = resource("aws_iam_role", {"assume_role_policy": "{}", "max_session_duration": 43200})
    other = planned("aws_iam_role", {"assume_role_policy": "{}"}, unset=("max_session_duration",))
    assert gaps((one, other)) == []
    (found,) = parity(snapshot(wider), snapshot(other, environment="preprod")).findings
    assert "max_session_duration is not set, the reference has 43200" in found.message  # 3600 is its default


def test_code_is_compared_by_what_no_variable_can_change() -> None:
    one = resource("aws_sqs_queue", {"delay_seconds": 5, "kms_master_key_id": KEY})
    told = {"delay_seconds": 9, "kms_master_key_id": KEY}
    sure = resource("aws_sqs_queue", told, id="", declared=True, code={"delay_seconds": 9})
    report = parity(snapshot(one), snapshot(sure, environment="preprod"))
    assert [found.message for found in report.findings] == [
        "aws_sqs_queue.this: delay_seconds is 9, the reference has 5"
    ]
    assert [gap.path for gap in report.gaps] == ["kms_master_key_id"]


def test_how_many_an_expression_makes_is_not_known() -> None:
    these = [resource("aws_sqs_queue", {"name": f"q{key}"}, f'this["{key}"]', id=f"q{key}") for key in "ab"]
    many = resource("aws_sqs_queue", {}, "this[*]", id="", declared=True)
    alone = resource("aws_sns_topic", {"name": "alerts"}, id="t")
    topic = resource("aws_sns_topic", {"name": "alerts"}, id="", declared=True, code={"name": "alerts"})
    report = parity(snapshot(*these, alone), snapshot(many, topic, environment="preprod"))
    assert report.findings == ()
    assert [gap.detail for gap in report.gaps if gap.operation == "match resources"] == [
        "aws_sqs_queue.this[*]: how many there are, and which, only a plan tells"
    ]
    other = resource("aws_sqs_queue", {"name": "mail"}, "mail", id="mail-of-prod")
    report = parity(snapshot(other, alone), snapshot(many, topic, environment="preprod"))
    assert [found.message for found in report.findings] == ["aws_sqs_queue.mail has no counterpart in the candidate"]


def test_what_stands_beside_a_state_in_code_alone_is_no_candidate() -> None:
    one = resource("aws_sqs_queue", {"name": "orders"}, id="q")
    declared = resource("aws_sns_topic", {}, id="", declared=True)
    report = parity(snapshot(one), snapshot(one, declared, environment="preprod"))
    assert [found.rule for found in report.findings if found.severity.rank >= Severity.LOW.rank] == []


def test_a_planned_resource_is_called_what_its_counterpart_is() -> None:
    role = resource("aws_iam_role", {"name": "prod-reporting", "assume_role_policy": "{}"}, "r", id="prod-reporting")
    planned_role = planned(
        "aws_iam_role", {"name": "preprod-reporting", "assume_role_policy": "{}"}, "r", unknown=(at("arn"),)
    )
    profile = resource("aws_iam_instance_profile", {"name": "prod-p", "role": "prod-reporting"}, "p", id="prod-p")
    planned_profile = planned("aws_iam_instance_profile", {"name": "preprod-p", "role": "preprod-reporting"}, "p")
    assert gaps((role, planned_role), (profile, planned_profile)) == []


def test_a_map_that_is_partly_known_is_open_as_a_whole() -> None:
    one = resource("aws_lambda_function", {"function_name": "f", "environment": [{"variables": {"A": "1", "B": "2"}}]})
    path = (Name("environment"), Index("0"), Name("variables"))
    other = planned("aws_lambda_function", {"function_name": "f", "environment": [{}]}, unknown=(path,))
    report = parity(snapshot(one), snapshot(other, environment="preprod"))
    assert [found for found in report.findings if found.severity.rank >= Severity.LOW.rank] == []


BUCKET = {"bucket": "prod-files", "versioning": [{"enabled": True, "mfa_delete": False}]}


def test_whether_a_planned_separate_resource_says_what_stands_inside_only_an_apply_tells() -> None:
    one = resource("aws_s3_bucket", BUCKET, "files", id="prod-files")
    other = planned("aws_s3_bucket", {"bucket": "preprod-files"}, "files", unset=("versioning",))
    child = planned(
        "aws_s3_bucket_versioning",
        {"versioning_configuration": [{"status": "Enabled"}]},
        "files",
        unknown=(at("bucket"),),
    )
    report = parity(snapshot(one), snapshot(other, child, environment="preprod"))
    assert [found.message for found in report.findings if found.severity.rank >= Severity.LOW.rank] == []
    assert ("match resources", "aws_s3_bucket_versioning") in {(gap.operation, gap.types[0]) for gap in report.gaps}
    assert "versioning" in {gap.path for gap in report.gaps}
    # Without one it is what the provider makes of it, of which the whole is not known.
    report = parity(snapshot(one), snapshot(other, environment="preprod"))
    assert "versioning" in {gap.path for gap in report.gaps}
