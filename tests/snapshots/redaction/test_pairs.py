"""A resource that is itself a pair of a name and a value, and what a type is called that is a secret."""

from __future__ import annotations

import json
from typing import Any

import pytest

from snapshots.redaction.redact import Redactor

REDACTOR = Redactor(b"k" * 32, "e1")
SECRET = "Hunter2xyz1"
NAMED = [
    ("tfe_variable", {"key": "db_password", "value": SECRET, "readable_value": SECRET, "sensitive": False}),
    ("tfe_variable", {"key": "AWS_SECRET_ACCESS_KEY", "value": SECRET, "readable_value": SECRET}),
    ("gitlab_project_variable", {"key": "DB_PASSWORD", "value": SECRET, "project": "1"}),
    ("gitlab_group_variable", {"key": "REGION", "value": SECRET}),
    ("github_actions_variable", {"variable_name": "DB_PASSWORD", "value": SECRET, "repository": "web"}),
    ("vercel_project_environment_variable", {"key": "ANY", "value": SECRET}),
    ("circleci_environment_variable", {"name": "ANY", "value": SECRET}),
    ("netlify_env_var", {"key": "ANY", "value": SECRET}),
    ("azurerm_app_configuration_key", {"key": "App:Db:Password", "value": SECRET}),
    ("azurerm_app_configuration_key", {"key": "app/prod/token", "value": SECRET}),
    ("consul_keys", {"key": [{"path": "app/db_password", "value": SECRET, "name": "db"}]}),
    ("consul_keys", {"key": [{"path": "app/token", "value": SECRET}]}),
    ("some_setting", {"name": "db_password", "value": SECRET, "default": SECRET}),
    ("cloudflare_api_token", {"name": "ci", "value": SECRET}),
    ("nomad_acl_token", {"name": "ci", "secret_id": SECRET}),
    ("consul_acl_token_secret_id", {"secret_id": SECRET}),
    ("grafana_service_account_token", {"name": "ci", "key": SECRET}),
    ("grafana_api_key", {"name": "ci", "key": SECRET}),
    ("grafana_data_source", {"secure_json_data_encoded": json.dumps({"any": SECRET})}),
    ("newrelic_api_access_key", {"name": "ci", "key": SECRET}),
    ("tailscale_tailnet_key", {"key": SECRET}),
    ("ns1_apikey", {"name": "ci", "key": SECRET}),
    ("doppler_secret", {"name": "ANY", "value": SECRET}),  # a provider without a table
    ("unheard_of_api_key", {"key": SECRET}),
]


@pytest.mark.parametrize(("type_", "attributes"), NAMED, ids=[f"{type_}-{at}" for at, (type_, _) in enumerate(NAMED)])
@pytest.mark.parametrize("is_screened", [False, True])
def test_the_pair_that_a_resource_is_hides_its_value(
    type_: str, attributes: dict[str, Any], *, is_screened: bool
) -> None:
    redactor = REDACTOR.for_document(json.dumps(attributes).encode()) if is_screened else REDACTOR
    shown = redactor.resource(type_, attributes)
    assert SECRET not in json.dumps(shown)
    names = {"name", "variable_name", "project", "repository", "sensitive"} & attributes.keys()
    assert {name: shown[name] for name in names} == {name: attributes[name] for name in names}


@pytest.mark.parametrize(
    ("type_", "attributes"),
    [
        ("cloudflare_record", {"name": "token", "type": "A", "value": "203.0.113.9"}),
        ("digitalocean_record", {"name": "secret", "value": "lb7.example.com."}),
        ("tfe_workspace", {"name": "token", "id": "ws-1"}),
        ("aws_ec2_tag", {"key": "team", "value": "payments"}),
        ("aws_ecs_account_setting_default", {"name": "containerInsights", "value": "enabled"}),
        ("azurerm_app_configuration_key", {"key": "App:Colour", "value": "blue42"}),
        ("aws_secretsmanager_secret_rotation", {"secret_id": "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a"}),
        ("github_actions_variable", {"variable_name": "REGION", "value": "eu-west-1"}),
    ],
)
def test_what_no_name_calls_a_secret_stays(type_: str, attributes: dict[str, Any]) -> None:
    assert REDACTOR.resource(type_, attributes) == attributes
