"""Each shipped policy on a resource that is right and on ones that are wrong, through the compiled pack."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from engine.model.outcome import Outcome
from engine.model.snapshot import Resource
from policies.authoring.catalog import Pack
from policies.evaluators.wasm import RegoEvaluator
from tests.builders import resource, snapshot

BUCKET = "arn:aws:s3:::logs"
SECRET = {"$secret": "0" * 32, "epoch": "e1"}


def document(*statements: Mapping[str, Any]) -> str:
    """Return a policy document as Terraform keeps it: a text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action: Any = "sqs:SendMessage", resource: Any = "*", **more: Any) -> dict[str, Any]:
    """Return a statement that allows something."""
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def public(**condition: Any) -> str:
    """Return a document that lets everyone in under a condition."""
    return document(allow(Principal="*", **({"Condition": condition} if condition else {})))


def refuse(resource: Any, condition: Mapping[str, Any], **more: Any) -> str:
    """Return a bucket policy that denies everything under a condition."""
    return document(
        {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": resource, "Condition": condition, **more}
    )


def ingress(protocol: str, low: int | None, high: int | None, **more: Any) -> dict[str, Any]:
    """Return the attributes of a group with one inline rule, open to the world by IPv4."""
    rule = {"protocol": protocol, "from_port": low, "to_port": high, "cidr_blocks": ["0.0.0.0/0"], **more}
    return {"ingress": [{"ipv6_cidr_blocks": [], **rule}]}


def rule(protocol: str, low: int | None, high: int | None, **more: Any) -> dict[str, Any]:
    """Return the attributes of a rule that stands alone, open to the world by IPv4."""
    found = {"ip_protocol": protocol, "from_port": low, "to_port": high, "cidr_ipv4": "0.0.0.0/0", "cidr_ipv6": None}
    return {**found, **more}


PLAIN = {"Bool": {"aws:SecureTransport": "false"}}
NAMED = document(allow(Principal={"AWS": "arn:aws:iam::111122223333:root"}))
INSIDE = {"cidr_blocks": ["10.0.0.0/8"]}
INSIDE_RULE = {"cidr_ipv4": "10.0.0.0/8"}

RIGHT: list[tuple[str, str, Mapping[str, Any]]] = [
    ("compute-metadata-tokens", "aws_instance", {"metadata_options": [{"http_tokens": "required"}]}),
    ("compute-volume-encrypted", "aws_ebs_volume", {"encrypted": True}),
    ("data-log-key", "aws_cloudwatch_log_group", {"kms_key_id": "arn:aws:kms:::key/1"}),
    ("data-log-retention", "aws_cloudwatch_log_group", {"retention_in_days": 0}),
    ("data-log-retention", "aws_cloudwatch_log_group", {"retention_in_days": 90}),
    ("data-queue-encrypted", "aws_sqs_queue", {"kms_master_key_id": "", "sqs_managed_sse_enabled": True}),
    ("data-queue-encrypted", "aws_sqs_queue", {"kms_master_key_id": SECRET, "sqs_managed_sse_enabled": False}),
    ("data-queue-policy-public", "aws_sqs_queue_policy", {"policy": NAMED}),
    (
        "data-queue-policy-public",
        "aws_sqs_queue_policy",
        {"policy": public(ArnEquals={"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:orders"})},
    ),
    ("data-queue-policy-public", "aws_sqs_queue", {"policy": ""}),
    ("data-table-recovery", "aws_dynamodb_table", {"point_in_time_recovery": [{"enabled": True}]}),
    ("data-topic-encrypted", "aws_sns_topic", {"kms_master_key_id": "alias/topics"}),
    ("data-topic-policy-public", "aws_sns_topic", {"policy": public(StringEquals={"AWS:SourceOwner": "111122223333"})}),
    ("iam-admin-policy", "aws_iam_policy", {"policy": document(allow("s3:GetObject"))}),
    ("iam-admin-policy", "aws_iam_policy", {"policy": document({**allow("*"), "Effect": "Deny"})}),
    ("iam-admin-role-policy", "aws_iam_role_policy", {"policy": document(allow("*", BUCKET))}),
    ("iam-secret-wildcard", "aws_iam_role_policy", {"policy": document(allow("kms:Decrypt", "arn:aws:kms:::key/1"))}),
    ("iam-secret-wildcard", "aws_iam_role_policy", {"policy": document(allow(["s3:Get*", "kms:List*"]))}),
    (
        "iam-trust-public",
        "aws_iam_role",
        {"assume_role_policy": document(allow("sts:AssumeRole", Principal={"Service": "lambda.amazonaws.com"}))},
    ),
    ("kms-policy-public", "aws_kms_key", {"policy": public(StringEquals={"kms:CallerAccount": "111122223333"})}),
    ("kms-rotation", "aws_kms_key", {"enable_key_rotation": True}),
    ("lambda-dead-letters", "aws_lambda_function", {"dead_letter_config": [{"target_arn": "arn:aws:sqs:::q"}]}),
    ("lambda-environment-key", "aws_lambda_function", {"environment": [], "kms_key_arn": ""}),
    (
        "lambda-environment-key",
        "aws_lambda_function",
        {"environment": [{"variables": {"TOKEN": SECRET}}], "kms_key_arn": "arn:aws:kms:::key/1"},
    ),
    ("lambda-runtime", "aws_lambda_function", {"runtime": "python3.13"}),
    ("lambda-tracing", "aws_lambda_function", {"tracing_config": [{"mode": "Active"}]}),
    ("network-group-description", "aws_security_group", {"description": "web servers"}),
    ("network-ssh-world", "aws_security_group", ingress("tcp", 443, 443)),
    ("network-ssh-world", "aws_security_group", ingress("udp", 22, 22)),
    ("network-ssh-world", "aws_security_group", ingress("-1", 0, 0, **INSIDE)),
    ("network-rdp-world", "aws_security_group", ingress("tcp", 3389, 3389, **INSIDE)),
    ("network-wide-world", "aws_security_group", ingress("tcp", 443, 443)),
    ("network-ssh-world-rule", "aws_vpc_security_group_ingress_rule", rule("tcp", 22, 22, **INSIDE_RULE)),
    ("network-rdp-world-rule", "aws_vpc_security_group_ingress_rule", rule("tcp", 443, 443)),
    ("network-wide-world-rule", "aws_vpc_security_group_ingress_rule", rule("-1", None, None, **INSIDE_RULE)),
    ("rds-backups", "aws_db_instance", {"backup_retention_period": 7}),
    ("rds-deletion-protection", "aws_db_instance", {"deletion_protection": True}),
    ("rds-encrypted", "aws_db_instance", {"storage_encrypted": True}),
    ("rds-iam-authentication", "aws_db_instance", {"iam_database_authentication_enabled": True}),
    ("rds-minor-upgrades", "aws_db_instance", {"auto_minor_version_upgrade": True}),
    ("rds-multi-az", "aws_db_instance", {"multi_az": True}),
    ("rds-private", "aws_db_instance", {"publicly_accessible": False}),
    ("s3-policy-public", "aws_s3_bucket_policy", {"policy": NAMED}),
    ("s3-policy-public", "aws_s3_bucket_policy", {"policy": public(IpAddress={"aws:SourceIp": "192.0.2.0/24"})}),
    ("s3-tls-only", "aws_s3_bucket_policy", {"bucket": "logs", "policy": refuse([BUCKET, BUCKET + "/*"], PLAIN)}),
    ("s3-tls-only", "aws_s3_bucket_policy", {"bucket": "logs", "policy": refuse("*", PLAIN)}),
    ("tags-required", "aws_s3_bucket", {"tags_all": {"environment": "prod", "Owner": "web"}}),
]

WRONG: list[tuple[str, str, Mapping[str, Any]]] = [
    ("compute-metadata-tokens", "aws_instance", {"metadata_options": [{"http_tokens": "optional"}]}),
    ("compute-metadata-tokens", "aws_instance", {"metadata_options": None}),
    ("compute-volume-encrypted", "aws_ebs_volume", {"encrypted": None}),
    ("data-log-key", "aws_cloudwatch_log_group", {"kms_key_id": None}),
    ("data-log-retention", "aws_cloudwatch_log_group", {"retention_in_days": 30}),
    ("data-queue-encrypted", "aws_sqs_queue", {"kms_master_key_id": None, "sqs_managed_sse_enabled": False}),
    ("data-queue-policy-public", "aws_sqs_queue_policy", {"policy": public()}),
    ("data-queue-policy-public", "aws_sqs_queue", {"policy": public()}),
    # Conditions that let everyone through all the same.
    ("data-queue-policy-public", "aws_sqs_queue_policy", {"policy": public(ArnLike={"aws:SourceArn": "*"})}),
    (
        "data-queue-policy-public",
        "aws_sqs_queue_policy",
        {"policy": public(ArnLike={"aws:SourceArn": "arn:aws:sns:*:*:*"})},
    ),
    ("s3-policy-public", "aws_s3_bucket_policy", {"policy": public(NotIpAddress={"aws:SourceIp": "192.0.2.0/24"})}),
    ("s3-policy-public", "aws_s3_bucket_policy", {"policy": public(IpAddress={"aws:SourceIp": "0.0.0.0/0"})}),
    ("s3-policy-public", "aws_s3_bucket_policy", {"policy": public(IpAddress={"aws:SourceIp": ["::/0", "10.0.0.1"]})}),
    ("s3-policy-public", "aws_s3_bucket_policy", {"policy": public(StringLike={"aws:PrincipalArn": "*"})}),
    (
        "s3-policy-public",
        "aws_s3_bucket_policy",
        {"policy": public(**{"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-1"}})},
    ),
    (
        "s3-policy-public",
        "aws_s3_bucket_policy",
        {"policy": public(**{"ForAnyValue:StringNotEquals": {"aws:PrincipalOrgID": "o-1"}})},
    ),
    (
        "s3-policy-public",
        "aws_s3_bucket_policy",
        {"policy": public(StringEqualsIfExists={"aws:SourceVpc": "vpc-1"})},
    ),
    ("s3-policy-public", "aws_s3_bucket_policy", {"policy": public(StringEquals={"s3:prefix": "open"})}),
    ("s3-policy-public", "aws_s3_bucket_policy", {"policy": document(allow(Principal={"AWS": ["1", "*"]}))}),
    ("s3-policy-public", "aws_s3_bucket_policy", {"policy": document(allow(NotPrincipal={"AWS": "111122223333"}))}),
    ("data-table-recovery", "aws_dynamodb_table", {"point_in_time_recovery": []}),
    ("data-topic-encrypted", "aws_sns_topic", {"kms_master_key_id": ""}),
    ("data-topic-policy-public", "aws_sns_topic", {"policy": public()}),
    ("data-topic-policy-public", "aws_sns_topic_policy", {"policy": public()}),
    ("iam-admin-policy", "aws_iam_policy", {"policy": document(allow("*"))}),
    ("iam-admin-policy", "aws_iam_policy", {"policy": document(allow(["s3:*", "*:*"], [BUCKET, "*"]))}),
    (
        "iam-admin-role-policy",
        "aws_iam_role_policy",
        {"policy": document({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})},
    ),
    (
        "iam-admin-role-policy",
        "aws_iam_role_policy",
        {"policy": document({"Effect": "Allow", "Action": "*", "NotResource": BUCKET})},
    ),
    ("iam-secret-wildcard", "aws_iam_role_policy", {"policy": document(allow("kms:Decrypt"))}),
    ("iam-secret-wildcard", "aws_iam_policy", {"policy": document(allow("secretsmanager:Get*"))}),
    ("iam-secret-wildcard", "aws_iam_policy", {"policy": document(allow("ssm:GetParameters"))}),
    ("iam-trust-public", "aws_iam_role", {"assume_role_policy": document(allow("sts:AssumeRole", Principal="*"))}),
    ("kms-policy-public", "aws_kms_key", {"policy": public()}),
    # A service that anyone may use says nothing about the caller.
    ("kms-policy-public", "aws_kms_key", {"policy": public(StringEquals={"kms:ViaService": "s3.amazonaws.com"})}),
    ("kms-rotation", "aws_kms_key", {"enable_key_rotation": False}),
    ("lambda-dead-letters", "aws_lambda_function", {"dead_letter_config": []}),
    (
        "lambda-environment-key",
        "aws_lambda_function",
        {"environment": [{"variables": {"TOKEN": SECRET}}], "kms_key_arn": ""},
    ),
    ("lambda-environment-key", "aws_lambda_function", {"environment": [{"variables": SECRET}], "kms_key_arn": None}),
    ("lambda-runtime", "aws_lambda_function", {"runtime": "python3.8"}),
    ("lambda-tracing", "aws_lambda_function", {"tracing_config": [{"mode": "PassThrough"}]}),
    ("network-group-description", "aws_security_group", {"description": "Managed by Terraform"}),
    ("network-ssh-world", "aws_security_group", ingress("tcp", 20, 25)),
    ("network-ssh-world", "aws_security_group", ingress("TCP", 22, 22)),
    ("network-ssh-world", "aws_security_group", ingress("-1", 0, 0)),
    ("network-ssh-world", "aws_security_group", ingress("tcp", 22, 22, ipv6_cidr_blocks=None)),
    ("network-ssh-world", "aws_security_group", ingress("tcp", 22, 22, cidr_blocks=None, ipv6_cidr_blocks=["::/0"])),
    ("network-ssh-world", "aws_security_group", ingress("tcp", None, None)),
    ("network-rdp-world", "aws_security_group", ingress("6", 3389, 3389)),
    ("network-wide-world", "aws_security_group", ingress("udp", 1, 65535)),
    ("network-wide-world", "aws_security_group", ingress("tcp", None, None)),
    ("network-ssh-world-rule", "aws_vpc_security_group_ingress_rule", rule("tcp", 22, 22)),
    ("network-ssh-world-rule", "aws_vpc_security_group_ingress_rule", rule("tcp", None, None)),
    ("network-ssh-world-rule", "aws_vpc_security_group_ingress_rule", rule("-1", None, None)),
    (
        "network-rdp-world-rule",
        "aws_vpc_security_group_ingress_rule",
        rule("tcp", 0, 65535, cidr_ipv4=None, cidr_ipv6="::/0"),
    ),
    ("network-wide-world-rule", "aws_vpc_security_group_ingress_rule", rule("-1", None, None)),
    ("network-wide-world-rule", "aws_vpc_security_group_ingress_rule", rule("tcp", None, None)),
    ("rds-backups", "aws_db_instance", {"backup_retention_period": 1}),
    ("rds-backups", "aws_db_instance", {"backup_retention_period": None}),
    ("rds-deletion-protection", "aws_db_instance", {"deletion_protection": False}),
    ("rds-encrypted", "aws_db_instance", {"storage_encrypted": False}),
    ("rds-iam-authentication", "aws_db_instance", {"iam_database_authentication_enabled": False}),
    ("rds-minor-upgrades", "aws_db_instance", {"auto_minor_version_upgrade": False}),
    ("rds-multi-az", "aws_db_instance", {"multi_az": None}),
    ("rds-private", "aws_db_instance", {"publicly_accessible": True}),
    ("rds-private", "aws_db_instance", {"publicly_accessible": None}),
    ("s3-tls-only", "aws_s3_bucket_policy", {"bucket": "logs", "policy": NAMED}),
    ("s3-tls-only", "aws_s3_bucket_policy", {"bucket": "logs", "policy": refuse(BUCKET, PLAIN)}),
    ("s3-tls-only", "aws_s3_bucket_policy", {"bucket": "logs", "policy": refuse(BUCKET + "/in/*", PLAIN)}),
    (
        "s3-tls-only",
        "aws_s3_bucket_policy",
        {"bucket": "logs", "policy": refuse("*", {**PLAIN, "IpAddress": {"aws:SourceIp": "192.0.2.1"}})},
    ),
    (
        "s3-tls-only",
        "aws_s3_bucket_policy",
        {
            "bucket": "logs",
            "policy": refuse("*", {"Bool": {"aws:SecureTransport": "false", "aws:ViaAWSService": "true"}}),
        },
    ),
    ("tags-required", "aws_s3_bucket", {"tags_all": {"Environment": "prod", "Owner": ""}}),
    ("tags-required", "aws_kms_key", {"tags_all": None}),
]

# Policies that look at other resources have their own tests, in test_facts.py.
RELATED = {"s3-encryption", "s3-logging", "s3-public-access-block", "s3-versioning"}


def judge(pack: Pack, evaluator: RegoEvaluator, resource: Resource, policy: str) -> Outcome:
    """Return the outcome of one policy on one resource."""
    assert any(known.id == policy for known in pack.policies), f"there is no {policy}"
    results = evaluator.evaluate(snapshot(resource)).results
    (outcome,) = [result.outcome for result in results if result.policy == policy]
    return outcome


@pytest.mark.parametrize(("policy", "type_", "attributes"), RIGHT)
def test_a_right_resource_passes(
    pack: Pack,
    evaluator: RegoEvaluator,
    policy: str,
    type_: str,
    attributes: Mapping[str, Any],
) -> None:
    assert judge(pack, evaluator, resource(type_, attributes), policy) is Outcome.PASS


@pytest.mark.parametrize(("policy", "type_", "attributes"), WRONG)
def test_a_wrong_resource_fails(
    pack: Pack,
    evaluator: RegoEvaluator,
    policy: str,
    type_: str,
    attributes: Mapping[str, Any],
) -> None:
    taken = snapshot(resource(type_, attributes))
    (rule,) = [known for known in pack.policies if known.id == policy]
    (result,) = [result for result in evaluator.evaluate(taken).results if result.policy == policy]
    assert result.outcome is Outcome.FAIL
    for violation in result.violations:
        assert set(re.findall(r"\{(\w+)\}", rule.message)) <= set(violation.args)
