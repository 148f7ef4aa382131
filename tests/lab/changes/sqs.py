"""Changes to queues."""

from __future__ import annotations

from fixtures.estate.changes import Change

# moto forgets a queue's policy when other attributes are set: only the queue without one is changed so.
CHANGES = (
    Change(
        address="aws_sqs_queue.two",
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
    Change(
        address="aws_sqs_queue_policy.one",
        path="policy",
        service="sqs",
        call="set_queue_attributes",
        parameters={
            "QueueUrl": "{queue_url}",
            "Attributes": {
                "Policy": (
                    '{"Version":"2012-10-17","Statement":[{"Sid":"Own","Effect":"Allow","Action":"sqs:SendMessage",'
                    '"Resource":"arn:aws:sqs:eu-west-1:123456789012:one","Principal":{"AWS":"*"}}]}'
                )
            },
        },
    ),
)
