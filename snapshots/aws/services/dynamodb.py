"""DynamoDB tables."""

from __future__ import annotations

from typing import Any

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.expressions import UNTOLD, Item
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_INDEX_KEYS = (
    "name: IndexName, hash_key: KeySchema[?KeyType == 'HASH'].AttributeName | [0],"
    " range_key: KeySchema[?KeyType == 'RANGE'].AttributeName | [0],"
    " projection_type: Projection.ProjectionType, non_key_attributes: Projection.NonKeyAttributes"
)


def _replicas(table: Item) -> Any:
    """Return that there are no replicas; what Terraform knows of one is told in its own region only."""
    return UNTOLD if table.get("Replicas") else []


_TABLE = ResourceType(
    name="aws_dynamodb_table",
    listing=Call(
        operation="ListTables",
        items="TableNames",
        describe=Call(
            operation="DescribeTable",
            items="Table",
            parameters={"TableName": "_value"},
            absent=("ResourceNotFoundException",),
        ),
    ),
    id="TableName",
    attributes={
        "arn": "TableArn",
        "name": "TableName",
        # A table that never was on demand has no summary.
        "billing_mode": "BillingModeSummary.BillingMode || 'PROVISIONED'",
        "hash_key": "KeySchema[?KeyType == 'HASH'].AttributeName | [0]",
        "range_key": "KeySchema[?KeyType == 'RANGE'].AttributeName | [0]",
        "attribute": "AttributeDefinitions[].{name: AttributeName, type: AttributeType}",
        "read_capacity": "not_null(ProvisionedThroughput.ReadCapacityUnits, `0`)",
        "write_capacity": "not_null(ProvisionedThroughput.WriteCapacityUnits, `0`)",
        "on_demand_throughput": (
            "one({max_read_request_units: OnDemandThroughput.MaxReadRequestUnits,"
            " max_write_request_units: OnDemandThroughput.MaxWriteRequestUnits})"
        ),
        "stream_enabled": "StreamSpecification.StreamEnabled || `false`",
        "stream_view_type": "StreamSpecification.StreamViewType",
        "stream_arn": "LatestStreamArn",
        "deletion_protection_enabled": "DeletionProtectionEnabled",
        "table_class": "TableClassSummary.TableClass || 'STANDARD'",
        "server_side_encryption": (
            '[SSEDescription][?contains(`["ENABLED", "ENABLING", "UPDATING"]`, Status || \'\')]'
            ".{enabled: `true`, kms_key_arn: KMSMasterKeyArn}"
        ),
        "global_secondary_index": (
            f"GlobalSecondaryIndexes[].{{{_INDEX_KEYS},"
            " read_capacity: not_null(ProvisionedThroughput.ReadCapacityUnits, `0`),"
            " write_capacity: not_null(ProvisionedThroughput.WriteCapacityUnits, `0`),"
            " on_demand_throughput: [OnDemandThroughput][].{max_read_request_units: MaxReadRequestUnits,"
            " max_write_request_units: MaxWriteRequestUnits}}"
        ),
        "local_secondary_index": (
            "LocalSecondaryIndexes[].{name: IndexName, range_key: KeySchema[?KeyType == 'RANGE'].AttributeName | [0],"
            " projection_type: Projection.ProjectionType, non_key_attributes: Projection.NonKeyAttributes}"
        ),
        "replica": _replicas,
    },
    reads=(
        Read(
            operation="DescribeContinuousBackups",
            parameters={"TableName": "TableName"},
            attributes={
                "point_in_time_recovery": (
                    "ContinuousBackupsDescription.PointInTimeRecoveryDescription"
                    ".{enabled: PointInTimeRecoveryStatus == 'ENABLED',"
                    " recovery_period_in_days: RecoveryPeriodInDays || `0`}"
                    " | one(@)"
                )
            },
        ),
        Read(
            operation="DescribeTimeToLive",
            parameters={"TableName": "TableName"},
            attributes={
                "ttl": (
                    "TimeToLiveDescription.{attribute_name: AttributeName,"
                    ' enabled: contains(`["ENABLED", "ENABLING"]`, TimeToLiveStatus || \'\')} | one(@)'
                )
            },
        ),
        Read(operation="ListTagsOfResource", parameters={"ResourceArn": "TableArn"}, attributes={"tags": "tags(Tags)"}),
    ),
    facts=TypeFacts(
        terraform_only=frozenset(
            {
                "import_table",
                "restore_date_time",
                "restore_source_name",
                "restore_source_table_arn",
                "restore_to_latest_time",
            }
        ),
        defaults={"table_class": "STANDARD", "deletion_protection_enabled": False},
    ),
)
SERVICES = (Service(name="dynamodb", types=(_TABLE,)),)
