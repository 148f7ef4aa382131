"""Changes to data streams."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_kinesis_stream.one",
        path="retention_period",
        service="kinesis",
        call="increase_stream_retention_period",
        parameters={"StreamName": "{name}", "RetentionPeriodHours": 72},
    ),
    Change(
        address="aws_kinesis_stream.demand",
        path="",
        service="kinesis",
        call="delete_stream",
        parameters={"StreamName": "{name}"},
    ),
)
