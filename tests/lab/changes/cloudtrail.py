"""Changes to trails: what somebody does who wants no record."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_cloudtrail.one",
        path="enable_logging",
        service="cloudtrail",
        call="stop_logging",
        parameters={"Name": "{arn}"},
    ),
    Change(
        address="aws_cloudtrail.one",
        path="event_selector",
        service="cloudtrail",
        call="put_event_selectors",
        parameters={
            "TrailName": "{arn}",
            "EventSelectors": [
                {
                    "ReadWriteType": "WriteOnly",
                    "IncludeManagementEvents": False,
                    "ExcludeManagementEventSources": ["kms.amazonaws.com"],
                    "DataResources": [{"Type": "AWS::S3::Object", "Values": ["arn:aws:s3:::orders/"]}],
                }
            ],
        },
    ),
    Change(
        address="aws_cloudtrail.one",
        path="enable_log_file_validation",
        service="cloudtrail",
        call="update_trail",
        parameters={"Name": "{arn}", "EnableLogFileValidation": False},
    ),
    Change(
        address="aws_cloudtrail.one",
        path="",
        service="cloudtrail",
        call="delete_trail",
        parameters={"Name": "{name}"},
    ),
)
