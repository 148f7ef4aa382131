"""Attributes that no API tells: what only steers Terraform, inputs of creation, and what AWS takes and never shows.

A state or code has them, an observed resource never can; they are neither compared with it nor counted as unread. The
names are those of AWS provider 5.x. One line a type, sorted.
"""

from __future__ import annotations

from collections.abc import Mapping

TERRAFORM_ONLY: Mapping[str, frozenset[str]] = {
    "*": frozenset({"force_destroy", "name_prefix", "skip_destroy", "timeouts", "triggers"}),
    "aws_backup_vault_lock_configuration": frozenset({"changeable_for_days"}),
    "aws_db_instance": frozenset(
        {
            "allow_major_version_upgrade",
            "apply_immediately",
            "blue_green_update",
            "delete_automated_backups",
            "engine_version",  # `engine_version_actual` is what runs; this one may name a prefix of it
            "final_snapshot_identifier",
            "identifier_prefix",
            "master_user_secret_kms_key_id",  # as it was written; `master_user_secret` tells the key
            "password",
            "password_wo",
            "password_wo_version",
            "restore_to_point_in_time",
            "s3_import",
            "skip_final_snapshot",
            "snapshot_identifier",
            "upgrade_storage_config",
        }
    ),
    "aws_dynamodb_table": frozenset(
        {
            "import_table",
            "restore_date_time",
            "restore_source_name",
            "restore_source_table_arn",
            "restore_to_latest_time",
        }
    ),
    "aws_efs_file_system_policy": frozenset({"bypass_policy_lockout_safety_check"}),
    "aws_elasticache_cluster": frozenset(
        {
            "apply_immediately",
            "engine_version",
            "final_snapshot_identifier",
            "outpost_mode",
            "preferred_availability_zones",
            "snapshot_arns",
            "snapshot_name",
        }
    ),
    "aws_elasticache_replication_group": frozenset(
        {
            "apply_immediately",
            "auth_token",
            "auth_token_update_strategy",
            "engine_version",
            "final_snapshot_identifier",
            "preferred_cache_cluster_azs",
            "snapshot_arns",
            "snapshot_name",
        }
    ),
    "aws_elasticache_user": frozenset(
        {
            "no_password_required",  # `authentication_mode` tells it
            "passwords",
        }
    ),
    "aws_iam_role": frozenset({"force_detach_policies"}),
    "aws_instance": frozenset(
        {"get_password_data", "instance_market_options", "user_data_base64", "user_data_replace_on_change"}
    ),
    "aws_kms_key": frozenset({"bypass_policy_lockout_safety_check", "deletion_window_in_days"}),
    "aws_lambda_function": frozenset(
        {
            "filename",
            "publish",
            "replace_security_groups_on_destroy",
            "replacement_security_group_ids",
            "s3_bucket",
            "s3_key",
            "s3_object_version",
        }
    ),
    "aws_rds_cluster": frozenset(
        {
            "allow_major_version_upgrade",
            "apply_immediately",
            "cluster_identifier_prefix",
            "db_instance_parameter_group_name",
            "delete_automated_backups",
            "engine_version",
            "final_snapshot_identifier",
            "master_password",
            "master_password_wo",
            "master_password_wo_version",
            "master_user_secret_kms_key_id",  # as it was written; `master_user_secret` tells the key
            "restore_to_point_in_time",
            "s3_import",
            "skip_final_snapshot",
            "snapshot_identifier",
            "source_region",
        }
    ),
    "aws_rds_cluster_instance": frozenset({"apply_immediately", "engine_version", "identifier_prefix"}),
    "aws_redshift_cluster": frozenset(
        {
            "apply_immediately",
            "final_snapshot_identifier",
            "master_password",
            "master_password_wo",
            "master_password_wo_version",
            "owner_account",
            "skip_final_snapshot",
            "snapshot_arn",
            "snapshot_cluster_identifier",
            "snapshot_identifier",
        }
    ),
    "aws_s3_bucket": frozenset({"bucket_prefix"}),
    "aws_security_group": frozenset({"revoke_rules_on_delete"}),
    "aws_sns_topic_subscription": frozenset(
        {"confirmation_timeout_in_minutes", "confirmation_was_authenticated", "endpoint_auto_confirms"}
    ),
    "aws_vpc": frozenset({"assign_generated_ipv6_cidr_block", "ipv4_netmask_length", "ipv6_netmask_length"}),
}
