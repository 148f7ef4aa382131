"""Changes to schedules."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_scheduler_schedule.nightly",
        path="schedule_expression",
        service="scheduler",
        call="update_schedule",
        parameters={
            "Name": "{name}",
            "GroupName": "{group_name}",
            "Description": "{description}",
            "State": "ENABLED",
            "ScheduleExpression": "rate(1 minute)",
            "ScheduleExpressionTimezone": "{schedule_expression_timezone}",
            "FlexibleTimeWindow": {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 15},
            "Target": {
                "Arn": "arn:aws:sqs:eu-west-1:123456789012:orders",
                "RoleArn": "arn:aws:iam::123456789012:role/shared",
                "Input": '{"close":true}',
                "RetryPolicy": {"MaximumEventAgeInSeconds": 600, "MaximumRetryAttempts": 3},
                "DeadLetterConfig": {"Arn": "arn:aws:sqs:eu-west-1:123456789012:dead"},
            },
        },
    ),
    Change(
        address="aws_scheduler_schedule.hourly",
        path="",
        service="scheduler",
        call="delete_schedule",
        parameters={"Name": "{name}", "GroupName": "{group_name}"},
    ),
)
