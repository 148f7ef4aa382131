"""Changes to functions and who may call them."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_lambda_function.one",
        path="environment",
        service="lambda",
        call="update_function_configuration",
        parameters={
            "FunctionName": "{function_name}",
            "Environment": {"Variables": {"STAGE": "services", "LEVEL": "debug"}},
        },
    ),
    Change(
        address="aws_lambda_function.two",
        path="role",
        service="lambda",
        call="update_function_configuration",
        parameters={"FunctionName": "{function_name}", "Role": "arn:aws:iam::123456789012:role/administrator"},
    ),
    Change(
        address="aws_lambda_alias.one",
        path="description",
        service="lambda",
        call="update_alias",
        parameters={"FunctionName": "{function_name}", "Name": "{name}", "Description": "what somebody uses"},
    ),
    Change(
        address="aws_lambda_event_source_mapping.one",
        path="enabled",
        service="lambda",
        call="update_event_source_mapping",
        parameters={"UUID": "{uuid}", "Enabled": False},
    ),
    Change(
        address="aws_lambda_permission.two",
        path="",
        service="lambda",
        call="remove_permission",
        parameters={"FunctionName": "two", "StatementId": "{statement_id}"},
    ),
)
