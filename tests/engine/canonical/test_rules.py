"""Each rule of the canonical form: what it joins, and what stands just beside that and must not be joined."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest

from engine.canonical.canonicalise import Canonicaliser, digest_rules
from engine.canonical.rules import RULES
from engine.canonical.sets import equal
from engine.comparison.changes import Differences
from engine.provider.facts import TypeFacts
from engine.provider.unknown import UnknownProvider
from tests.builders import PROVIDER

POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
SCRIPT = "#!/bin/sh\necho hello\n"
YAML = "schemaVersion: '2.2'\nmainSteps:\n- action: aws:runShellScript\n  name: x\n"
FULL = [{"name": "a", "cpu": 0, "essential": True, "environment": [], "mountPoints": [], "linuxParameters": {}}]
LOG_GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:/a"

Pair = tuple[str, str, str, Any, Any]

SAME: tuple[Pair, ...] = (
    ("empty", "aws_lambda_function", "layers", [], None),
    ("empty", "aws_lambda_function", "vpc_config", [{}], None),
    ("empty", "kubernetes_deployment", "metadata", [{"labels": None}], [{"labels": {}}]),
    ("set", "aws_instance", "vpc_security_group_ids", ["sg-1", "sg-2"], ["sg-2", "sg-1", "sg-1"]),
    ("set", "aws_security_group_rule", "cidr_blocks", ["10.0.0.0/8", "11.0.0.0/8"], ["11.0.0.0/8", "10.0.0.0/8"]),
    ("number", "aws_lambda_function", "timeout", "30", 30),
    ("number", "aws_sns_topic", "http_success_feedback_sample_rate", "0", 0),
    ("number", "aws_lb_target_group", "deregistration_delay", 300, "300"),
    ("boolean", "aws_lambda_function", "publish", "true", True),
    ("boolean", "aws_vpc", "enable_dns_support", "false", False),
    ("shape", "aws_verifiedpermissions_schema", "definition", {"value": "a"}, [{"value": "a"}]),
    ("shape", "aws_instance", "cpu_options", {"core_count": 2}, [{"core_count": 2}]),
    ("tags", "aws_vpc", "tags", {"a": "1", "aws:x": "y"}, {"a": "1"}),
    ("tags", "aws_vpc", "tags", [{"Key": "a", "Value": "1"}], {"a": "1"}),
    ("tags", "aws_vpc", "tags", [{"key": "a", "value": "1"}], {"a": "1"}),
    ("tags", "aws_vpc", "tags", {"a": "1", "b": None}, {"a": "1"}),
    ("default", "aws_iam_role", "path", "/", None),
    ("synonym", "aws_network_acl_rule", "protocol", "tcp", "6"),
    ("line-endings", "aws_iam_role", "description", "a\r\nb", "a\nb"),
    ("case", "aws_db_instance", "identifier", "Orders", "orders"),
    ("case", "aws_route53_zone", "name", "Example.com.", "example.com"),
    ("case", "aws_vpc_security_group_ingress_rule", "ip_protocol", "TCP", "tcp"),
    ("cidr", "aws_vpc_security_group_ingress_rule", "cidr_ipv4", "10.0.0.5/8", "10.0.0.0/8"),
    ("cidr", "aws_vpc_security_group_ingress_rule", "cidr_ipv6", "2001:0DB8:0::/32", "2001:db8::/32"),
    ("cidr", "aws_network_interface", "ipv6_addresses", ["2001:DB8:0::1"], ["2001:db8::1"]),
    ("arn", "aws_flow_log", "log_destination", f"{LOG_GROUP}:*", LOG_GROUP),
    ("duration", "aws_ssoadmin_permission_set", "session_duration", "PT1H", "PT60M"),
    ("duration", "aws_ssoadmin_permission_set", "session_duration", "P1D", "PT24H"),
    ("duration", "aws_cloudwatch_event_rule", "schedule_expression", "rate(1 hour)", "rate(60 minutes)"),
    ("base64", "aws_launch_template", "user_data", base64.b64encode(SCRIPT.encode()).decode(), SCRIPT),
    ("url-encoding", "aws_iam_policy", "policy", quote(json.dumps(POLICY)), json.dumps(POLICY)),
    ("json", "aws_sfn_state_machine", "definition", '{"a": 1, "b": 2.0}', '{"b":2,"a":1}'),
    ("json", "aws_iam_policy", "policy", json.dumps(json.dumps(POLICY)), json.dumps(POLICY)),
    ("principal", "aws_lambda_permission", "principal", "arn:aws:iam::111122223333:root", "111122223333"),
    ("principal", "aws_lambda_permission", "principal", "arn:aws:iam::{account}:root", "{account}"),
    ("filled", "aws_ecs_task_definition", "container_definitions", json.dumps(FULL), '[{"name": "a"}]'),
    (
        "filled",
        "aws_ecs_task_definition",
        "container_definitions",
        '[{"environment": [{"name": "A", "value": ""}, {"name": "B", "value": "1"}]}]',
        '[{"cpu": 0, "environment": [{"name": "B", "value": "1"}, {"name": "A", "value": ""}]}]',
    ),
    (
        "filled",
        "aws_ecs_task_definition",
        "container_definitions",
        '[{"environment": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}, {"name": "B", "value": "1"}]}]',
        '[{"environment": [{"name": "B", "value": "1"}, {"name": "A", "value": "1"}, {"name": "A", "value": "2"}]}]',
    ),
    ("yaml", "aws_ssm_document", "content", YAML, YAML.replace("\n- ", "\n  - ").replace("\n  name", "\n    name")),
    ("policy", "aws_iam_policy", "policy", json.dumps(POLICY), json.dumps(POLICY).replace('"s3:*"', '["S3:*"]')),
    (
        "alternatives",
        "aws_cloudwatch_event_rule",
        "event_pattern",
        '{"source": ["a", "b"], "detail": {"n": [{"prefix": "x"}, {"numeric": [">", 1]}]}}',
        '{"detail": {"n": [{"numeric": [">", 1]}, {"prefix": "x"}]}, "source": ["b", "a"]}',
    ),
    ("alternatives", "aws_sns_topic_subscription", "filter_policy", '{"kind": ["a", "b"]}', '{"kind": ["b", "a"]}'),
)

DIFFERENT: tuple[Pair, ...] = (
    # Of variables of one name the last one counts.
    (
        "filled",
        "aws_ecs_task_definition",
        "container_definitions",
        '[{"environment": [{"name": "TLS", "value": "on"}, {"name": "TLS", "value": "off"}]}]',
        '[{"environment": [{"name": "TLS", "value": "off"}, {"name": "TLS", "value": "on"}]}]',
    ),
    ("empty", "aws_lambda_function", "layers", ["a"], None),
    ("empty", "aws_lambda_function", "environment", [{"variables": {"a": ""}}], [{"variables": {}}]),
    # A block without members is there or not.
    (
        "empty",
        "aws_wafv2_web_acl_logging_configuration",
        "redacted_fields",
        [{"query_string": [{}], "method": []}],
        [{"query_string": [], "method": []}],
    ),
    ("empty", "aws_s3_bucket_inventory", "destination", [{"bucket": [{"encryption": [{"sse_s3": [{}]}]}]}], None),
    # Of a type without a schema nobody knows what is a choice.
    ("empty", "kubernetes_network_policy", "spec", [{"ingress": []}], [{"ingress": [{}]}]),
    ("empty", "kubernetes_network_policy", "spec", [{"ingress": []}], [{"ingress": [{"from": [], "ports": []}]}]),
    ("empty", "kubernetes_network_policy", "spec", [{"ingress": [{}]}], [{"ingress": [{}, {}]}]),
    ("empty", "kubernetes_network_policy", "spec", [], [{}]),
    ("empty", "kubernetes_network_policy", "spec", [], None),
    ("empty", "kubernetes_deployment", "metadata", [{"labels": {"public": ""}}], [{"labels": {}}]),
    ("empty", "kubernetes_cluster_role", "rule", [{"api_groups": ["apps", ""]}], [{"api_groups": ["apps"]}]),
    ("empty", "google_compute_instance", "labels", {"a": "1", "public": ""}, {"a": "1"}),
    ("set", "aws_lambda_function", "layers", ["a", "b"], ["b", "a"]),  # later layers win
    ("number", "aws_lambda_function", "timeout", "30", 31),
    ("number", "aws_lambda_function", "handler", "1.0", "1"),
    ("number", "aws_lambda_function", "timeout", "nan", "inf"),
    ("boolean", "aws_lambda_function", "publish", "true", False),
    ("boolean", "aws_lambda_function", "handler", "true", "True"),
    ("shape", "aws_verifiedpermissions_schema", "definition", {"value": "a"}, [{"value": "a"}, {"value": "a"}]),
    ("shape", "aws_instance", "cpu_options", {"core_count": 2}, [{"core_count": 4}]),
    ("tags", "aws_vpc", "tags", [{"Key": "a", "Value": "1"}], {"a": "2"}),
    ("tags", "aws_vpc", "tags", {"aws-x": "1"}, {}),
    ("tags", "aws_vpc", "tags", {"a": "1", "b": ""}, {"a": "1"}),
    ("default", "aws_iam_role", "path", "/", "/team/"),
    ("synonym", "aws_network_acl_rule", "protocol", "tcp", "17"),
    ("line-endings", "aws_iam_role", "description", "a\nb", "a b"),
    ("case", "aws_iam_role", "name", "Orders", "orders"),
    ("case", "aws_route53_record", "records", ["Token="], ["token="]),
    ("cidr", "aws_vpc_security_group_ingress_rule", "cidr_ipv4", "10.0.0.0/8", "10.0.0.0/9"),
    ("cidr", "aws_iam_role", "description", "10.0.0.5/8", "10.0.0.0/8"),
    ("arn", "aws_flow_log", "log_destination", f"{LOG_GROUP}:*", f"{LOG_GROUP}b"),
    ("duration", "aws_ssoadmin_permission_set", "session_duration", "PT1H", "PT1M"),
    ("duration", "aws_cloudwatch_event_rule", "schedule_expression", "rate(1 hour)", "rate(1 day)"),
    ("duration", "aws_iam_role", "description", "PT1H", "PT60M"),
    ("base64", "aws_launch_template", "user_data", base64.b64encode(b"a" * 9).decode(), "b" * 9),
    ("base64", "aws_iam_role", "description", "aGFsbG8h", "hallo!"),
    ("url-encoding", "aws_iam_role", "description", "%41", "A"),
    ("json", "aws_sfn_state_machine", "definition", '{"a": [1, 2]}', '{"a": [2, 1]}'),
    ("json", "aws_sfn_state_machine", "definition", '{"a": 1}', '{"a": "1"}'),
    ("json", "aws_sfn_state_machine", "definition", '{"b": 1, "ResultPath": null}', '{"b": 1}'),
    ("principal", "aws_lambda_permission", "principal", "arn:aws:iam::111122223333:role/root", "111122223333"),
    ("principal", "aws_iam_role", "description", "arn:aws:iam::111122223333:root", "111122223333"),
    *(
        ("filled", "aws_ecs_task_definition", "container_definitions", json.dumps([one]), json.dumps([other]))
        for one, other in (
            ({"name": "a", "essential": False}, {"name": "a"}),
            ({"environment": [{"name": "A", "value": ""}]}, {"environment": []}),
            ({"dockerLabels": {"protocol": "tcp"}}, {"dockerLabels": {}}),
            ({"portMappings": [{"containerPort": 80, "hostPort": 80}]}, {"portMappings": [{"containerPort": 80}]}),
            ({"command": ["a", "b"]}, {"command": ["b", "a"]}),
            ({"command": [""]}, {"command": []}),
        )
    ),
    ("filled", "aws_sfn_state_machine", "definition", '{"cpu": 0}', "{}"),
    ("yaml", "aws_ssm_document", "content", YAML, YAML.replace("name: x", "name: y")),
    ("yaml", "aws_iam_role", "description", "a:  b", "a: b"),
    ("yaml", "aws_ssm_document", "content", "a: &x 1\nb: *x\n", "a: &x 2\nb: *x\n"),
    ("policy", "aws_iam_policy", "policy", json.dumps(POLICY), json.dumps(POLICY).replace("Allow", "Deny")),
    ("alternatives", "aws_cloudwatch_event_rule", "event_pattern", '{"source": ["a", "b"]}', '{"source": ["a"]}'),
    (
        "alternatives",
        "aws_sns_topic_subscription",
        "filter_policy",
        '{"n": [{"numeric": [">", 1, "<", 2]}]}',
        '{"n": [{"numeric": ["<", 1, ">", 2]}]}',
    ),
    ("alternatives", "aws_sfn_state_machine", "definition", '{"source": ["a", "b"]}', '{"source": ["b", "a"]}'),
)


def form(type_: str, name: str, value: Any) -> tuple[dict[str, Any], set[str]]:
    applied: dict[str, set[str]] = {}
    found = Canonicaliser(PROVIDER).form(type_, {name: value}, applied=applied)
    return found, set().union(*applied.values())


@pytest.mark.parametrize(("rule", "type_", "name", "one", "other"), SAME)
def test_what_a_rule_joins(rule: str, type_: str, name: str, one: Any, other: Any) -> None:
    (left, ours), (right, theirs) = form(type_, name, one), form(type_, name, other)
    assert equal(left, right)
    assert rule in ours | theirs


@pytest.mark.parametrize(("rule", "type_", "name", "one", "other"), DIFFERENT)
def test_what_a_rule_leaves_apart(rule: str, type_: str, name: str, one: Any, other: Any) -> None:
    assert rule
    left, right = form(type_, name, one)[0], form(type_, name, other)[0]
    assert not equal(left, right)
    assert Differences().between(left, right)


def test_every_rule_has_both_kinds_of_example() -> None:
    names = {rule.name for rule in RULES}
    assert len(names) == len(RULES)
    assert {entry[0] for entry in SAME} == names
    assert {entry[0] for entry in DIFFERENT} == names


@pytest.mark.parametrize(("rule", "type_", "name", "one", "other"), SAME)
def test_a_canonical_form_is_its_own(rule: str, type_: str, name: str, one: Any, other: Any) -> None:
    assert rule
    for value in (one, other):
        assert form(type_, name, value)[0] == form(type_, name, json.loads(json.dumps(value)))[0]


def test_the_elements_of_a_set_are_never_joined_by_their_keys() -> None:
    left = Canonicaliser(PROVIDER).form("", {"prefix_list_ids": [1, "1", True, "True"]})
    assert len(left["prefix_list_ids"]) == 4


class Fewer(UnknownProvider):
    """Knows one thing of one type."""

    def facts(self, type_: str) -> TypeFacts:
        """Return it of that type."""
        return TypeFacts(volatile=frozenset({"b", "a"})) if type_ == "one" else super().facts(type_)


def test_the_digest_covers_rules_and_facts() -> None:
    types = ["aws_instance", "aws_wafv2_web_acl", "one"]
    assert digest_rules(PROVIDER, types).startswith("sha256:")
    assert digest_rules(PROVIDER, types) == digest_rules(PROVIDER, types)
    known = {digest_rules(one, names) for one in (PROVIDER, Fewer(), UnknownProvider()) for names in ([], types)}
    assert len(known) == 4  # those that know nothing of no type are one, and of what they do not know another
