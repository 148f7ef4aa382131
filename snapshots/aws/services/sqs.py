"""SQS queues and their policies."""

from __future__ import annotations

from engine.provider.facts import Split, TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_QUEUES = Call(
    operation="ListQueues",
    items="QueueUrls",
    describe=Call(
        operation="GetQueueAttributes",
        items="{Url: _item._value, Attributes: Attributes}",
        parameters={"QueueUrl": "_value", "AttributeNames": ["All"]},
        absent=("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"),
    ),
)
_QUEUE = ResourceType(
    name="aws_sqs_queue",
    listing=_QUEUES,
    id="Url",
    attributes={
        "url": "Url",
        "name": "after('/', Url)",
        "arn": "Attributes.QueueArn",
        "kms_master_key_id": "Attributes.KmsMasterKeyId",
        "policy": "Attributes.Policy",
        "redrive_allow_policy": "Attributes.RedriveAllowPolicy",
        "redrive_policy": "Attributes.RedrivePolicy",
        "delay_seconds": "to_number(Attributes.DelaySeconds)",
        "kms_data_key_reuse_period_seconds": "told(to_number(Attributes.KmsDataKeyReusePeriodSeconds))",
        "max_message_size": "to_number(Attributes.MaximumMessageSize)",
        "message_retention_seconds": "to_number(Attributes.MessageRetentionPeriod)",
        "receive_wait_time_seconds": "to_number(Attributes.ReceiveMessageWaitTimeSeconds)",
        "visibility_timeout_seconds": "to_number(Attributes.VisibilityTimeout)",
        "content_based_deduplication": "Attributes.ContentBasedDeduplication == 'true'",
        "deduplication_scope": "Attributes.DeduplicationScope",
        "fifo_queue": "Attributes.FifoQueue == 'true'",
        "fifo_throughput_limit": "Attributes.FifoThroughputLimit",
        "sqs_managed_sse_enabled": "Attributes.SqsManagedSseEnabled == 'true'",
    },
    reads=(Read(operation="ListQueueTags", parameters={"QueueUrl": "Url"}, attributes={"tags": "tags(Tags)"}),),
    facts=TypeFacts(
        closed=frozenset({"policy"}),
        defaults={"fifo_queue": False, "content_based_deduplication": False, "sqs_managed_sse_enabled": False},
        splits=(Split(child="aws_sqs_queue_policy", link="queue_url", attributes=("policy",)),),
        protections={"sqs_managed_sse_enabled": True},
    ),
)
_POLICY = ResourceType(
    name="aws_sqs_queue_policy",
    listing=_QUEUES,
    where="Attributes.Policy",
    id="Url",
    attributes={"queue_url": "Url", "policy": "Attributes.Policy"},
    facts=TypeFacts(called=("queue_url",), decides=Meaning.IDENTITY),
)
SERVICES = (Service(name="sqs", types=(_QUEUE, _POLICY)),)
