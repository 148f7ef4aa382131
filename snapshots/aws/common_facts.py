"""What is known of attributes of AWS by their names, whatever the type.

What is known of one type stands with it, under `snapshots/aws/services`. Names are those of AWS provider 5.x.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.model.outcome import Severity
from engine.model.parity import Expectation, ParityRule
from engine.provider.facts import CommonFacts, EventNames, Given, Naming
from engine.provider.meaning import Meaning
from snapshots.aws.judging import REACH

# Attributes whose inside has names of people's own: they say nothing of their own meaning.
_WHOLE = frozenset(
    {
        "assume_role_policy",
        "definition",
        "dockerLabels",
        "driverOpts",
        "environment",
        "labels",
        "logConfiguration",
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

_MEANINGS: Mapping[Meaning, frozenset[str]] = {
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
            "row_filter", "column_wildcard",
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
            "redacted_fields", "logging_filter", "log_destination_configs",
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
_ENDS: tuple[tuple[str, Meaning], ...] = (
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

# Attributes of which a move away from this value takes a protection away, and a move to it gives one.
_PROTECTIONS: Mapping[str, bool | str] = {
    "at_rest_encryption_enabled": True,
    "block_public_acls": True,
    "block_public_policy": True,
    "deletion_protection": True,
    "deletion_protection_enabled": True,
    "disable_api_termination": True,
    "enable_deletion_protection": True,
    "enable_key_rotation": True,
    "enable_log_file_validation": True,
    "encrypt_at_rest": True,
    "encrypted": True,
    "endpoint_public_access": False,
    "force_destroy": False,
    "http_tokens": "required",
    "iam_database_authentication_enabled": True,
    "ignore_public_acls": True,
    "image_tag_mutability": "IMMUTABLE",
    "is_multi_region_trail": True,
    "map_public_ip_on_launch": False,
    "multi_az": True,
    "publicly_accessible": False,
    "restrict_public_buckets": True,
    "skip_final_snapshot": False,
    "storage_encrypted": True,
    "transit_encryption_enabled": True,
}

_PLACES = ("availability_zone", "availability_zone_id", "availability_zones", "ip_address", "private_ip", "region")
_LESS = ("backup_retention_period", "multi_az", "snapshot_retention_limit")
_PARITY = (
    *(
        ParityRule(name="place", expect=Expectation.MAY_DIFFER, path=path, reason="each environment has its own place")
        for name in _PLACES
        for path in (name, f"*.{name}")
    ),
    *(
        ParityRule(name="triggers", expect=Expectation.MAY_DIFFER, path=path, reason="it says when to act, not what")
        for path in ("keepers", "triggers", "triggers_replace")
    ),
    *(
        ParityRule(name="backups", expect=Expectation.ORDER, path=name, reason="the reference keeps at least as much")
        for name in _LESS
    ),
)
_NAMING = Naming(
    ids=(
        "arn",
        "id",
        "url",
        "invoke_arn",
        "bucket_regional_domain_name",
        "unique_id",
        "key_id",
        "latest_restorable",
        "root_resource_id",
    ),
    own=("arn", "name", "bucket", "function_name", "identifier", "cluster_identifier", "replication_group_id", "url"),
    links=("id", "arn", "name", "bucket", "domain_name", "url"),
    names=frozenset(
        {
            "alarm_name",
            "alias",
            "bucket",
            "cluster_id",
            "cluster_identifier",
            "domain_name",
            "family",
            "function_name",
            "identifier",
            "name",
            "replication_group_id",
            "rule",
            "statement_id",
        }
    ),
    owners=(
        "bucket",
        "function_name",
        "group",
        "key_id",
        "network_acl_id",
        "queue_url",
        "role",
        "route_table_id",
        "security_group_id",
        "topic_arn",
        "user",
    ),
    hosts=frozenset(
        {
            "address",
            "api_endpoint",
            "cluster_address",
            "configuration_endpoint",
            "configuration_endpoint_address",
            "dns_name",
            "domain_name",
            "endpoint",
            "primary_endpoint_address",
            "reader_endpoint",
            "reader_endpoint_address",
        }
    ),
    unique=(
        r"arn:.+|https?://.+|[a-z]{1,12}-[0-9a-f]{8,17}|(?:db|cluster)-[A-Z0-9]{20,}"
        r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|(?=[A-Z]*\d)[A-Z][A-Z0-9]{9,31}"
    ),
    name_tag="Name",
    # The key that a service takes where nobody names one. A key that is read by its alias has that as its `key_id`.
    given=(
        Given(
            type="aws_kms_alias", name="name", beginning="alias/aws/", ids=("arn", "target_key_arn", "target_key_id")
        ),
        Given(type="aws_kms_key", name="key_id", beginning="alias/aws/", ids=("arn", "id")),
    ),
    made=r"(?<!\d)\d{18}[0-9a-f]{8}(?![0-9a-f])",  # the time and a counter that the plugin SDK puts behind a prefix
)
_EVENTS = EventNames(
    services={"monitoring": "cloudwatch"},
    issuers={"aws_eks_cluster": ("identity", "oidc", "issuer")},
    by_issuer=frozenset({"eks-controller"}),
    # Their calls are recorded where the service is at home, or where the caller asked.
    everywhere=frozenset({"cloudfront", "globalaccelerator", "iam", "organizations", "route53", "s3", "sts", "waf"}),
    reads=(
        r"(?:Assume|BatchGet|Check|Console|Count|Decode|Decrypt|Describe|Detect|Discover|Download|Encrypt|Estimate"
        r"|Evaluate|Filter|GenerateDataKey|Get|Head|List|Lookup|Poll|Preview|Query|ReEncrypt|Read|Receive|Scan|Search"
        r"|Select|Simulate|SwitchRole|Test|Validate|View)(?=[A-Z0-9]|$)"
    ),
)
COMMON = CommonFacts(
    volatile=frozenset({"etag", "id", "timeouts"}),
    # Since version 6 `region` says where a resource is, which is compared as its place.
    terraform_only=frozenset({"force_destroy", "name_prefix", "region", "skip_destroy", "timeouts", "triggers"}),
    unordered=frozenset({"cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids"}),
    # Their hash, or what the provider makes of them.
    otherwise=frozenset({"certificate_body", "certificate_chain", "content", "public_key", "source", "user_data"}),
    identifying=frozenset({"arn"}),
    pages={"aws_": "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/"},
    tags=("tags_all", "tags"),
    own_tags="aws:",
    encoded=frozenset({"user_data", "user_data_base64"}),
    addresses=frozenset({"ip_address", "ipv6_address", "ipv6_addresses", "private_ip"}),
    networks=frozenset(
        {"cidr_block", "cidr_blocks", "cidr_ipv4", "cidr_ipv6", "cidrs", "ipv6_cidr_block", "ipv6_cidr_blocks"}
    ),
    paths=frozenset(
        {"container_path", "host_path", "mount_point", "path", "path_pattern", "request_path", "root_directory"}
    ),
    # https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
    patterns=frozenset({"event_pattern", "filter_policy", "pattern"}),
    sequences=frozenset({"numeric"}),
    meanings=_MEANINGS,
    ends=_ENDS,
    whole=_WHOLE,
    grades={
        "assume_role_policy": Severity.CRITICAL,
        "automatic_failover_enabled": Severity.MEDIUM,
        "backup_window": Severity.MEDIUM,
        "copy_tags_to_snapshot": Severity.LOW,
        "enable_deletion_protection": Severity.MEDIUM,  # of load balancers, which hold nothing
        "enable_key_rotation": Severity.MEDIUM,
        "enable_log_file_validation": Severity.MEDIUM,
        "enabled_cluster_log_types": Severity.MEDIUM,
        "environment": Severity.HIGH,
        "iam_database_authentication_enabled": Severity.MEDIUM,
        "message_retention_seconds": Severity.MEDIUM,
        "mfa_delete": Severity.MEDIUM,
        "multi_az": Severity.MEDIUM,
        "multi_az_enabled": Severity.MEDIUM,
        "performance_insights_enabled": Severity.LOW,
        "retention_in_days": Severity.MEDIUM,
        "retention_period": Severity.MEDIUM,
        "rotation_period_in_days": Severity.MEDIUM,
        "sse_algorithm": Severity.MEDIUM,  # each of them encrypts
    },
    protections=_PROTECTIONS,
    increasing=frozenset(
        {
            "automated_snapshot_retention_period",
            "backup_retention_period",
            "deletion_window_in_days",
            "minimum_password_length",
            "password_reuse_prevention",
            "recovery_window_in_days",
            "snapshot_retention_limit",
        }
    ),
    opening=frozenset({"publicly_accessible"}),
    # Who opens one half of the internet opens the other one next.
    everybody=frozenset(
        {
            *("0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "::/0", "::/1", "8000::/1"),
            *("*", "all", "public-read", "public-read-write"),
        }
    ),
    almighty=frozenset(
        {
            "iam:*",  # gives itself what it has not
            *(
                f"arn:{partition}:iam::aws:policy/{name}"
                for partition in ("aws", "aws-cn", "aws-us-gov")
                for name in ("AdministratorAccess", "IAMFullAccess")
            ),
        }
    ),
    reach=REACH,
    parity=_PARITY,
    naming=_NAMING,
    events=_EVENTS,
)
