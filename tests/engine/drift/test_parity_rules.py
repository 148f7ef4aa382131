"""What two environments must have in common: rules, what fits them, and the confidence that is left."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from engine.model.drift import DriftReport
from engine.model.outcome import Severity
from engine.model.parity import Expectation, ParityRule
from engine.model.snapshot import Resource
from engine.provider.meaning import Meaning
from tests import builders
from tests.builders import parity, snapshot, unread


def resource(type_: str, account: str = "1" * 12, **attributes: Any) -> Resource:
    return builders.resource(type_, attributes, account=account)


def compared(one: Resource, other: Resource, *rules: ParityRule) -> DriftReport:
    return parity(snapshot(one), snapshot(replace(other, account="2" * 12), environment="preprod"), rules=rules)


def rule(expect: Expectation, path: str, **more: Any) -> ParityRule:
    return ParityRule(name="r", where="driftgate.yaml:9:9", expect=expect, path=path, **more)


def containers(**settings: Any) -> str:
    return json.dumps([{"name": "api", "image": "shop/api:2.1.0", **settings}])


QUEUE, GROUP, SIZE = "aws_sqs_queue", "aws_autoscaling_group", "max_size"
TASK, CONTAINERS, CHANGED = "aws_ecs_task_definition", "container_definitions", ["parity.changed"]
CASES: tuple[tuple[str, str, Any, Any, ParityRule | None, list[str]], ...] = (
    # type, attribute, reference, candidate, rule, codes of the findings
    (QUEUE, "delay_seconds", 5, 9, None, ["parity.changed"]),
    (QUEUE, "delay_seconds", 5, 9, rule(Expectation.MAY_DIFFER, "delay_seconds"), []),
    (QUEUE, "delay_seconds", 5, 9, rule(Expectation.MAY_DIFFER, "delay_*", type="aws_sqs_*"), []),
    (QUEUE, "delay_seconds", 5, 9, rule(Expectation.MAY_DIFFER, "*", meaning="behaviour"), []),
    (QUEUE, "delay_seconds", 5, 9, rule(Expectation.MAY_DIFFER, "*", address="aws_sqs_queue.this"), []),
    (QUEUE, "delay_seconds", 5, 9, rule(Expectation.MUST_DIFFER, "delay_seconds"), []),
    (QUEUE, "delay_seconds", 5, 5, rule(Expectation.MUST_DIFFER, "delay_seconds"), ["parity.same"]),
    (QUEUE, "delay_seconds", 5, 5, rule(Expectation.BOUND, "delay_seconds", least=5, most=9), []),
    (QUEUE, "delay_seconds", 5, 5, rule(Expectation.BOUND, "delay_seconds", least=6), ["parity.bound"]),
    (QUEUE, "delay_seconds", 5, 9, rule(Expectation.BOUND, "delay_seconds", most=8), ["parity.bound"]),
    (QUEUE, "delay_seconds", 5, 9, rule(Expectation.BOUND, "delay_seconds", most=9), []),
    (GROUP, SIZE, 10, 4, None, []),
    (GROUP, SIZE, 4, 10, None, ["parity.order"]),
    (GROUP, SIZE, 10, 4, rule(Expectation.MUST_EQUAL, SIZE), ["parity.changed"]),
    (GROUP, SIZE, 10, 4, rule(Expectation.RATIO, SIZE, least=0.4, most=1), []),
    (GROUP, SIZE, 10, 3, rule(Expectation.RATIO, SIZE, least=0.4, most=1), ["parity.ratio"]),
    (GROUP, SIZE, 10, 11, rule(Expectation.RATIO, SIZE, least=0.4, most=1), ["parity.ratio"]),
    (GROUP, SIZE, 0, 1, rule(Expectation.RATIO, SIZE, least=0.4), ["parity.ratio"]),
    ("aws_instance", "instance_type", "m6i.large", "t3.medium", None, []),
    ("aws_instance", "instance_type", "t3.medium", "t3.2xlarge", None, ["parity.order"]),
    ("aws_instance", "instance_type", "t3.xlarge", "t3.2xlarge", None, ["parity.order"]),
    ("aws_instance", "instance_type", "t3.medium", "own-metal", None, ["parity.order"]),
    ("aws_db_instance", "multi_az", True, False, None, []),
    ("aws_db_instance", "multi_az", False, True, None, ["parity.order"]),
    # The names in a container are AWS's, those in its labels people's own.
    (TASK, CONTAINERS, containers(memory=2048, cpu=512), containers(memory=1024, cpu=256), None, []),
    (TASK, CONTAINERS, containers(memory=1024), containers(memory=2048), None, ["parity.order"]),
    (TASK, CONTAINERS, containers(user="app"), containers(user="root"), None, CHANGED),
    (TASK, CONTAINERS, containers(dockerLabels={"size": 9}), containers(dockerLabels={"size": 5}), None, CHANGED),
    ("aws_subnet", "availability_zone", "eu-west-1a", "eu-west-1b", None, []),
    ("aws_vpc", "cidr_block", "10.0.0.0/16", "10.1.0.0/16", None, []),
    ("aws_vpc", "cidr_block", "10.0.0.0/16", "10.0.0.0/16", None, ["parity.same"]),
    ("aws_vpc_security_group_ingress_rule", "cidr_ipv4", "10.0.0.0/16", "10.9.0.0/16", None, []),
    # Everybody is nobody's own network, whichever side lets them in.
    ("aws_vpc_security_group_ingress_rule", "cidr_ipv4", "10.0.0.0/16", "0.0.0.0/0", None, ["parity.changed"]),
    ("aws_vpc_security_group_ingress_rule", "cidr_ipv4", "0.0.0.0/0", "10.0.0.0/16", None, ["parity.changed"]),
    ("aws_vpc_security_group_ingress_rule", "cidr_ipv4", "10.0.0.0/16", "8.8.8.8/32", None, ["parity.changed"]),
    ("aws_vpc_security_group_ingress_rule", "cidr_ipv4", "10.0.0.0/16", None, None, ["parity.changed"]),
)


@pytest.mark.parametrize(("type_", "name", "reference", "candidate", "given", "codes"), CASES)
def test_what_a_rule_makes_of_an_attribute(
    type_: str, name: str, reference: Any, candidate: Any, given: ParityRule | None, codes: list[str]
) -> None:
    one, other = resource(type_, **{name: reference}), resource(type_, **{name: candidate})
    report = compared(one, other, *([given] if given else []))
    assert [finding.rule for finding in report.findings] == codes
    confidence = report.confidence
    assert confidence is not None
    assert (confidence.earned == confidence.total) == (not codes)


BURSTABLE = {"instance_type": "t3.small", "credit_specification": [{"cpu_credits": "unlimited"}]}


@pytest.mark.parametrize(
    ("reference", "paths"),
    [
        ({"instance_type": "m5.large", "credit_specification": []}, []),
        ({**BURSTABLE, "instance_type": "t3a.large"}, []),
        ({**BURSTABLE, "credit_specification": [{"cpu_credits": "standard"}]}, ["credit_specification"]),
        ({**BURSTABLE, "credit_specification": []}, ["credit_specification"]),
    ],
)
def test_what_an_instance_has_because_of_its_type_differs_with_that(reference: Any, paths: list[str]) -> None:
    for one, other in ((reference, BURSTABLE), (BURSTABLE, reference)):
        may = rule(Expectation.MAY_DIFFER, "instance_type")
        report = compared(resource("aws_instance", **one), resource("aws_instance", **other), may)
        assert [finding.change.path[0] for finding in report.findings if finding.change.path] == paths


HIDDEN = {"$secret": "a" * 32, "epoch": "e"}
OTHER = {"$secret": "b" * 32, "epoch": "e"}


def test_hidden_settings_that_differ_are_unknown_and_secrets_that_differ_are_right() -> None:
    def function(mode: Any, token: Any) -> Resource:
        variables = {"MODE": mode, "API_TOKEN": token}
        return resource("aws_lambda_function", timeout=3, environment=[{"variables": variables}])

    report = compared(function(HIDDEN, HIDDEN), function(HIDDEN, OTHER))
    assert not report.findings
    assert report.confidence is not None
    assert report.confidence.unknown == 0
    report = compared(function(HIDDEN, HIDDEN), function(OTHER, OTHER))
    assert not report.findings
    assert "aws_lambda_function.environment" in unread(report)
    assert report.confidence is not None
    assert (report.confidence.earned, report.confidence.unknown) == (3, 3)


@pytest.mark.parametrize("name", ["region", "availability_zone", "cidr_block"])
def test_a_key_of_ones_own_is_no_place_of_the_provider(name: str) -> None:
    def machine(value: str) -> Resource:
        return resource("aws_sfn_state_machine", definition=json.dumps({"States": {"A": {name: value, "b": 1}}}))

    report = compared(machine("10.0.0.0/8"), machine("10.1.0.0/16"))
    assert [finding.change.path[-1] for finding in report.findings] == [name]


def test_the_first_rule_that_fits_counts() -> None:
    one, other = resource(QUEUE, delay_seconds=5), resource(QUEUE, delay_seconds=9)
    may, must = rule(Expectation.MAY_DIFFER, "delay_seconds"), rule(Expectation.MUST_EQUAL, "delay_*")
    assert not compared(one, other, may, must).findings
    assert compared(one, other, must, may).findings


def test_a_rule_that_fits_nothing_is_told_with_its_place() -> None:
    given = rule(Expectation.MAY_DIFFER, "delay_secnods")
    report = compared(resource(QUEUE, delay_seconds=5), resource(QUEUE, delay_seconds=5), given)
    (finding,) = report.findings
    assert (finding.rule, finding.target.location) == ("parity.unused_rule", "driftgate.yaml:9:9")
    # Tags are one, whichever attribute has them.
    one, other = (resource(QUEUE, tags=None, tags_all={"Team": name}) for name in ("a", "b"))
    assert not compared(one, other, rule(Expectation.MAY_DIFFER, "tags.Team")).findings
    # One that fits something equal is in use: it says what may happen tomorrow.
    used = rule(Expectation.MAY_DIFFER, "delay_seconds")
    assert not compared(resource(QUEUE, delay_seconds=5), resource(QUEUE, delay_seconds=5), used).findings


def test_the_rules_are_in_the_digest_of_the_options_and_their_place_is_not() -> None:
    pair = resource(QUEUE, delay_seconds=5), resource(QUEUE, delay_seconds=5)
    may = rule(Expectation.MAY_DIFFER, "delay_seconds")
    assert compared(*pair).options != compared(*pair, may).options
    assert compared(*pair, may).options == compared(*pair, replace(may, where="driftgate.yaml:1:1")).options


def test_the_confidence_is_what_is_equal_or_allowed_of_all_that_had_to_be_compared() -> None:
    # A setting (3), a protection (5) that differs, a label (1); an attribute that neither side sets counts for nothing.
    one = resource(QUEUE, delay_seconds=5, sqs_managed_sse_enabled=True, tags={"a": "b"}, policy="")
    other = resource(QUEUE, delay_seconds=5, sqs_managed_sse_enabled=False, tags={"a": "b"}, policy="")
    confidence = compared(one, other).confidence
    assert confidence is not None
    heavy = Meaning.ENCRYPTION.weight
    assert (confidence.earned, confidence.total) == (4, 4 + heavy)
    assert [(row.type, row.attribute, row.weight, row.unknown) for row in confidence.shortfalls] == [
        (QUEUE, "sqs_managed_sse_enabled", heavy, False)
    ]


def test_what_one_side_does_not_tell_counts_against_it() -> None:
    confidence = compared(resource(QUEUE, delay_seconds=5), resource(QUEUE, fifo_queue=None)).confidence
    assert confidence is not None
    assert (confidence.earned, confidence.unknown, confidence.total) == (0, 3, 3)
    assert (confidence.share, confidence.at_best) == (0.0, 1.0)


def test_a_resource_without_a_counterpart_counts_with_all_that_is_set_of_it() -> None:
    report = compared(resource(QUEUE, delay_seconds=5, policy="{}"), resource("aws_sns_topic", name="x"))
    assert report.confidence is not None
    assert report.confidence.earned == 0
    assert {(row.type, row.attribute) for row in report.confidence.shortfalls} == {
        (QUEUE, "*"),
        ("aws_sns_topic", "*"),
    }


def test_one_account_for_both_is_told() -> None:
    queue = resource(QUEUE, delay_seconds=5)
    report = parity(snapshot(queue), snapshot(queue, environment="preprod"))
    (finding,) = report.findings
    assert (finding.rule, finding.severity, finding.target.account) == ("parity.same_account", Severity.INFO, "1" * 12)
