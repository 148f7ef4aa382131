"""Changes to log groups and what hangs on them."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_cloudwatch_log_group.one",
        path="retention_in_days",
        service="logs",
        call="put_retention_policy",
        parameters={"logGroupName": "{name}", "retentionInDays": 1},
    ),
    Change(
        address="aws_cloudwatch_log_metric_filter.two",
        path="",
        service="logs",
        call="delete_metric_filter",
        parameters={"logGroupName": "{log_group_name}", "filterName": "{name}"},
    ),
    Change(
        address="aws_cloudwatch_log_resource_policy.one",
        path="policy_document",
        service="logs",
        call="put_resource_policy",
        parameters={
            "policyName": "{policy_name}",
            "policyDocument": (
                '{"Version":"2012-10-17","Statement":[{"Sid":"Events","Effect":"Allow","Action":"logs:PutLogEvents",'
                '"Resource":"*","Principal":{"Service":"events.amazonaws.com","AWS":"*"}}]}'
            ),
        },
    ),
)
