"""CloudTrail trails: where they write, what they record, and whether they do."""

from __future__ import annotations

from typing import Any

from engine.model.outcome import Severity
from engine.provider.facts import TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.expressions import Item
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_FIELDS = (
    "field: Field, equals: Equals, not_equals: NotEquals, starts_with: StartsWith, not_starts_with: NotStartsWith,"
    " ends_with: EndsWith, not_ends_with: NotEndsWith"
)
_DEFAULT = {
    "read_write_type": "All",
    "include_management_events": True,
    "exclude_management_event_sources": [],
    "data_resource": [],
}


def _event_selectors(answer: Item) -> list[dict[str, Any]]:
    """Return the event selectors; none for a trail that never had any, which AWS shows with the default one."""
    found = [
        {
            "read_write_type": selector.get("ReadWriteType"),
            "include_management_events": selector.get("IncludeManagementEvents"),
            "exclude_management_event_sources": sorted(selector.get("ExcludeManagementEventSources", ())),
            "data_resource": [
                {"type": entry["Type"], "values": entry.get("Values", [])}
                for entry in selector.get("DataResources", ())
            ],
        }
        for selector in answer.get("EventSelectors") or ()
    ]
    return [] if found == [_DEFAULT] and not answer["_item"].get("HasCustomEventSelectors") else found


_TRAIL = ResourceType(
    name="aws_cloudtrail",
    # Only where a trail is at home: otherwise a trail of all regions would show in each of them.
    listing=Call(operation="DescribeTrails", items="trailList", parameters={"includeShadowTrails": False}),
    id="TrailARN",
    attributes={
        "arn": "TrailARN",
        "name": "Name",
        "home_region": "HomeRegion",
        "s3_bucket_name": "S3BucketName",
        "s3_key_prefix": "S3KeyPrefix",
        "sns_topic_name": "SnsTopicName",
        "sns_topic_arn": "SnsTopicARN",
        "kms_key_id": "KmsKeyId",
        "cloud_watch_logs_group_arn": "CloudWatchLogsLogGroupArn",
        "cloud_watch_logs_role_arn": "CloudWatchLogsRoleArn",
        "enable_log_file_validation": "LogFileValidationEnabled",
        "include_global_service_events": "IncludeGlobalServiceEvents",
        "is_multi_region_trail": "IsMultiRegionTrail",
        "is_organization_trail": "IsOrganizationTrail",
    },
    reads=(
        Read(
            operation="GetTrailStatus",
            parameters={"Name": "TrailARN"},
            attributes={"enable_logging": "IsLogging"},
        ),
        Read(
            operation="GetEventSelectors",
            parameters={"TrailName": "TrailARN"},
            needs=("EventSelectors",),
            attributes={
                "event_selector": _event_selectors,
                "advanced_event_selector": (
                    f"AdvancedEventSelectors[].{{name: Name, field_selector: FieldSelectors[].{{{_FIELDS}}}}}"
                ),
            },
        ),
        Read(
            operation="GetInsightSelectors",
            parameters={"TrailName": "TrailARN"},
            attributes={"insight_selector": "InsightSelectors[].{insight_type: InsightType}"},
            absent=("InsightNotEnabledException",),
        ),
        Read(
            operation="ListTags",
            parameters={"ResourceIdList": "[TrailARN]"},
            attributes={"tags": "tags(ResourceTagList[].TagsList[])"},
        ),
    ),
    # The trail of an organisation, seen from a member's account.
    owned="!contains(TrailARN, join('', [':', _account, ':']))",
    facts=TypeFacts(
        meanings={"include_global_service_events": Meaning.AUDIT, "is_multi_region_trail": Meaning.AUDIT},
        grades={"kms_key_id": Severity.MEDIUM},  # without one S3 encrypts with its own
        protections={"enable_log_file_validation": True, "enable_logging": True},
    ),
)
SERVICES = (Service(name="cloudtrail", types=(_TRAIL,), families={"aws_cloudtrail": TypeFacts(decides=Meaning.AUDIT)}),)
