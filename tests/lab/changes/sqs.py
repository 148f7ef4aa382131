"""Changes to queues."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_sqs_queue.one",
        path="visibility_timeout_seconds",
        service="sqs",
        call="set_queue_attributes",
        parameters={"QueueUrl": "{url}", "Attributes": {"VisibilityTimeout": "46"}},
    ),
    Change(
        address="aws_sqs_queue.one",
        path="tags",
        service="sqs",
        call="tag_queue",
        parameters={"QueueUrl": "{url}", "Tags": {"Team": "nobody"}},
    ),
)
