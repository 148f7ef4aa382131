"""Changes to event buses, their permissions, rules and targets."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_cloudwatch_event_rule.nightly",
        path="state",
        service="events",
        call="disable_rule",
        parameters={"Name": "{name}"},
    ),
    Change(
        address="aws_cloudwatch_event_target.queue",
        path="",
        service="events",
        call="remove_targets",
        parameters={"Rule": "{rule}", "EventBusName": "{event_bus_name}", "Ids": ["{target_id}"]},
    ),
    Change(
        address="aws_cloudwatch_event_permission.partner",
        path="",
        service="events",
        call="remove_permission",
        parameters={"EventBusName": "{event_bus_name}", "StatementId": "{statement_id}"},
    ),
    Change(
        address="aws_cloudwatch_event_bus_policy.audit",
        path="policy",
        service="events",
        call="put_permission",
        parameters={
            "EventBusName": "{event_bus_name}",
            "StatementId": "outsiders",
            "Action": "events:PutEvents",
            "Principal": "666666666666",
        },
    ),
)
