"""SNS topics, their policies, and subscriptions."""

from __future__ import annotations

from engine.provider.facts import Split, TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_GONE = ("NotFound", "NotFoundException")
_TOPICS = Call(
    operation="ListTopics",
    items="Topics",
    describe=Call(
        operation="GetTopicAttributes", items="Attributes", parameters={"TopicArn": "TopicArn"}, absent=_GONE
    ),
)
# Terraform's name of a protocol -> the API's.
_PROTOCOLS = {"application": "Application", "firehose": "Firehose", "http": "HTTP", "lambda": "Lambda", "sqs": "SQS"}
_FEEDBACK = {
    f"{ours}_{name}": expression
    for ours, theirs in _PROTOCOLS.items()
    for name, expression in (
        ("failure_feedback_role_arn", f"{theirs}FailureFeedbackRoleArn"),
        ("success_feedback_role_arn", f"{theirs}SuccessFeedbackRoleArn"),
        ("success_feedback_sample_rate", f"not_null(to_number({theirs}SuccessFeedbackSampleRate), `0`)"),
    )
}
_TOPIC = ResourceType(
    name="aws_sns_topic",
    listing=_TOPICS,
    id="TopicArn",
    attributes={
        "arn": "TopicArn",
        "name": "after(':', TopicArn)",
        "owner": "Owner",
        "display_name": "DisplayName",
        "kms_master_key_id": "KmsMasterKeyId",
        "policy": "Policy",
        "delivery_policy": "DeliveryPolicy",
        "archive_policy": "ArchivePolicy",
        "fifo_topic": "FifoTopic == 'true'",
        "fifo_throughput_scope": "FifoThroughputScope",
        "content_based_deduplication": "ContentBasedDeduplication == 'true'",
        "signature_version": "not_null(to_number(SignatureVersion), `0`)",
        "tracing_config": "TracingConfig",
        **_FEEDBACK,
    },
    reads=(
        Read(
            operation="ListTagsForResource", parameters={"ResourceArn": "TopicArn"}, attributes={"tags": "tags(Tags)"}
        ),
    ),
    facts=TypeFacts(
        closed=frozenset({"policy"}),
        defaults={"fifo_topic": False, "content_based_deduplication": False},
        splits=(Split(child="aws_sns_topic_policy", link="arn", attributes=("policy",)),),
    ),
)
_POLICY = ResourceType(
    name="aws_sns_topic_policy",
    listing=_TOPICS,
    where="Policy",
    id="TopicArn",
    attributes={"arn": "TopicArn", "owner": "Owner", "policy": "Policy"},
    # Every topic has the policy that AWS gave it; only one that differs is somebody's.
    owned="contains(Policy, '__default_statement_ID')",
    facts=TypeFacts(decides=Meaning.IDENTITY),
)
_SUBSCRIPTION = ResourceType(
    name="aws_sns_topic_subscription",
    listing=Call(
        operation="ListSubscriptions",
        items="Subscriptions[?SubscriptionArn != 'PendingConfirmation']",
        describe=Call(
            operation="GetSubscriptionAttributes",
            items="Attributes",
            parameters={"SubscriptionArn": "SubscriptionArn"},
            absent=_GONE,
        ),
    ),
    id="SubscriptionArn || _item.SubscriptionArn",
    attributes={
        "arn": "SubscriptionArn || _item.SubscriptionArn",
        "topic_arn": "TopicArn",
        "protocol": "Protocol",
        "endpoint": "Endpoint",
        "owner_id": "Owner",
        "filter_policy": "FilterPolicy",
        "filter_policy_scope": "FilterPolicyScope",
        "redrive_policy": "RedrivePolicy",
        "replay_policy": "ReplayPolicy",
        "delivery_policy": "DeliveryPolicy",
        "subscription_role_arn": "SubscriptionRoleArn",
        "raw_message_delivery": "RawMessageDelivery == 'true'",
        "pending_confirmation": "PendingConfirmation == 'true'",
    },
    facts=TypeFacts(
        terraform_only=frozenset(
            {"confirmation_timeout_in_minutes", "confirmation_was_authenticated", "endpoint_auto_confirms"}
        ),
        meanings={"endpoint": Meaning.EXPOSURE},
    ),
)
SERVICES = (Service(name="sns", types=(_TOPIC, _POLICY, _SUBSCRIPTION)),)
