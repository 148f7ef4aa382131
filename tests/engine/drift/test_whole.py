"""What a part belongs to: who accepts a finding of a part accepts none of a part of something else."""

from __future__ import annotations

from typing import Any

import pytest

from engine.estate.blast_radius import whole_of
from engine.model.identity import Intent, Reference
from engine.model.outcome import FailOn, Outcome, Severity
from engine.model.path import Name
from engine.model.policy import Evaluator, EvaluatorInfo, Policy, result_of
from engine.model.snapshot import Resource
from engine.policy.coverage import judge_policies
from engine.ports import Evaluation
from tests.builders import PROVIDER, resource, snapshot


@pytest.mark.parametrize(
    ("type_", "attributes", "whole"),
    [
        ("aws_lambda_permission", {"function_name": "f", "principal": "*"}, ("function_name f",)),
        ("aws_s3_bucket_acl", {"bucket": "b", "acl": "public-read"}, ("bucket b",)),
        ("aws_iam_role_policy", {"role": "r", "policy": "{}"}, ("role r",)),
        ("aws_security_group_rule", {"security_group_id": "sg-1"}, ("security_group_id sg-1",)),
        ("aws_vpc_security_group_ingress_rule", {"security_group_id": "sg-1"}, ("security_group_id sg-1",)),
        ("aws_sqs_queue_policy", {"queue_url": "https://q"}, ("queue_url https://q",)),
        # They are what others belong to, and what they run as or are called may change.
        ("aws_s3_bucket", {"bucket": "b"}, ()),
        ("aws_lambda_function", {"function_name": "f", "role": "r"}, ()),
        ("aws_ebs_volume", {"size": 1}, ()),
        ("example_thing", {"bucket": "b"}, ()),
    ],
)
def test_a_part_names_what_it_belongs_to(type_: str, attributes: dict[str, Any], whole: tuple[str, ...]) -> None:
    assert whole_of(resource(type_, attributes), PROVIDER) == whole


def test_before_an_apply_it_is_what_it_refers_to() -> None:
    intent = Intent(
        unknown=((Name("function_name"),),),
        refers=(Reference(attribute="function_name", address="aws_lambda_function.pay"),),
    )
    made = resource("aws_lambda_permission", {"principal": "*"}, intent=intent)
    assert whole_of(made, PROVIDER) == ("function_name aws_lambda_function.pay",)


POLICY = Policy(
    id="public",
    title="Public",
    severity=Severity.HIGH,
    evaluator=Evaluator.REGO,
    resource_types=("aws_lambda_permission",),
)


def fingerprint(item: Resource) -> str:
    info = EvaluatorInfo(evaluator=Evaluator.REGO, version="1", digest="sha256:x")
    told = Evaluation(info=info, policies=(POLICY,), results=(result_of(POLICY, item, Outcome.FAIL),))
    report = judge_policies(
        snapshot(item), [told], digest="sha256:x", fail_on=FailOn.HIGH, whole=lambda one: whole_of(one, PROVIDER)
    )
    (finding,) = report.findings
    return finding.fingerprint


def test_the_same_address_of_another_function_is_another_finding() -> None:
    prints = [
        fingerprint(resource("aws_lambda_permission", {"function_name": name, "principal": "*", "statement_id": "s"}))
        for name in ("hello", "hello", "payments")
    ]
    assert prints[0] == prints[1] != prints[2]
