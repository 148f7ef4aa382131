"""Changes to delivery streams."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_kinesis_firehose_delivery_stream.one",
        path="tags",
        service="firehose",
        call="tag_delivery_stream",
        parameters={"DeliveryStreamName": "{name}", "Tags": [{"Key": "Team", "Value": "nobody"}]},
    ),
    Change(
        address="aws_kinesis_firehose_delivery_stream.one",
        path="server_side_encryption.0.key_arn",
        service="firehose",
        call="start_delivery_stream_encryption",
        parameters={
            "DeliveryStreamName": "{name}",
            "DeliveryStreamEncryptionConfigurationInput": {
                "KeyType": "CUSTOMER_MANAGED_CMK",
                "KeyARN": "arn:aws:kms:eu-west-1:999999999999:key/00000000-0000-0000-0000-000000000000",
            },
        },
    ),
    Change(
        address="aws_kinesis_firehose_delivery_stream.one",
        path="extended_s3_configuration.0.bucket_arn",
        service="firehose",
        call="update_destination",
        parameters={
            "DeliveryStreamName": "{name}",
            "CurrentDeliveryStreamVersionId": "{version_id}",
            "DestinationId": "{destination_id}",
            "ExtendedS3DestinationUpdate": {"BucketARN": "arn:aws:s3:::elsewhere"},
        },
    ),
    Change(
        address="aws_kinesis_firehose_delivery_stream.parquet",
        path="",
        service="firehose",
        call="delete_delivery_stream",
        parameters={"DeliveryStreamName": "{name}"},
    ),
)
