"""Changes to parameters, documents and windows."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_ssm_parameter.one",
        path="value",
        service="ssm",
        call="put_parameter",
        parameters={
            "Name": "{name}",
            "Value": "elsewhere",
            "Type": "String",
            "Tier": "Advanced",
            "Description": "the stage",
            "AllowedPattern": "^[a-z]+$",
            "Overwrite": True,
        },
    ),
    Change(
        address="aws_ssm_parameter.secret",
        path="version",
        service="ssm",
        call="put_parameter",
        parameters={"Name": "{name}", "Value": "another", "Type": "SecureString", "Overwrite": True},
    ),
    Change(
        address="aws_ssm_parameter.secret",
        path="",
        service="ssm",
        call="delete_parameter",
        parameters={"Name": "{name}"},
    ),
    Change(
        address="aws_ssm_document.one",
        path="permissions",
        service="ssm",
        call="modify_document_permission",
        parameters={"Name": "{name}", "PermissionType": "Share", "AccountIdsToAdd": ["111122223333"]},
    ),
    Change(
        address="aws_ssm_maintenance_window.one",
        path="",
        service="ssm",
        call="delete_maintenance_window",
        parameters={"WindowId": "{id}"},
    ),
)
