"""Changes to secrets."""

from __future__ import annotations

from fixtures.estate.changes import Change

_ANYBODY = (
    '{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":"secretsmanager:GetSecretValue",'
    '"Resource":"*","Principal":{"AWS":"*"}}]}'
)

CHANGES = (
    Change(
        address="aws_secretsmanager_secret_policy.one",
        path="policy",
        service="secretsmanager",
        call="put_resource_policy",
        parameters={"SecretId": "{secret_arn}", "ResourcePolicy": _ANYBODY},
    ),
    Change(
        address="aws_secretsmanager_secret.inline",
        path="policy",
        service="secretsmanager",
        call="put_resource_policy",
        parameters={"SecretId": "{arn}", "ResourcePolicy": _ANYBODY},
    ),
    Change(
        address="aws_secretsmanager_secret.one",
        path="description",
        service="secretsmanager",
        call="update_secret",
        parameters={"SecretId": "{arn}", "Description": "what somebody needs"},
    ),
    Change(
        address="aws_secretsmanager_secret_version.inline",
        path="version_stages",
        service="secretsmanager",
        call="update_secret_version_stage",
        parameters={"SecretId": "{arn}", "VersionStage": "SOMEBODYS", "MoveToVersionId": "{version_id}"},
    ),
    Change(
        address="aws_secretsmanager_secret_version.inline",
        path="version_stages",
        service="secretsmanager",
        call="put_secret_value",
        parameters={"SecretId": "{arn}", "SecretString": "another"},
    ),
    Change(
        address="aws_secretsmanager_secret_rotation.one",
        path="",
        service="secretsmanager",
        call="cancel_rotate_secret",
        parameters={"SecretId": "{id}"},
    ),
)
