"""Attributes that no API tells: what only steers Terraform, inputs of creation, and what AWS takes and never shows.

A state or code has them, an observed resource never can; they are neither compared with it nor counted as unread. The
names are those of AWS provider 5.x. One line a type, sorted.
"""

from __future__ import annotations

from collections.abc import Mapping

TERRAFORM_ONLY: Mapping[str, frozenset[str]] = {
    "*": frozenset({"force_destroy", "name_prefix", "skip_destroy", "timeouts", "triggers"}),
    "aws_db_instance": frozenset(
        {
            "allow_major_version_upgrade",
            "apply_immediately",
            "blue_green_update",
            "delete_automated_backups",
            "engine_version",  # `engine_version_actual` is what runs; this one may name a prefix of it
            "final_snapshot_identifier",
            "identifier_prefix",
            "manage_master_user_password",
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
    "aws_iam_access_key": frozenset({"pgp_key"}),
    "aws_iam_group_membership": frozenset({"name"}),  # the provider makes it the id; AWS has no name of a membership
    "aws_iam_role": frozenset({"force_detach_policies"}),
    "aws_instance": frozenset(
        {"get_password_data", "instance_market_options", "user_data_base64", "user_data_replace_on_change"}
    ),
    "aws_kms_key": frozenset({"bypass_policy_lockout_safety_check", "deletion_window_in_days"}),
    "aws_lambda_alias": frozenset({"function_name"}),  # a name or an ARN; the alias's own ARN names the function
    "aws_lambda_event_source_mapping": frozenset({"function_name"}),  # a name or an ARN; `function_arn` is compared
    "aws_lambda_function": frozenset(
        {
            "filename",
            "publish",
            "replace_security_groups_on_destroy",
            "replacement_security_group_ids",
            "s3_bucket",
            "s3_key",
            "s3_object_version",
            "source_code_hash",  # whatever the code hashes; `code_sha256` is what runs
        }
    ),
    "aws_lambda_permission": frozenset({"statement_id_prefix"}),
    "aws_s3_bucket": frozenset({"acl", "bucket_prefix"}),  # AWS tells a canned ACL as the grants that it means
    "aws_s3_bucket_accelerate_configuration": frozenset({"expected_bucket_owner"}),
    "aws_s3_bucket_acl": frozenset({"acl", "expected_bucket_owner"}),
    "aws_s3_bucket_cors_configuration": frozenset({"expected_bucket_owner"}),
    "aws_s3_bucket_lifecycle_configuration": frozenset({"expected_bucket_owner"}),
    "aws_s3_bucket_logging": frozenset({"expected_bucket_owner"}),
    "aws_s3_bucket_object_lock_configuration": frozenset({"expected_bucket_owner", "token"}),
    "aws_s3_bucket_replication_configuration": frozenset({"token"}),
    "aws_s3_bucket_request_payment_configuration": frozenset({"expected_bucket_owner"}),
    "aws_s3_bucket_server_side_encryption_configuration": frozenset({"expected_bucket_owner"}),
    "aws_s3_bucket_versioning": frozenset({"expected_bucket_owner", "mfa"}),
    "aws_s3_bucket_website_configuration": frozenset({"expected_bucket_owner"}),
    "aws_secretsmanager_secret": frozenset({"force_overwrite_replica_secret", "recovery_window_in_days"}),
    "aws_secretsmanager_secret_policy": frozenset({"block_public_policy"}),
    "aws_secretsmanager_secret_rotation": frozenset({"rotate_immediately", "secret_id"}),  # a name or the ARN in `id`
    "aws_secretsmanager_secret_version": frozenset(
        {"secret_binary", "secret_id", "secret_string", "secret_string_wo", "secret_string_wo_version"}  # never read
    ),
    "aws_security_group": frozenset({"revoke_rules_on_delete"}),
    "aws_securityhub_account": frozenset({"enable_default_standards"}),
    "aws_sns_topic_subscription": frozenset(
        {"confirmation_timeout_in_minutes", "confirmation_was_authenticated", "endpoint_auto_confirms"}
    ),
    "aws_ssm_document": frozenset({"attachments_source"}),
    "aws_ssm_parameter": frozenset({"overwrite", "value_wo", "value_wo_version"}),
    "aws_vpc": frozenset({"assign_generated_ipv6_cidr_block", "ipv4_netmask_length", "ipv6_netmask_length"}),
}
