"""Attributes that no API tells: what only steers Terraform, inputs of creation, and what AWS takes and never shows.

A state or code has them, an observed resource never can; they are neither compared with it nor counted as unread. The
names are those of AWS provider 5.x. One line a type, sorted.
"""

from __future__ import annotations

from collections.abc import Mapping

TERRAFORM_ONLY: Mapping[str, frozenset[str]] = {
    "*": frozenset({"force_destroy", "name_prefix", "skip_destroy", "timeouts", "triggers"}),
    "aws_acm_certificate": frozenset(
        {
            "certificate_body",
            "certificate_chain",
            "early_renewal_duration",
            "private_key",
            "validation_option",
        }
    ),
    "aws_ami": frozenset({"manage_ebs_snapshots", "uefi_data"}),
    "aws_api_gateway_deployment": frozenset({"canary_settings", "stage_description", "variables"}),
    "aws_api_gateway_rest_api": frozenset({"fail_on_warnings", "parameters", "put_rest_api_mode"}),
    "aws_apigatewayv2_api": frozenset({"credentials_arn", "fail_on_warnings", "route_key", "target"}),
    "aws_autoscaling_group": frozenset(
        {
            "force_delete",
            "force_delete_warm_pool",
            "ignore_failed_scaling_activities",
            "initial_lifecycle_hook",
            "instance_refresh",
            "min_elb_capacity",
            "wait_for_capacity_timeout",
            "wait_for_elb_capacity",
        }
    ),
    "aws_backup_vault_lock_configuration": frozenset({"changeable_for_days"}),
    "aws_cloudfront_distribution": frozenset({"retain_on_delete", "wait_for_deployment"}),
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
    "aws_default_security_group": frozenset({"revoke_rules_on_delete"}),
    "aws_dynamodb_table": frozenset(
        {
            "import_table",
            "restore_date_time",
            "restore_source_name",
            "restore_source_table_arn",
            "restore_to_latest_time",
        }
    ),
    "aws_ebs_volume": frozenset({"final_snapshot"}),
    "aws_ecr_repository": frozenset({"force_delete"}),
    "aws_ecs_service": frozenset({"force_delete", "force_new_deployment", "wait_for_steady_state"}),
    "aws_ecs_task_definition": frozenset({"track_latest"}),
    "aws_efs_file_system_policy": frozenset({"bypass_policy_lockout_safety_check"}),
    "aws_eip": frozenset({"address", "associate_with_private_ip"}),
    "aws_eip_association": frozenset({"allow_reassociation"}),
    "aws_eks_addon": frozenset(
        {
            "preserve",
            "resolve_conflicts",
            "resolve_conflicts_on_create",
            "resolve_conflicts_on_update",
        }
    ),
    "aws_eks_cluster": frozenset({"bootstrap_self_managed_addons", "force_update_version"}),
    "aws_eks_node_group": frozenset({"force_update_version", "node_group_name_prefix"}),
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
    "aws_iam_access_key": frozenset({"pgp_key"}),
    "aws_iam_group_membership": frozenset({"name"}),  # the provider makes it the id; AWS has no name of a membership
    "aws_iam_role": frozenset({"force_detach_policies"}),
    "aws_instance": frozenset(
        {
            "ephemeral_block_device",
            "get_password_data",
            "instance_market_options",
            "network_interface",  # only those that the configuration writes; aws_network_interface tells them all
            "user_data_base64",
            "user_data_replace_on_change",
        }
    ),
    "aws_key_pair": frozenset({"key_name_prefix", "public_key"}),  # the fingerprint tells which key it is
    "aws_kinesis_stream": frozenset({"enforce_consumer_deletion"}),
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
    "aws_launch_configuration": frozenset({"user_data_base64"}),
    "aws_launch_template": frozenset({"update_default_version"}),
    "aws_network_interface": frozenset({"ipv6_address_list_enabled", "private_ip_list_enabled"}),
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
    "aws_route53_health_check": frozenset({"reference_name"}),
    "aws_route53_record": frozenset({"allow_overwrite"}),
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
        {
            "secret_binary",  # never read
            "secret_id",  # never read
            "secret_string",  # never read
            "secret_string_wo",  # never read
            "secret_string_wo_version",  # never read
        }
    ),
    "aws_security_group": frozenset({"revoke_rules_on_delete"}),
    "aws_securityhub_account": frozenset({"enable_default_standards"}),
    "aws_sfn_state_machine": frozenset({"publish", "version_description"}),
    "aws_sns_topic_subscription": frozenset(
        {
            "confirmation_timeout_in_minutes",
            "confirmation_was_authenticated",
            "endpoint_auto_confirms",
        }
    ),
    "aws_ssm_document": frozenset({"attachments_source"}),
    "aws_ssm_parameter": frozenset({"overwrite", "value_wo", "value_wo_version"}),
    "aws_volume_attachment": frozenset({"force_detach", "stop_instance_before_detaching"}),
    "aws_vpc": frozenset(
        {
            "assign_generated_ipv6_cidr_block",
            "ipv4_ipam_pool_id",
            "ipv4_netmask_length",
            "ipv6_ipam_pool_id",
            "ipv6_netmask_length",
        }
    ),
    "aws_vpc_endpoint": frozenset({"auto_accept"}),
    "aws_vpc_peering_connection": frozenset({"auto_accept"}),
    "aws_vpc_peering_connection_accepter": frozenset({"auto_accept"}),
    "aws_wafv2_web_acl": frozenset({"rule_json"}),
}
