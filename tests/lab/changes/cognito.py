"""Changes to pools of users."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_cognito_user_group.one",
        path="description",
        service="cognito-idp",
        call="update_group",
        parameters={"GroupName": "{name}", "UserPoolId": "{user_pool_id}", "Description": "everybody"},
    ),
)
