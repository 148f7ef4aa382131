"""Kinesis data streams."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_GONE = ("ResourceNotFoundException",)
_MODE = "(StreamModeDetails.StreamMode || 'PROVISIONED')"
_STREAM = ResourceType(
    name="aws_kinesis_stream",
    listing=Call(
        operation="ListStreams",
        items="StreamNames",
        describe=Call(
            operation="DescribeStreamSummary",
            items="StreamDescriptionSummary",
            parameters={"StreamName": "_value"},
            absent=_GONE,
        ),
    ),
    id="StreamARN",
    attributes={
        "arn": "StreamARN",
        "name": "StreamName",
        "encryption_type": "EncryptionType",
        "kms_key_id": "KeyId",
        "retention_period": "RetentionPeriodHours",
        "shard_count": f"({_MODE} == 'PROVISIONED' && OpenShardCount) || `0`",
        "shard_level_metrics": "ordered(EnhancedMonitoring[].ShardLevelMetrics[])",
        "stream_mode_details": "one({stream_mode: StreamModeDetails.StreamMode})",
    },
    reads=(
        Read(
            operation="ListTagsForStream",
            parameters={"StreamName": "StreamName"},
            attributes={"tags": "tags(Tags)"},
        ),
    ),
    facts=TypeFacts(own=frozenset({"arn"}), terraform_only=frozenset({"enforce_consumer_deletion"})),
)
SERVICES = (Service(name="kinesis", types=(_STREAM,)),)
