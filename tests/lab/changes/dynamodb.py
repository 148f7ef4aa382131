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
        address="aws_dynamodb_table_item.one",
        path="item.on.BOOL",
        service="dynamodb",
        call="put_item",
        parameters={
            "TableName": "{table_name}",
            "Item": {
                "pk": {"S": "flags"},
                "sk": {"S": "dark-mode"},
                "on": {"BOOL": False},
                "token": {"S": "never shown"},
                "seen": {"N": "7"},
            },
        },
    ),
    Change(
        address="aws_dynamodb_table.two",
        path="",
        service="dynamodb",
        call="delete_table",
        parameters={"TableName": "{name}"},
    ),
)
