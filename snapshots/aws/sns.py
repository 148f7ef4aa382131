"""SNS topics and subscriptions."""

from __future__ import annotations

from typing import Any

from snapshots.aws.service import Service, Sink, tags_of
from snapshots.aws.session import Api

_PENDING = "PendingConfirmation"


def read(api: Api, sink: Sink) -> None:
    """Read the topics and confirmed subscriptions of one region."""
    with sink.listing("aws_sns_topic", operation="sns:ListTopics"):
        for entry in list(api.items("list_topics", "Topics")):
            with sink.detail("aws_sns_topic", entry["TopicArn"]):
                _topic(api, sink, entry["TopicArn"])
    with sink.listing("aws_sns_topic_subscription", operation="sns:ListSubscriptions"):
        for entry in list(api.items("list_subscriptions", "Subscriptions")):
            arn = entry["SubscriptionArn"]
            if arn != _PENDING:
                with sink.detail("aws_sns_topic_subscription", arn):
                    _subscription(api, sink, arn)


def _topic(api: Api, sink: Sink, arn: str) -> None:
    found = api.get("get_topic_attributes", TopicArn=arn)["Attributes"]
    attributes: dict[str, Any] = {
        "arn": arn,
        "name": arn.rpartition(":")[2],
        "owner": found.get("Owner", ""),
        "display_name": found.get("DisplayName", ""),
        "kms_master_key_id": found.get("KmsMasterKeyId", ""),
        "policy": found.get("Policy", ""),
        "fifo_topic": found.get("FifoTopic", "false") == "true",
        "content_based_deduplication": found.get("ContentBasedDeduplication", "false") == "true",
    }
    with sink.detail("aws_sns_topic", arn, "tags"):
        attributes |= tags_of(api.get("list_tags_for_resource", ResourceArn=arn).get("Tags"))
    sink.add("aws_sns_topic", arn, attributes)


def _subscription(api: Api, sink: Sink, arn: str) -> None:
    found = api.get("get_subscription_attributes", SubscriptionArn=arn)["Attributes"]
    attributes = {
        "arn": arn,
        "topic_arn": found["TopicArn"],
        "protocol": found["Protocol"],
        "endpoint": found["Endpoint"],
        "owner_id": found.get("Owner", ""),
        "filter_policy": found.get("FilterPolicy", ""),
        "redrive_policy": found.get("RedrivePolicy", ""),
        "delivery_policy": found.get("DeliveryPolicy", ""),
        "raw_message_delivery": found.get("RawMessageDelivery", "false") == "true",
    }
    sink.add("aws_sns_topic_subscription", arn, attributes)


SERVICE = Service(
    name="sns",
    types=("aws_sns_topic", "aws_sns_topic_subscription"),
    operations=(
        "sns:GetSubscriptionAttributes",
        "sns:GetTopicAttributes",
        "sns:ListSubscriptions",
        "sns:ListTagsForResource",
        "sns:ListTopics",
    ),
    read=read,
)
