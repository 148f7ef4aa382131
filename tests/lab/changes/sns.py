"""Changes to topics and who hears them."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_sns_topic_policy.one",
        path="policy",
        service="sns",
        call="set_topic_attributes",
        parameters={
            "TopicArn": "{arn}",
            "AttributeName": "Policy",
            "AttributeValue": (
                '{"Version":"2012-10-17","Statement":[{"Sid":"Publish","Effect":"Allow","Action":"sns:Publish",'
                '"Resource":"arn:aws:sns:eu-west-1:123456789012:one","Principal":{"Service":"events.amazonaws.com","AWS":"*"}}]}'
            ),
        },
    ),
    Change(
        address="aws_sns_topic.one",
        path="kms_master_key_id",
        service="sns",
        call="set_topic_attributes",
        parameters={"TopicArn": "{arn}", "AttributeName": "KmsMasterKeyId", "AttributeValue": ""},
    ),
    Change(
        address="aws_sns_topic_subscription.one",
        path="",
        service="sns",
        call="unsubscribe",
        parameters={"SubscriptionArn": "{arn}"},
    ),
)
