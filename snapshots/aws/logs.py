"""CloudWatch log groups."""

from __future__ import annotations

from typing import Any

from snapshots.aws.service import Service, Sink, tags_of
from snapshots.aws.session import Api

_TYPE = "aws_cloudwatch_log_group"


def read(api: Api, sink: Sink) -> None:
    """Read the log groups of one region."""
    with sink.listing(_TYPE, operation="logs:DescribeLogGroups"):
        for group in list(api.items("describe_log_groups", "logGroups")):
            name, arn = group["logGroupName"], group["arn"].removesuffix(":*")
            attributes: dict[str, Any] = {
                "arn": arn,
                "name": name,
                "retention_in_days": group.get("retentionInDays", 0),
                "kms_key_id": group.get("kmsKeyId", ""),
                "log_group_class": group.get("logGroupClass", "STANDARD"),
            }
            with sink.detail(_TYPE, name, "tags"):
                attributes |= tags_of(api.get("list_tags_for_resource", resourceArn=arn).get("tags") or {})
            sink.add(_TYPE, name, attributes)


SERVICE = Service(
    name="logs",
    types=(_TYPE,),
    operations=("logs:DescribeLogGroups", "logs:ListTagsForResource"),
    read=read,
)
