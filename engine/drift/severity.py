"""How much a difference matters: tables of what touches security, and what is only a label."""

from __future__ import annotations

from collections.abc import Mapping

from engine.model.outcome import FindingStatus, Severity

_SECURITY_TYPES = (
    "aws_iam_",
    "aws_kms_",
    "aws_security_group",
    "aws_vpc_security_group_",
    "aws_network_acl",
    "aws_s3_bucket_policy",
    "aws_s3_bucket_public_access_block",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_ownership_controls",
    "aws_sqs_queue_policy",
    "aws_sns_topic_policy",
    "aws_lambda_permission",
    "aws_cloudtrail",
    "aws_guardduty_",
    "aws_config_",
)
_ATTRIBUTES: Mapping[Severity, frozenset[str]] = {
    Severity.CRITICAL: frozenset({"publicly_accessible", "assume_role_policy"}),
    Severity.HIGH: frozenset(
        {
            "policy",
            "ingress",
            "egress",
            "cidr_ipv4",
            "cidr_ipv6",
            "storage_encrypted",
            "encrypted",
            "kms_key_id",
            "kms_key_arn",
            "kms_master_key_id",
            "server_side_encryption",
            "sqs_managed_sse_enabled",
            "enable_key_rotation",
            "deletion_protection",
            "deletion_protection_enabled",
            "backup_retention_period",
            "point_in_time_recovery",
            "vpc_security_group_ids",
            "security_group_ids",
            "vpc_config",
            "role",
            "iam_instance_profile",
            "code_sha256",
            "source_code_hash",
            "user_data",
            "iam_database_authentication_enabled",
            "multi_az",
            "metadata_options",
            "environment",
        }
    ),
    Severity.MEDIUM: frozenset({"rotation_period_in_days"}),
    Severity.LOW: frozenset({"tags", "description", "name_prefix", "comment"}),
}


def of_change(type_: str, path: tuple[str, ...]) -> Severity:
    """Return the severity of a changed attribute: by its name, else high in a security type, else medium."""
    name = path[0] if path else ""
    for severity, names in _ATTRIBUTES.items():
        if name in names:
            return severity
    return Severity.HIGH if type_.startswith(_SECURITY_TYPES) else Severity.MEDIUM


def of_presence(type_: str, status: FindingStatus) -> Severity:
    """Return the severity of a resource that is missing or unmanaged."""
    if type_.startswith(_SECURITY_TYPES):
        return Severity.HIGH
    return Severity.HIGH if status is FindingStatus.MISSING else Severity.MEDIUM
