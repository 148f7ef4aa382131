"""What AWS makes of attributes that nobody sets: permissions, keys, messages, records and guards.

Defaults are those of the API or of the provider, by the documentation of each:
https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs and https://docs.aws.amazon.com.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

UNSET: Mapping[str, Mapping[str, Any]] = {
    "aws_iam_access_key": {"status": "Active"},
    "aws_iam_account_password_policy": {
        "minimum_password_length": 6,
        "password_reuse_prevention": 0,
        "max_password_age": 0,
        "hard_expiry": False,
        "require_lowercase_characters": False,
        "require_uppercase_characters": False,
        "require_numbers": False,
        "require_symbols": False,
    },
    "aws_iam_policy_attachment": {"users": [], "groups": [], "roles": []},
    # A new role has none; what is attached beside it is a resource of its own.
    "aws_iam_role": {"managed_policy_arns": [], "inline_policy": [], "max_session_duration": 3600},
    "aws_iam_service_specific_credential": {"status": "Active"},
    "aws_iam_signing_certificate": {"status": "Active"},
    "aws_iam_user_login_profile": {"pgp_key": "", "password_reset_required": False},
    "aws_iam_user_ssh_key": {"status": "Active"},
    "aws_ssoadmin_permission_set": {"session_duration": "PT1H"},
    "aws_cloudtrail": {
        "is_multi_region_trail": False,
        "include_global_service_events": True,
        "enable_log_file_validation": False,
        "enable_logging": True,
        "kms_key_id": "",
        "cloud_watch_logs_group_arn": "",
        "event_selector": [],
        "advanced_event_selector": [],
    },
    "aws_cloudtrail_event_data_store": {
        "multi_region_enabled": True,
        "termination_protection_enabled": True,
        "kms_key_id": "",
    },
    "aws_kms_key": {
        "enable_key_rotation": False,
        "customer_master_key_spec": "SYMMETRIC_DEFAULT",
        "custom_key_store_id": "",
        "is_enabled": True,
        "multi_region": False,
        "policy": "",  # it lets in the account, as all of a key's policies that AWS makes
    },
    "aws_kms_external_key": {"multi_region": False, "policy": ""},
    "aws_kms_replica_key": {"enabled": True, "policy": ""},
    "aws_kms_replica_external_key": {"policy": ""},
    "aws_secretsmanager_secret": {"kms_key_id": "", "replica": [], "policy": ""},
    "aws_ssm_parameter": {"data_type": "text", "key_id": ""},
    "aws_sqs_queue": {"kms_master_key_id": "", "sqs_managed_sse_enabled": True, "policy": ""},
    "aws_sns_topic": {
        "kms_master_key_id": "",
        "policy": "",  # the one that AWS makes lets in the account
        "application_failure_feedback_role_arn": "",
        "firehose_failure_feedback_role_arn": "",
        "http_failure_feedback_role_arn": "",
        "lambda_failure_feedback_role_arn": "",
        "sqs_failure_feedback_role_arn": "",
    },
    "aws_accessanalyzer_analyzer": {"configuration": []},
    "aws_cloudwatch_composite_alarm": {"actions_enabled": True, "alarm_actions": []},
    "aws_cloudwatch_event_permission": {"condition": []},
    "aws_api_gateway_rest_api": {"policy": "", "body": None},  # the policy may stand in the body as well
    "aws_cloudwatch_metric_alarm": {"actions_enabled": True, "alarm_actions": []},
    "aws_config_configuration_aggregator": {"account_aggregation_source": [], "organization_aggregation_source": []},
    "aws_config_configuration_recorder": {"recording_group": []},
    "aws_guardduty_detector": {
        "enable": True,
        "datasources": [],
        "finding_publishing_frequency": "SIX_HOURS",
    },
    # One of both is set, and says what the other is.
    "aws_guardduty_organization_configuration": {"auto_enable": None, "auto_enable_organization_members": None},
    "aws_acmpca_certificate_authority": {"revocation_configuration": [], "usage_mode": "GENERAL_PURPOSE"},
    "aws_budgets_budget": {"notification": []},
    "aws_codepipeline": {"artifact_store": []},
    "aws_codeartifact_domain": {"encryption_key": ""},
    "aws_cognito_identity_pool": {"allow_unauthenticated_identities": False, "allow_classic_flow": False},
    "aws_cognito_user_pool": {
        "mfa_configuration": "OFF",
        "password_policy": [],  # AWS's own asks for eight characters of all classes
        "user_pool_add_ons": [],
        "admin_create_user_config": [],
        "deletion_protection": "INACTIVE",
    },
    "aws_cognito_user_pool_client": {
        "prevent_user_existence_errors": "LEGACY",
        "enable_token_revocation": True,
        "allowed_oauth_flows": [],
        "explicit_auth_flows": [],
        "callback_urls": [],
    },
    "aws_directory_service_directory": {"type": "SimpleAD"},
    "aws_glacier_vault": {"access_policy": ""},
    "aws_kinesis_video_stream": {"kms_key_id": ""},
    "aws_organizations_organization": {"feature_set": "ALL", "enabled_policy_types": []},
    "aws_ram_resource_share": {"allow_external_principals": False},
    "aws_ses_receipt_rule": {"tls_policy": "Optional", "scan_enabled": False},
    "aws_ses_configuration_set": {"delivery_options": []},
    "aws_sesv2_configuration_set": {"delivery_options": []},
    "aws_vpclattice_service": {"auth_type": "NONE"},
    "aws_vpclattice_service_network": {"auth_type": "NONE"},
    "aws_macie2_account": {"status": "ENABLED"},
    "aws_securityhub_account": {"auto_enable_controls": True},
    "aws_securityhub_organization_configuration": {"organization_configuration": []},
    "aws_cloudwatch_log_group": {"retention_in_days": 0, "kms_key_id": ""},
}
