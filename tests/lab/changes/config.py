"""Changes to what AWS Config records and judges."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_config_configuration_recorder_status.one",
        path="is_enabled",
        service="config",
        call="stop_configuration_recorder",
        parameters={"ConfigurationRecorderName": "{name}"},
    ),
    Change(
        address="aws_config_configuration_recorder.one",
        path="recording_group",
        service="config",
        call="put_configuration_recorder",
        parameters={
            "ConfigurationRecorder": {
                "name": "{name}",
                "roleARN": "{role_arn}",
                "recordingGroup": {
                    "allSupported": False,
                    "includeGlobalResourceTypes": False,
                    "resourceTypes": ["AWS::S3::Bucket"],
                    "recordingStrategy": {"useOnly": "INCLUSION_BY_RESOURCE_TYPES"},
                },
            }
        },
    ),
    Change(
        address="aws_config_delivery_channel.one",
        path="s3_key_prefix",
        service="config",
        call="put_delivery_channel",
        parameters={
            "DeliveryChannel": {
                "name": "{name}",
                "s3BucketName": "{s3_bucket_name}",
                "s3KeyPrefix": "elsewhere",
                "snsTopicARN": "{sns_topic_arn}",
                "configSnapshotDeliveryProperties": {"deliveryFrequency": "Six_Hours"},
            }
        },
    ),
    Change(
        address="aws_config_config_rule.two",
        path="",
        service="config",
        call="delete_config_rule",
        parameters={"ConfigRuleName": "{name}"},
    ),
)
