"""What the attributes of the provider's types are about: data, with one reader in `engine.provider.rating`.

An attribute is found by its type and name, else by its name, else by the end of its name, else by the type. Names are
those of AWS provider 5.x. What is in no table is `behaviour`.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.model.outcome import Severity
from engine.provider.meaning import Meaning

# One attribute of one type (`type.attribute`) that means something else than its name does elsewhere.
OF_TYPE: Mapping[str, Meaning] = {
    "aws_cloudtrail.include_global_service_events": Meaning.AUDIT,
    "aws_cloudtrail.is_multi_region_trail": Meaning.AUDIT,
    "aws_ecr_repository.image_tag_mutability": Meaning.DURABILITY,
    # What was asked for at launch: whether it has an address is told by its interface and its elastic addresses.
    "aws_instance.associate_public_ip_address": Meaning.BEHAVIOUR,
    "aws_instance.source_dest_check": Meaning.EXPOSURE,
    "aws_lambda_permission.action": Meaning.IDENTITY,
    "aws_lambda_permission.principal": Meaning.IDENTITY,
    "aws_lambda_permission.source_arn": Meaning.IDENTITY,
    "aws_lb.internal": Meaning.EXPOSURE,
    "aws_lb_listener.protocol": Meaning.ENCRYPTION,
    "aws_network_acl_rule.rule_action": Meaning.EXPOSURE,
    "aws_s3_bucket_acl.acl": Meaning.EXPOSURE,
    "aws_s3_bucket_lifecycle_configuration.rule": Meaning.DURABILITY,
    "aws_ssm_parameter.type": Meaning.ENCRYPTION,
}

# Attributes whose inside has names of people's own: they say nothing of their own meaning.
WHOLE = frozenset(
    {
        "assume_role_policy",
        "container_definitions",
        "definition",
        "environment",
        "labels",
        "parameter",
        "parameters",
        "policy",
        "stage_variables",
        "tags",
        "tags_all",
        "variables",
        "volume_tags",
    }
)

OF_NAME: Mapping[Meaning, frozenset[str]] = {
    Meaning.EXPOSURE: frozenset(
        {
            "access_control_policy", "acl", "allow_remote_vpc_dns_resolution", "assign_public_ip",
            "associate_public_ip_address", "authorization", "authorization_type", "api_key_required",
            "block_public_acls", "block_public_policy", "cidr", "cidr_blocks", "cidr_ipv4", "cidr_ipv6", "cidrs",
            "cors_rule", "cors_configuration", "disable_execute_api_endpoint", "egress", "endpoint_private_access",
            "endpoint_public_access", "from_port", "function_url_auth_type", "grant", "ignore_public_acls", "ingress",
            "ipv6_cidr_blocks", "map_public_ip_on_launch", "network_interface_id", "prefix_list_ids",
            "public_access_cidrs", "publicly_accessible", "referenced_security_group_id", "restrict_public_buckets",
            "security_group_id", "security_group_ids", "security_groups", "source_security_group_ids", "to_port",
            "trusted_signers", "vpc_config", "vpc_security_group_ids", "web_acl_id", "website",
            "default_action", "enforce_https", "viewer_protocol_policy", "auto_accept", "object_ownership",
        }
    ),
    Meaning.ENCRYPTION: frozenset(
        {
            "acm_certificate_arn", "apply_server_side_encryption_by_default", "at_rest_encryption_enabled",
            "bucket_key_enabled", "ca_cert_identifier", "certificate_arn", "enable_key_rotation", "encrypt_at_rest",
            "encrypted", "encryption", "encryption_config", "encryption_configuration", "encryption_type", "key_usage",
            "kms_key", "kms_key_arn", "kms_key_id", "kms_master_key_id", "master_user_secret_kms_key_id",
            "minimum_protocol_version", "node_to_node_encryption", "rotation_period_in_days",
            "server_side_encryption", "server_side_encryption_configuration", "sqs_managed_sse_enabled",
            "sse_algorithm", "ssl_policy", "storage_encrypted", "tls_security_policy", "transit_encryption",
            "transit_encryption_enabled", "transit_encryption_mode", "viewer_certificate",
        }
    ),
    Meaning.IDENTITY: frozenset(
        {
            "access_policies", "assume_role_policy", "auth_token", "client_id_list", "code_sha256",
            "custom_iam_instance_profile", "execution_role_arn", "groups", "iam_database_authentication_enabled",
            "iam_instance_profile", "iam_roles", "inline_policy", "key_name", "managed_policy_arns",
            "max_password_age", "metadata_options", "minimum_password_length", "password_reuse_prevention",
            "permissions_boundary", "policy", "policy_arn", "require_lowercase_characters", "require_numbers",
            "require_symbols", "require_uppercase_characters", "role", "role_arn", "roles", "service_role_arn",
            "source_code_hash", "task_role_arn", "thumbprint_list", "user_data", "user_data_base64", "users",
            "allow_users_to_change_password", "hard_expiry", "policy_arns", "resource_policy",
        }
    ),
    Meaning.AUDIT: frozenset(
        {
            "access_log_settings", "access_logs", "advanced_event_selector", "alarm_actions",
            "cloud_watch_logs_group_arn",
            "enable_log_file_validation", "enable_logging", "enabled_cloudwatch_logs_exports",
            "enabled_cluster_log_types", "event_selector", "finding_publishing_frequency", "log_config",
            "log_destination", "log_publishing_options", "logging", "logging_config", "logging_configuration",
            "recording_group", "actions_enabled", "insight_selector", "traffic_type",
        }
    ),
    Meaning.DURABILITY: frozenset(
        {
            "automatic_failover_enabled", "automated_snapshot_retention_period", "backup_policy",
            "backup_retention_period", "backup_window", "copy_tags_to_snapshot", "delete_on_termination",
            "deletion_protection", "deletion_protection_enabled", "deletion_window_in_days",
            "disable_api_termination", "enable_continuous_backup", "enable_deletion_protection", "force_destroy",
            "mfa_delete", "multi_az", "multi_az_enabled", "object_lock_configuration", "object_lock_enabled",
            "point_in_time_recovery", "recovery_window_in_days", "redrive_policy", "replication_configuration",
            "retention_in_days", "retention_period", "skip_final_snapshot", "snapshot_retention_limit",
            "message_retention_seconds", "versioning", "versioning_configuration", "zone_awareness_enabled",
            "lifecycle_policy",
        }
    ),
    Meaning.CAPACITY: frozenset(
        {
            "allocated_storage", "burst_limit", "capacity", "cpu", "db_cluster_instance_class", "desired_capacity",
            "desired_count", "desired_size", "disk_size", "ephemeral_storage", "instance_class", "instance_count",
            "instance_type", "instance_types", "iops", "max_allocated_storage", "max_capacity", "max_size", "memory",
            "memory_size", "min_capacity", "min_size", "node_type", "num_cache_clusters", "num_cache_nodes",
            "num_node_groups", "number_of_nodes", "provisioned_concurrent_executions",
            "provisioned_throughput_in_mibps", "rate_limit", "read_capacity", "replicas_per_node_group",
            "reserved_concurrent_executions", "scaling_config", "serverlessv2_scaling_configuration", "shard_count",
            "size", "storage_throughput", "storage_type", "throughput", "throughput_mode", "volume_size", "volume_type",
            "weighted_capacity", "write_capacity",
        }
    ),
    Meaning.COST: frozenset(
        {
            "billing_mode", "capacity_type", "cpu_credits", "credit_specification",
            "detailed_metrics_enabled",
            "engine_lifecycle_support", "license_model", "price_class", "request_payer",
            "spot_max_price", "spot_price", "storage_class", "table_class", "tenancy", "tier", "acceleration_status",
        }
    ),
    Meaning.METADATA: frozenset(
        {
            "alarm_description", "comment", "description", "display_name", "documentation_version", "labels",
            "name_prefix", "statement_id", "tags", "tags_all", "volume_tags",
        }
    ),
}  # fmt: skip

# Ends of names, longest first; the first that fits.
OF_END: tuple[tuple[str, Meaning], ...] = (
    ("_encryption_configuration", Meaning.ENCRYPTION),
    ("_kms_key_arn", Meaning.ENCRYPTION),
    ("_kms_key_id", Meaning.ENCRYPTION),
    ("_security_group_ids", Meaning.EXPOSURE),
    ("_security_groups", Meaning.EXPOSURE),
    ("_cidr_blocks", Meaning.EXPOSURE),
    ("_cidr_block", Meaning.EXPOSURE),
    ("_description", Meaning.METADATA),
    ("_role_arn", Meaning.IDENTITY),
)

# Types that are about one thing as a whole, by the beginning of their names.
OF_TYPES: tuple[tuple[str, Meaning], ...] = (
    ("aws_iam_", Meaning.IDENTITY),
    ("aws_kms_", Meaning.ENCRYPTION),
    ("aws_security_group", Meaning.EXPOSURE),
    ("aws_vpc_security_group_", Meaning.EXPOSURE),
    ("aws_network_acl", Meaning.EXPOSURE),
    ("aws_s3_bucket_policy", Meaning.IDENTITY),
    ("aws_s3_bucket_public_access_block", Meaning.EXPOSURE),
    ("aws_s3_bucket_ownership_controls", Meaning.EXPOSURE),
    ("aws_s3_bucket_server_side_encryption_configuration", Meaning.ENCRYPTION),
    ("aws_sqs_queue_policy", Meaning.IDENTITY),
    ("aws_sns_topic_policy", Meaning.IDENTITY),
    ("aws_lambda_permission", Meaning.IDENTITY),
    ("aws_cloudtrail", Meaning.AUDIT),
    ("aws_guardduty_", Meaning.AUDIT),
    ("aws_config_", Meaning.AUDIT),
    ("aws_flow_log", Meaning.AUDIT),
)

# Attributes that matter more or less than what they are about does in general.
GRADE: Mapping[str, Severity] = {
    "assume_role_policy": Severity.CRITICAL,
    "aws_s3_bucket_lifecycle_configuration.rule": Severity.MEDIUM,
    "backup_window": Severity.MEDIUM,
    "copy_tags_to_snapshot": Severity.LOW,
    "environment": Severity.HIGH,
    "message_retention_seconds": Severity.MEDIUM,
    "retention_in_days": Severity.MEDIUM,
    "retention_period": Severity.MEDIUM,
    "rotation_period_in_days": Severity.MEDIUM,
}

# Attributes of which a move away from this value takes a protection away, and a move to it gives one.
PROTECTIONS: Mapping[str, bool] = {
    "at_rest_encryption_enabled": True,
    "block_public_acls": True,
    "block_public_policy": True,
    "deletion_protection": True,
    "deletion_protection_enabled": True,
    "disable_api_termination": True,
    "enable_deletion_protection": True,
    "enable_key_rotation": True,
    "enable_log_file_validation": True,
    "enable_logging": True,
    "encrypt_at_rest": True,
    "encrypted": True,
    "endpoint_public_access": False,
    "force_destroy": False,
    "iam_database_authentication_enabled": True,
    "ignore_public_acls": True,
    "map_public_ip_on_launch": False,
    "multi_az": True,
    "publicly_accessible": False,
    "restrict_public_buckets": True,
    "skip_final_snapshot": False,
    "sqs_managed_sse_enabled": True,
    "storage_encrypted": True,
    "transit_encryption_enabled": True,
}
# What everybody is called where an attribute says who can reach or do something.
EVERYBODY = frozenset({"0.0.0.0/0", "::/0", "*", "public-read", "public-read-write"})
