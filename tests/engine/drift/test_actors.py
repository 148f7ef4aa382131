"""Who did it: only by whole names, of the right service, account, region and time; nothing else is ever blamed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.drift.actors import MAX_ACTORS, add_actors, known_since
from engine.findings.catalogue import CHANGED
from engine.findings.findings import make_resource_finding
from engine.model.event import Event, Mention
from engine.model.outcome import FailOn, Finding
from engine.model.snapshot import Resource, Side, Snapshot
from engine.provider.rating import UNCLEAR
from tests import builders
from tests.builders import PROVIDER

NOW = datetime(2026, 11, 21, tzinfo=UTC)
ACCOUNT, REGION = "111122223333", "eu-west-1"
GROUP = "sg-0a1b2c3d4e5f60718"


def resource(type_: str, id_: str, **attributes: Any) -> Resource:
    return builders.resource(type_, attributes, "x", id=id_, account=ACCOUNT, region=REGION)


def finding(item: Resource) -> Finding:
    return make_resource_finding(CHANGED, item, UNCLEAR, "m", FailOn.HIGH)


def event(call: str, *names: str | tuple[str, str], **changes: Any) -> Event:
    service, _, operation = call.partition(":")
    mentions = tuple(
        Mention(name=name) if isinstance(name, str) else Mention(name=name[0], role=name[1]) for name in names
    )
    made = Event(
        time=NOW - timedelta(hours=1),
        service=service,
        operation=operation,
        principal="alice",
        account=ACCOUNT,
        region=REGION,
        resources=mentions,
        event_id="e",
    )
    return replace(made, **changes)


def blamed(item: Resource, *events: Event, since: datetime | None = None) -> list[str]:
    (found,) = add_actors([finding(item)], events, [item], PROVIDER, since=since, until=NOW)
    return [actor.event for actor in found.actors]


SECURITY_GROUP = resource("aws_security_group", GROUP, arn=f"arn:aws:ec2:{REGION}:{ACCOUNT}:security-group/{GROUP}")
CHANGE = event("ec2:AuthorizeSecurityGroupIngress", (GROUP, "group"))


def test_the_call_that_names_the_resource_is_told() -> None:
    assert blamed(SECURITY_GROUP, CHANGE) == ["ec2:AuthorizeSecurityGroupIngress"]


@pytest.mark.parametrize(
    "other",
    [
        replace(CHANGE, failed=True),
        replace(CHANGE, operation="DescribeSecurityGroups"),
        replace(CHANGE, operation="GetSecurityGroupsForVpc"),
        replace(CHANGE, account="444455556666"),
        replace(CHANGE, region="us-east-1"),
        replace(CHANGE, service="lambda"),
        replace(CHANGE, time=NOW + timedelta(seconds=1)),
        replace(CHANGE, resources=(Mention(name=f"{GROUP}0"),)),
        replace(CHANGE, resources=(Mention(name=GROUP[:-1]),)),
        replace(CHANGE, resources=()),
    ],
)
def test_nobody_else_is_blamed(other: Event) -> None:
    assert blamed(SECURITY_GROUP, other) == []


@pytest.mark.parametrize(
    ("item", "call", "names"),
    [
        (resource("aws_s3_bucket_policy", "acme"), "s3:PutBucketPolicy", [("acme", "bucket")]),
        (resource("aws_lambda_function", "orders"), "lambda:UpdateFunctionCode", [("orders", "function")]),
        (resource("aws_db_instance", "db-1", identifier="orders"), "rds:ModifyDBInstance", [("orders", "dbinstance")]),
        (resource("aws_rds_cluster", "orders"), "rds:ModifyDBCluster", [("orders", "dbcluster")]),
        (
            resource("aws_autoscaling_group", "web"),
            "autoscaling:UpdateAutoScalingGroup",
            [("web", "autoscalinggroup")],
        ),
        (resource("aws_cloudwatch_metric_alarm", "cpu"), "monitoring:PutMetricAlarm", [("cpu", "alarm")]),
        (
            resource("aws_cloudwatch_metric_alarm", "cpu", arn=f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:cpu"),
            "monitoring:PutMetricAlarm",
            [("cpu", "alarm")],
        ),
        (resource("aws_cloudwatch_log_group", "/a/b"), "logs:PutRetentionPolicy", [("/a/b", "loggroup")]),
        (
            resource("aws_route53_zone", "Z0123456789ABC"),
            "route53:ChangeTagsForResource",
            ["/hostedzone/Z0123456789ABC"],
        ),
        (
            resource("aws_route53_record", "Z1_www_A", zone_id="Z1", fqdn="www.acme.example"),
            "route53:ChangeResourceRecordSets",
            [("Z1", "hostedzone"), "www.acme.example."],
        ),
        (
            resource("aws_iam_role_policy", "worker:queues", role="worker", name="queues"),
            "iam:PutRolePolicy",
            [("worker", "role"), ("queues", "policy")],
        ),
        (
            resource("aws_route", "r-1", route_table_id="rtb-0aaaaaaaa", destination_cidr_block="10.0.0.0/8"),
            "ec2:ReplaceRoute",
            ["rtb-0aaaaaaaa", "10.0.0.0/8"],
        ),
        (resource("aws_api_gateway_rest_api", "a1b2c3", name="x"), "apigateway:UpdateRestApi", [("a1b2c3", "restapi")]),
        (resource("aws_ssm_parameter", "/app/x"), "ssm:PutParameter", ["/app/x"]),
        (resource("aws_sqs_queue", "https://sqs/1/orders"), "sqs:SetQueueAttributes", ["https://sqs/1/orders"]),
    ],
)
def test_the_ways_in_which_calls_name_resources(item: Resource, call: str, names: list[str | tuple[str, str]]) -> None:
    assert blamed(item, event(call, *names)) == [call]


@pytest.mark.parametrize(
    ("item", "call", "names"),
    [
        # Another kind of thing of the same name.
        (
            resource("aws_sqs_queue", "https://sqs/1/orders", name="orders"),
            "dynamodb:UpdateTable",
            [("orders", "table")],
        ),
        (resource("aws_iam_role", "admin"), "iam:UpdateUser", [("admin", "user")]),
        (resource("aws_db_subnet_group", "main"), "rds:ModifyDBParameterGroup", [("main", "dbparametergroup")]),
        # A part of what names it.
        (
            resource("aws_iam_role_policy", "worker:queues", role="worker", name="queues"),
            "iam:PutRolePolicy",
            [("other", "role"), ("queues", "policy")],
        ),
        # Every network may have a group of this name, and every cluster a service.
        (resource("aws_security_group", GROUP, name="default"), "ec2:CreateSecurityGroup", [("default", "group")]),
        (resource("aws_ecs_service", "arn:aws:ecs:a", name="web"), "ecs:UpdateService", [("web", "service")]),
    ],
)
def test_a_name_alone_blames_nobody(item: Resource, call: str, names: list[str | tuple[str, str]]) -> None:
    assert blamed(item, event(call, *names)) == []


def test_services_without_a_region_are_matched_wherever_their_calls_are_recorded() -> None:
    item = resource("aws_iam_role", "worker")
    assert blamed(item, event("iam:UpdateRole", ("worker", "role"), region="us-east-1")) == ["iam:UpdateRole"]


def test_either_side_may_know_the_name() -> None:
    desired = resource("aws_db_instance", "db-ABC")
    observed = resource("aws_db_instance", "db-ABC", identifier="orders")
    call = event("rds:ModifyDBInstance", ("orders", "dbinstance"))
    (found,) = add_actors([finding(desired)], [call], [desired, observed], PROVIDER, since=None, until=NOW)
    assert [actor.principal for actor in found.actors] == ["alice"]


def test_the_newest_come_first_and_no_more_than_five() -> None:
    calls = [replace(CHANGE, time=NOW - timedelta(hours=hour), event_id=str(hour)) for hour in range(9)]
    (found,) = add_actors([finding(SECURITY_GROUP)], calls, [SECURITY_GROUP], PROVIDER, since=None, until=NOW)
    assert [actor.event_id for actor in found.actors] == ["0", "1", "2", "3", "4"]
    assert len(found.actors) == MAX_ACTORS


def test_what_was_before_the_intent_was_known_explains_nothing() -> None:
    assert blamed(SECURITY_GROUP, CHANGE, since=CHANGE.time) == ["ec2:AuthorizeSecurityGroupIngress"]
    assert blamed(SECURITY_GROUP, CHANGE, since=CHANGE.time + timedelta(seconds=1)) == []


@pytest.mark.parametrize(("side", "since"), [(Side.OBSERVED, NOW), (Side.DESIRED, None)])
def test_only_a_view_of_reality_says_since_when_it_was_so(side: Side, since: datetime | None) -> None:
    intent = Snapshot(environment="prod", side=side, taken_at=NOW, origins=(), resources=())
    assert known_since(intent) == since


def test_one_call_may_explain_several_findings_and_one_resource_has_several() -> None:
    other = resource("aws_security_group", "sg-0ffffffffffffffff")
    call = event("ec2:CreateTags", GROUP, other.id)
    findings = [finding(SECURITY_GROUP), finding(SECURITY_GROUP), finding(other)]
    found = add_actors(findings, [call], [SECURITY_GROUP, other], PROVIDER, since=None, until=NOW)
    assert [len(item.actors) for item in found] == [1, 1, 1]


def test_what_was_never_applied_has_no_actors() -> None:
    declared = resource("aws_sqs_queue", "", name="orders")
    assert blamed(declared, event("sqs:CreateQueue", ("orders", "queue"))) == []


NAMES = st.sampled_from(["orders", "orders-2", "order", GROUP, f"{GROUP}1", "a"])
ROLES = st.sampled_from(["", "queue", "table", "group", "function"])
EVENTS = st.lists(
    st.builds(
        lambda call, mentions, hours, failed: event(
            call, *mentions, time=NOW - timedelta(hours=hours), failed=failed, event_id=f"{call}{hours}"
        ),
        st.sampled_from(["sqs:SetQueueAttributes", "sqs:GetQueueUrl", "dynamodb:UpdateTable", "ec2:CreateTags"]),
        st.lists(st.tuples(NAMES, ROLES), max_size=3),
        st.integers(-2, 5),
        st.booleans(),
    ),
    max_size=12,
)


@given(EVENTS, st.randoms())
def test_order_and_repetition_of_events_change_nothing_and_only_actors_change(events: list[Event], random: Any) -> None:
    items = [SECURITY_GROUP, resource("aws_sqs_queue", "https://sqs/1/orders", name="orders")]
    before = [finding(item) for item in items]
    found = add_actors(before, events, items, PROVIDER, since=None, until=NOW)
    mixed = [*events, *events]
    random.shuffle(mixed)
    assert add_actors(before, mixed, reversed(items), PROVIDER, since=None, until=NOW) == found
    assert [replace(item, actors=()) for item in found] == before
    for item, told in zip(items, found, strict=True):
        words = {item.id, item.attributes.get("name")}
        for actor in told.actors:
            assert actor.at <= NOW
            assert any(
                one.time == actor.at and not one.failed and words & {mention.name for mention in one.resources}
                for one in events
            )
