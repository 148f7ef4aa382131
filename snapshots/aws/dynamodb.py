"""DynamoDB tables."""

from __future__ import annotations

from typing import Any

from snapshots.aws.service import Service, Sink, tags_of
from snapshots.aws.session import Api

_TYPE = "aws_dynamodb_table"


def read(api: Api, sink: Sink) -> None:
    """Read the tables of one region."""
    with sink.listing(_TYPE, operation="dynamodb:ListTables"):
        for name in list(api.items("list_tables", "TableNames")):
            with sink.detail(_TYPE, name):
                _table(api, sink, api.get("describe_table", TableName=name)["Table"])


def _table(api: Api, sink: Sink, table: dict[str, Any]) -> None:
    name, arn = table["TableName"], table["TableArn"]
    keys = {entry["KeyType"]: entry["AttributeName"] for entry in table["KeySchema"]}
    mode = table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED")
    throughput = table.get("ProvisionedThroughput", {})
    stream = table.get("StreamSpecification", {})
    encryption = table.get("SSEDescription", {})
    enabled = encryption.get("Status") in {"ENABLED", "UPDATING", "ENABLING"}
    attributes: dict[str, Any] = {
        "arn": arn,
        "name": name,
        "billing_mode": mode,
        "hash_key": keys["HASH"],
        "range_key": keys.get("RANGE", ""),
        "attribute": [
            {"name": entry["AttributeName"], "type": entry["AttributeType"]} for entry in table["AttributeDefinitions"]
        ],
        "read_capacity": throughput.get("ReadCapacityUnits", 0),
        "write_capacity": throughput.get("WriteCapacityUnits", 0),
        "stream_enabled": stream.get("StreamEnabled", False),
        "stream_view_type": stream.get("StreamViewType", ""),
        "deletion_protection_enabled": table.get("DeletionProtectionEnabled", False),
        "table_class": table.get("TableClassSummary", {}).get("TableClass", "STANDARD"),
        "server_side_encryption": [{"enabled": True, "kms_key_arn": encryption.get("KMSMasterKeyArn", "")}]
        if enabled
        else [],
    }
    with sink.detail(_TYPE, name, "point_in_time_recovery"):
        answer = api.get("describe_continuous_backups", TableName=name)["ContinuousBackupsDescription"]
        recovery = answer.get("PointInTimeRecoveryDescription", {})
        attributes["point_in_time_recovery"] = [
            {
                "enabled": recovery.get("PointInTimeRecoveryStatus") == "ENABLED",
                "recovery_period_in_days": recovery.get("RecoveryPeriodInDays"),
            }
        ]
    with sink.detail(_TYPE, name, "ttl"):
        ttl = api.get("describe_time_to_live", TableName=name)["TimeToLiveDescription"]
        attributes["ttl"] = [
            {
                "enabled": ttl.get("TimeToLiveStatus") in {"ENABLED", "ENABLING"},
                "attribute_name": ttl.get("AttributeName", ""),
            }
        ]
    with sink.detail(_TYPE, name, "tags"):
        attributes |= tags_of(list(api.items("list_tags_of_resource", "Tags", ResourceArn=arn)))
    sink.add(_TYPE, name, attributes)


SERVICE = Service(
    name="dynamodb",
    types=(_TYPE,),
    operations=(
        "dynamodb:DescribeContinuousBackups",
        "dynamodb:DescribeTable",
        "dynamodb:DescribeTimeToLive",
        "dynamodb:ListTables",
        "dynamodb:ListTagsOfResource",
    ),
    read=read,
)
