"""Facts about the AWS provider that its schema does not tell.

Each table is data with one reader. Names are those of AWS provider 5.x; what a refresh was seen to change by itself is
in VOLATILE.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Attributes that move by themselves, or as the side effect of a change that is seen elsewhere.
VOLATILE: Mapping[str, frozenset[str]] = {
    "*": frozenset({"etag", "id", "timeouts"}),
    "aws_db_instance": frozenset({"latest_restorable_time", "status", "hosted_zone_id", "replicas"}),
    "aws_instance": frozenset({"instance_state", "public_dns", "public_ip", "password_data", "private_dns"}),
    "aws_lambda_function": frozenset({"last_modified", "qualified_arn", "qualified_invoke_arn", "version"}),
    "aws_lambda_event_source_mapping": frozenset({"last_modified", "last_processing_result", "state"}),
    "aws_lambda_permission": frozenset({"function_name"}),  # a name or an ARN of the same; it is part of the identity
    "aws_ssm_parameter": frozenset({"version"}),
    "aws_wafv2_web_acl": frozenset({"lock_token", "capacity"}),
    "aws_iam_role": frozenset({"unique_id", "create_date"}),
}

# Attributes that mean the same when they are absent as when they have this value.
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "aws_dynamodb_table": {"table_class": "STANDARD", "deletion_protection_enabled": False},
    "aws_cloudwatch_log_group": {"log_group_class": "STANDARD", "retention_in_days": 0},
    "aws_iam_role": {"path": "/", "max_session_duration": 3600},
    "aws_iam_policy": {"path": "/"},
    "aws_lambda_function": {"architectures": ["x86_64"], "package_type": "Zip", "reserved_concurrent_executions": -1},
    "aws_s3_bucket": {"object_lock_enabled": False, "request_payer": "BucketOwner"},
    "aws_sqs_queue": {"fifo_queue": False, "content_based_deduplication": False, "sqs_managed_sse_enabled": False},
    "aws_sns_topic": {"fifo_topic": False, "content_based_deduplication": False},
}


# Attributes that a state leaves empty when one of the others is set; what AWS shows of them is not compared then.
INSTEAD: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "aws_ssm_parameter": {"value": ("insecure_value", "has_value_wo")},
}


# Lists in the schema whose order means nothing.
UNORDERED_LISTS = frozenset(
    {"cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "parameter", "layers", "managed_policy_arns", "aliases"}
)


class Split:
    """A fact that Terraform can write inside one resource or as a resource of its own."""

    __slots__ = ("attributes", "child", "link", "parent")

    def __init__(self, parent: str, attributes: tuple[str, ...], child: str, link: str) -> None:
        """`child` resources name their `parent` in the attribute `link`; `attributes` hold the inline form."""
        self.parent, self.attributes, self.child, self.link = parent, attributes, child, link


SPLITS: tuple[Split, ...] = (
    Split("aws_security_group", ("ingress",), "aws_vpc_security_group_ingress_rule", "security_group_id"),
    Split("aws_security_group", ("egress",), "aws_vpc_security_group_egress_rule", "security_group_id"),
    Split("aws_security_group", ("ingress", "egress"), "aws_security_group_rule", "security_group_id"),
    Split("aws_sqs_queue", ("policy",), "aws_sqs_queue_policy", "queue_url"),
    Split("aws_sns_topic", ("policy",), "aws_sns_topic_policy", "arn"),
    Split("aws_secretsmanager_secret", ("policy",), "aws_secretsmanager_secret_policy", "secret_arn"),
    Split("aws_iam_role", ("inline_policy",), "aws_iam_role_policy", "role"),
    Split("aws_iam_role", ("managed_policy_arns",), "aws_iam_role_policy_attachment", "role"),
    Split("aws_route_table", ("route",), "aws_route", "route_table_id"),
    Split("aws_s3_bucket", ("policy",), "aws_s3_bucket_policy", "bucket"),
    Split("aws_s3_bucket", ("versioning",), "aws_s3_bucket_versioning", "bucket"),
    Split("aws_s3_bucket", ("logging",), "aws_s3_bucket_logging", "bucket"),
    Split("aws_s3_bucket", ("lifecycle_rule",), "aws_s3_bucket_lifecycle_configuration", "bucket"),
    Split(
        "aws_s3_bucket",
        ("server_side_encryption_configuration",),
        "aws_s3_bucket_server_side_encryption_configuration",
        "bucket",
    ),
    Split("aws_s3_bucket", ("grant",), "aws_s3_bucket_acl", "bucket"),
    Split("aws_s3_bucket", ("acceleration_status",), "aws_s3_bucket_accelerate_configuration", "bucket"),
    Split("aws_s3_bucket", ("cors_rule",), "aws_s3_bucket_cors_configuration", "bucket"),
    Split("aws_s3_bucket", ("object_lock_configuration",), "aws_s3_bucket_object_lock_configuration", "bucket"),
    Split("aws_s3_bucket", ("replication_configuration",), "aws_s3_bucket_replication_configuration", "bucket"),
    Split("aws_s3_bucket", ("request_payer",), "aws_s3_bucket_request_payment_configuration", "bucket"),
    Split("aws_s3_bucket", ("website",), "aws_s3_bucket_website_configuration", "bucket"),
)

# Sub-resources that AWS makes by itself with these values: present without being managed, they are no drift.
IMPLIED: Mapping[str, Mapping[str, Any]] = {
    "aws_config_configuration_recorder_status": {"is_enabled": False},
    "aws_s3_bucket_public_access_block": {
        "block_public_acls": True,
        "block_public_policy": True,
        "ignore_public_acls": True,
        "restrict_public_buckets": True,
    },
    "aws_s3_bucket_ownership_controls": {"rule": [{"object_ownership": "BucketOwnerEnforced"}]},
    "aws_s3_bucket_server_side_encryption_configuration": {
        "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "AES256"}]}]
    },
    "aws_s3_bucket_request_payment_configuration": {"payer": "BucketOwner"},
    "aws_s3_bucket_versioning": {"versioning_configuration": [{"status": "Disabled"}]},
}
