"""Attributes that are known to hold secrets, by Terraform type: what the names in a document do not tell.

Whatever the AWS provider's schema calls sensitive stands here or
has a name that tells, so that what is observed is redacted like what a state holds; a test compares the table with the
schema. What the schemas of other providers in common use call sensitive stands in `providers.tsv`, a type and its paths
on each line; `fixtures.secrets.providers` says of which version.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

# Attributes that hold secrets or may (user data, environments): type -> paths of names. `*` is every type.
KNOWN_SECRETS: Mapping[str, frozenset[str]] = {
    "*": frozenset({"custom_data", "user_data", "user_data_base64"}),
    "aws_api_gateway_api_key": frozenset({"value"}),
    "aws_appconfig_configuration_profile": frozenset({"validator.content"}),
    "aws_appconfig_hosted_configuration_version": frozenset({"content"}),
    "aws_appsync_api_key": frozenset({"key"}),
    "aws_bedrockagentcore_evaluator": frozenset({"evaluator_config.llm_as_a_judge.instructions"}),
    "aws_bedrockagentcore_harness": frozenset(
        {
            "environment_variables",
            "system_prompt.text",
            "tool.config.inline_function.input_schema",
            "tool.config.remote_mcp.headers",
            "tool.config.remote_mcp.url",
        }
    ),
    "aws_bedrockagentcore_oauth2_credential_provider": frozenset(
        f"oauth2_provider_config.{vendor}_oauth2_provider_config.{name}"
        for vendor in ("custom", "github", "google", "microsoft", "salesforce", "slack")
        for name in ("client_id", "client_id_wo")
    ),
    "aws_cloudcontrolapi_resource": frozenset({"schema"}),
    "aws_cloudwatch_event_connection": frozenset(
        {
            "auth_parameters.api_key.value",
            "auth_parameters.invocation_http_parameters.body.value",
            "auth_parameters.invocation_http_parameters.header.value",
            "auth_parameters.invocation_http_parameters.query_string.value",
            "auth_parameters.oauth.oauth_http_parameters.body.value",
            "auth_parameters.oauth.oauth_http_parameters.header.value",
            "auth_parameters.oauth.oauth_http_parameters.query_string.value",
        }
    ),
    "aws_cloudwatch_event_target": frozenset({"input"}),
    "aws_db_instance": frozenset({"password"}),
    "aws_directory_service_shared_directory": frozenset({"notes"}),
    "aws_dms_certificate": frozenset({"certificate_pem", "certificate_wallet"}),
    "aws_dms_endpoint": frozenset({"oracle_settings.security_db_encryption"}),
    "aws_docdb_cluster": frozenset({"master_password"}),
    "aws_dynamodb_table_item": frozenset({"item"}),
    "aws_elasticache_replication_group": frozenset({"auth_token"}),
    "aws_elasticsearch_domain_saml_options": frozenset({"saml_options.master_user_name"}),
    "aws_glue_connection": frozenset(
        {
            "athena_properties",
            "authentication_configuration.oauth2_properties.authorization_code_properties.authorization_code",
            "connection_properties",
        }
    ),
    "aws_grafana_workspace_api_key": frozenset({"key"}),
    "aws_grafana_workspace_service_account_token": frozenset({"key"}),
    "aws_iam_access_key": frozenset({"encrypted_secret", "secret", "ses_smtp_password_v4"}),
    "aws_iam_user_login_profile": frozenset({"encrypted_password", "password"}),
    "aws_instance": frozenset({"password_data"}),
    "aws_iot_ca_certificate": frozenset({"ca_certificate_pem", "verification_certificate_pem"}),
    "aws_iot_certificate": frozenset({"ca_pem", "certificate_pem", "public_key"}),
    "aws_kms_ciphertext": frozenset({"plaintext", "plaintext_wo"}),
    "aws_kms_external_key": frozenset({"key_material_base64"}),
    "aws_kms_replica_external_key": frozenset({"key_material_base64"}),
    "aws_kms_secrets": frozenset({"plaintext"}),
    "aws_mwaa_environment": frozenset({"airflow_configuration_options"}),
    "aws_opensearch_domain_saml_options": frozenset({"saml_options.master_user_name"}),
    "aws_opsworks_application": frozenset({"app_source.ssh_key"}),
    "aws_opsworks_stack": frozenset({"custom_cookbooks_source.ssh_key"}),
    "aws_pinpoint_adm_channel": frozenset({"client_id"}),
    "aws_pinpoint_apns_channel": frozenset({"bundle_id", "certificate", "team_id", "token_key_id"}),
    "aws_pinpoint_apns_sandbox_channel": frozenset({"bundle_id", "certificate", "team_id", "token_key_id"}),
    "aws_pinpoint_apns_voip_channel": frozenset({"bundle_id", "certificate", "team_id", "token_key_id"}),
    "aws_pinpoint_apns_voip_sandbox_channel": frozenset({"bundle_id", "certificate", "team_id", "token_key_id"}),
    "aws_pinpoint_gcm_channel": frozenset({"service_json"}),
    "aws_quicksight_data_source": frozenset({"credentials.credential_pair.username"}),
    "aws_rds_cluster": frozenset({"master_password"}),
    "aws_redshift_cluster": frozenset({"master_password"}),
    "aws_redshiftserverless_namespace": frozenset({"admin_username"}),
    "aws_s3_bucket_object": frozenset({"body", "content", "content_base64"}),
    "aws_s3_object": frozenset({"body", "content", "content_base64"}),
    "aws_s3_object_copy": frozenset({"customer_key", "kms_encryption_context", "kms_key_id", "source_customer_key"}),
    "aws_secretsmanager_secret_version": frozenset({"secret_binary", "secret_string"}),
    "aws_sns_platform_application": frozenset({"platform_principal"}),
    "aws_ssm_maintenance_window_task": frozenset(
        {
            "task_invocation_parameters.lambda_parameters.payload",
            "task_invocation_parameters.step_functions_parameters.input",
        }
    ),
    "aws_ssm_parameter": frozenset({"insecure_value", "value", "value_wo"}),
    "aws_ssm_parameters_by_path": frozenset({"values"}),
    "aws_transfer_certificate": frozenset({"certificate", "certificate_chain"}),
    "aws_transfer_host_key": frozenset({"host_key_body", "host_key_body_wo"}),
    "aws_transfer_server": frozenset(
        {"host_key", "post_authentication_login_banner", "pre_authentication_login_banner"}
    ),
    "aws_vpn_connection": frozenset(
        {"customer_gateway_configuration", "tunnel1_preshared_key", "tunnel2_preshared_key"}
    ),
    "random_password": frozenset({"bcrypt_hash", "result"}),
    "tls_private_key": frozenset({"private_key_openssh", "private_key_pem", "private_key_pem_pkcs8"}),
}

# Of these, what is JSON is hidden value by value: it says what to do as well, and a change of that has a place.
PARTLY_SECRET: Mapping[str, frozenset[str]] = {
    "aws_cloudwatch_event_target": frozenset({"input"}),
    "aws_dynamodb_table_item": frozenset({"item"}),
    "aws_ssm_maintenance_window_task": frozenset(
        {
            "task_invocation_parameters.lambda_parameters.payload",
            "task_invocation_parameters.step_functions_parameters.input",
        }
    ),
}


# What a type is, by the end of its name.
_RECORD = re.compile(r"_(?:records?|record_?set|dns(?:_[a-z]+)?)\Z")
_VARIABLE = re.compile(r"_(?:environment|env)_?(?:variables?|vars?)\Z")
_TOKEN = re.compile(r"_(?:tokens?|(?:api|access|auth)_?keys?|token_secret_id)\Z")
_SECRET = re.compile(rf"{_TOKEN.pattern}|_(?:secrets?|credentials?|passwords?)\Z")


@cache
def partly_secret(type_: str) -> frozenset[tuple[str, ...]]:
    """Return those of the known paths, in a resource of a type, where what is JSON is hidden value by value."""
    return frozenset(tuple(path.split(".")) for path in PARTLY_SECRET.get(type_, ()))


@cache
def known_secrets(type_: str) -> tuple[tuple[str, ...], ...]:
    """Return the paths of names, in a resource of a type, of what is known to be secret."""
    paths = KNOWN_SECRETS["*"] | KNOWN_SECRETS.get(type_, frozenset())
    if type_.partition("_")[0] != "aws":
        paths |= _of_providers().get(type_, frozenset()) | _of_its_name(type_)
    return tuple(tuple(path.split(".")) for path in sorted(paths))


def is_record(type_: str) -> bool:
    """Tell whether name and value of a resource of a type are those of a record of DNS, which everybody may ask for."""
    return _RECORD.search(type_) is not None


def is_variable_type(type_: str) -> bool:
    """Tell whether a resource of a type is a variable of an environment, whose value is a secret by any name."""
    return _VARIABLE.search(type_) is not None


def _of_its_name(type_: str) -> frozenset[str]:
    """Return what is the secret in a type that is called a token, a key or a secret, of providers without a table."""
    found = frozenset({"value", "secret_id"}) if _SECRET.search(type_) else frozenset[str]()
    return found | {"key"} if _TOKEN.search(type_) else found


@cache
def _of_providers() -> Mapping[str, frozenset[str]]:
    lines = files("snapshots.redaction").joinpath("providers.tsv").read_text(encoding="utf-8").splitlines()
    return {type_: frozenset(paths.split(" ")) for type_, _, paths in (line.partition("\t") for line in lines)}
