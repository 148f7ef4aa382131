"""Changes to tables."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_dynamodb_table.one",
        path="ttl",
        service="dynamodb",
        call="update_time_to_live",
        parameters={
            "TableName": "{name}",
            "TimeToLiveSpecification": {"Enabled": False, "AttributeName": "expires"},
        },
    ),
    Change(
        address="aws_dynamodb_table.one",
        path="deletion_protection_enabled",
        service="dynamodb",
        call="update_table",
        parameters={"TableName": "{name}", "DeletionProtectionEnabled": False},
    ),
    Change(
        address="aws_dynamodb_table.two",
        path="",
        service="dynamodb",
        call="delete_table",
        parameters={"TableName": "{name}"},
    ),
)
