"""GuardDuty: detectors, and the filters that hide findings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from engine.provider.facts import TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.expressions import Item
from snapshots.aws.reading.service import Call, ResourceType, Service

_GONE = ("BadRequestException",)
_DETECTORS = Call(
    operation="ListDetectors",
    items="DetectorIds",
    describe=Call(operation="GetDetector", items="@", parameters={"DetectorId": "_value"}, absent=_GONE),
)
_LISTS = {"equals": "Equals", "not_equals": "NotEquals"}
_NUMBERS = {
    "greater_than": "GreaterThan",
    "greater_than_or_equal": "GreaterThanOrEqual",
    "less_than": "LessThan",
    "less_than_or_equal": "LessThanOrEqual",
}


def _criteria(filter_: Item) -> list[dict[str, Any]]:
    """Return the criteria of a filter; times are milliseconds in AWS and texts in Terraform."""

    def number(field: str, value: int) -> str:
        if field == "updatedAt":
            return datetime.fromtimestamp(value // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return str(value)

    found = [
        {
            "field": field,
            **{ours: condition.get(theirs, []) for ours, theirs in _LISTS.items()},
            **{ours: number(field, condition[theirs]) for ours, theirs in _NUMBERS.items() if condition.get(theirs)},
        }
        for field, condition in filter_["FindingCriteria"]["Criterion"].items()
    ]
    return [{"criterion": found}]


_DETECTOR = ResourceType(
    name="aws_guardduty_detector",
    listing=_DETECTORS,
    id="_item._value",
    attributes={
        "account_id": "_account",
        "arn": "fill('arn:{}:guardduty:{}:{}:detector/{}', [_partition, _region, _account, _item._value])",
        "enable": "Status == 'ENABLED'",
        "finding_publishing_frequency": "FindingPublishingFrequency",
        "datasources": (
            "[DataSources][].{s3_logs: [S3Logs][].{enable: Status == 'ENABLED'},"
            " kubernetes: [Kubernetes][].{audit_logs: [AuditLogs][].{enable: Status == 'ENABLED'}},"
            " malware_protection: [MalwareProtection][].{scan_ec2_instance_with_findings:"
            " [ScanEc2InstanceWithFindings][].{ebs_volumes: [EbsVolumes][].{enable: Status == 'ENABLED'}}}}"
        ),
    },
    tags="tags(Tags)",
)
_FILTER = ResourceType(
    name="aws_guardduty_filter",
    listing=Call(
        operation="ListFilters",
        items="FilterNames",
        parameters={"DetectorId": "_item._value"},
        of=_DETECTORS,
        describe=Call(
            operation="GetFilter",
            items="@",
            parameters={"DetectorId": "_parent._item._value", "FilterName": "_value"},
            absent=_GONE,
        ),
    ),
    id="fill('{}:{}', [_parent._item._value, Name])",
    attributes={
        "arn": (
            "fill('arn:{}:guardduty:{}:{}:detector/{}/filter/{}',"
            " [_partition, _region, _account, _parent._item._value, Name])"
        ),
        "detector_id": "_parent._item._value",
        "name": "Name",
        "description": "Description",
        "action": "Action",
        "rank": "Rank",
        "finding_criteria": _criteria,
    },
    tags="tags(Tags)",
    facts=TypeFacts(nameless=True),
)
SERVICES = (
    Service(name="guardduty", types=(_DETECTOR, _FILTER), families={"aws_guardduty": TypeFacts(decides=Meaning.AUDIT)}),
)
