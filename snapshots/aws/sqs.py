"""SQS queues and their policies."""

from __future__ import annotations

from typing import Any

from snapshots.aws.service import Service, Sink, tags_of
from snapshots.aws.session import Api

_NUMBERS = {
    "delay_seconds": "DelaySeconds",
    "kms_data_key_reuse_period_seconds": "KmsDataKeyReusePeriodSeconds",
    "max_message_size": "MaximumMessageSize",
    "message_retention_seconds": "MessageRetentionPeriod",
    "receive_wait_time_seconds": "ReceiveMessageWaitTimeSeconds",
    "visibility_timeout_seconds": "VisibilityTimeout",
}
_TEXTS = {
    "arn": "QueueArn",
    "kms_master_key_id": "KmsMasterKeyId",
    "policy": "Policy",
    "redrive_allow_policy": "RedriveAllowPolicy",
    "redrive_policy": "RedrivePolicy",
}
_FLAGS = {
    "content_based_deduplication": "ContentBasedDeduplication",
    "fifo_queue": "FifoQueue",
    "sqs_managed_sse_enabled": "SqsManagedSseEnabled",
}


def read(api: Api, sink: Sink) -> None:
    """Read the queues of one region with their policies."""
    with sink.listing(*SERVICE.types, operation="sqs:ListQueues"):
        for url in list(api.items("list_queues", "QueueUrls", may_lack=True)):
            _queue(api, sink, str(url))


def _queue(api: Api, sink: Sink, url: str) -> None:
    found: dict[str, Any] | None = None
    for type_ in SERVICE.types:  # both are in the one answer
        with sink.detail(type_, url):
            found = found or api.get("get_queue_attributes", QueueUrl=url, AttributeNames=["All"])["Attributes"]
    if found is None:
        return
    attributes: dict[str, Any] = {"url": url, "name": url.rpartition("/")[2]}
    attributes |= {name: int(found[key]) for name, key in _NUMBERS.items() if key in found}
    attributes |= {name: found.get(key, "") for name, key in _TEXTS.items()}
    attributes |= {name: found.get(key, "false") == "true" for name, key in _FLAGS.items()}
    with sink.detail("aws_sqs_queue", url, "tags"):
        attributes |= tags_of(api.get("list_queue_tags", QueueUrl=url).get("Tags") or {})
    sink.add("aws_sqs_queue", url, attributes)
    if found.get("Policy"):
        sink.add("aws_sqs_queue_policy", url, {"queue_url": url, "policy": found["Policy"]})


SERVICE = Service(
    name="sqs",
    types=("aws_sqs_queue", "aws_sqs_queue_policy"),
    operations=("sqs:GetQueueAttributes", "sqs:ListQueueTags", "sqs:ListQueues"),
    read=read,
)
