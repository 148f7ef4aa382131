"""What AWS tells for policies: where its types write firewall rules and documents, and what it makes of what is unset.

Defaults are those of the API or of the provider, by the documentation of each:
https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs and https://docs.aws.amazon.com.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.provider.judging import Judging, ListForm, RuleForm
from snapshots.aws.permissions import PERMISSIONS

_INLINE = RuleForm(
    block="ingress",
    networks=("cidr_blocks", "ipv6_cidr_blocks"),
    lists=("prefix_list_ids",),
    protocol="protocol",
)
_RULES: Mapping[str, RuleForm] = {
    "aws_security_group": _INLINE,
    "aws_default_security_group": _INLINE,
    "aws_security_group_rule": RuleForm(
        networks=("cidr_blocks", "ipv6_cidr_blocks"),
        lists=("prefix_list_ids",),
        protocol="protocol",
        group="security_group_id",
        only=("type", "ingress"),
    ),
    "aws_vpc_security_group_ingress_rule": RuleForm(
        networks=("cidr_ipv4", "cidr_ipv6"),
        lists=("prefix_list_id",),
        protocol="ip_protocol",
        group="security_group_id",
    ),
}
_LISTS: Mapping[str, ListForm] = {
    "aws_ec2_managed_prefix_list": ListForm(
        block="entry", network="cidr", child="aws_ec2_managed_prefix_list_entry", link="prefix_list_id"
    ),
}
_NO_RULES: Mapping[str, Any] = {"ingress": [], "egress": []}
_UNSET: Mapping[str, Mapping[str, Any]] = {
    "aws_security_group": {**_NO_RULES, "description": "Managed by Terraform"},
    "aws_default_security_group": _NO_RULES,
    "aws_security_group_rule": {"ipv6_cidr_blocks": [], "cidr_blocks": [], "prefix_list_ids": []},
    "aws_db_instance": {
        "backup_retention_period": 0,
        "multi_az": False,
        "publicly_accessible": False,
        "storage_encrypted": False,
        "deletion_protection": False,
        "iam_database_authentication_enabled": False,
        "auto_minor_version_upgrade": True,
    },
    "aws_ebs_volume": {},
    "aws_kms_key": {"enable_key_rotation": False},
    "aws_lambda_function": {"tracing_config": [], "dead_letter_config": [], "kms_key_arn": "", "environment": []},
    "aws_sqs_queue": {"kms_master_key_id": "", "sqs_managed_sse_enabled": True},
    "aws_sns_topic": {"kms_master_key_id": ""},
    "aws_dynamodb_table": {"point_in_time_recovery": [], "server_side_encryption": []},
    "aws_cloudwatch_log_group": {"retention_in_days": 0, "kms_key_id": ""},
    "aws_instance": {"metadata_options": [], "user_data": "", "root_block_device": [], "ebs_block_device": []},
    "aws_s3_bucket": {
        "acl": "private",
        "grant": [],
        "policy": "",
        "versioning": [],
        "logging": [],
        "server_side_encryption_configuration": [],
        "lifecycle_rule": [],
        "replication_configuration": [],
    },
    "aws_s3_bucket_public_access_block": {
        "block_public_acls": False,
        "block_public_policy": False,
        "ignore_public_acls": False,
        "restrict_public_buckets": False,
    },
}
_PROTOCOLS = {"-1": "all", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}

JUDGING = Judging(
    permissions=PERMISSIONS,
    rules=_RULES,
    lists=_LISTS,
    unset=_UNSET,
    documents=(
        *("policy", "assume_role_policy", "inline_policy", "access_policies", "resource_policy", "policy_document"),
        *("inline_policy.policy", "policy_text"),
    ),
    protocols=_PROTOCOLS,
)
