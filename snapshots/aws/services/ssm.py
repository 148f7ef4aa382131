"""Systems Manager: parameters, documents and maintenance windows; never the value of a SecureString."""

from __future__ import annotations

from engine.provider.facts import Condition, ConditionKind, TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_GONE = ("InvalidDocument", "DoesNotExistException")
_PARAMETER = ResourceType(
    name="aws_ssm_parameter",
    listing=Call(operation="DescribeParameters", items="Parameters"),
    id="Name",
    attributes={
        "arn": (
            "fill('arn:{}:ssm:{}:{}:parameter{}{}', [_partition, _region, _account,"
            " !starts_with(Name || '', '/') && '/' || '', Name])"
        ),
        "name": "Name",
        "type": "Type",
        "description": "Description",
        "allowed_pattern": "AllowedPattern",
        "data_type": "DataType",
        "key_id": "KeyId",
        "tier": "Tier",
        "version": "Version",
    },
    reads=(
        Read(
            operation="GetParameters",
            parameters={"Names": "[Name]", "WithDecryption": False},
            attributes={"value": "_item.Type == 'SecureString' && told(`null`) || Parameters[0].Value"},
            where="Type != 'SecureString'",
        ),
        Read(
            operation="ListTagsForResource",
            parameters={"ResourceType": "'Parameter'", "ResourceId": "Name"},
            attributes={"tags": "tags(TagList)"},
        ),
    ),
    facts=TypeFacts(
        own=frozenset({"arn"}),
        # Of a value that is read the version says nothing more.
        conditions={"version": Condition(kind=ConditionKind.VALUE, unless="value")},
        terraform_only=frozenset({"overwrite", "value_wo", "value_wo_version"}),
        instead={"value": ("insecure_value", "has_value_wo")},
        meanings={"type": Meaning.ENCRYPTION, "key_id": Meaning.ENCRYPTION},
    ),
)
_DOCUMENT = ResourceType(
    name="aws_ssm_document",
    listing=Call(
        operation="ListDocuments",
        items="DocumentIdentifiers",
        parameters={"Filters": [{"Key": "Owner", "Values": ["Self"]}]},
        describe=Call(operation="DescribeDocument", items="Document", parameters={"Name": "Name"}, absent=_GONE),
    ),
    id="Name",
    attributes={
        "arn": (
            "fill('arn:{}:ssm:{}:{}:{}/{}', [_partition, _region, _account,"
            " DocumentType == 'Automation' && 'automation-definition' || 'document', Name])"
        ),
        "name": "Name",
        "document_format": "DocumentFormat",
        "document_type": "DocumentType",
        "target_type": "TargetType",
        "version_name": "VersionName",
    },
    reads=(
        Read(
            operation="GetDocument",
            parameters={"Name": "Name", "DocumentFormat": "DocumentFormat", "DocumentVersion": "'$LATEST'"},
            attributes={"content": "Content"},
        ),
        Read(
            operation="DescribeDocumentPermission",
            parameters={"Name": "Name", "PermissionType": "'Share'"},
            attributes={"permissions": "AccountIds && {type: 'Share', account_ids: join(',', AccountIds)} || `{}`"},
        ),
    ),
    tags="tags(Tags)",
    facts=TypeFacts(terraform_only=frozenset({"attachments_source"}), documents=frozenset({"content"})),
)
_WINDOW = ResourceType(
    name="aws_ssm_maintenance_window",
    listing=Call(
        operation="DescribeMaintenanceWindows",
        items="WindowIdentities",
        describe=Call(operation="GetMaintenanceWindow", items="@", parameters={"WindowId": "WindowId"}, absent=_GONE),
    ),
    id="WindowId",
    attributes={
        "name": "Name",
        "description": "Description",
        "enabled": "Enabled",
        "schedule": "Schedule",
        "schedule_timezone": "ScheduleTimezone",
        "schedule_offset": "not_null(ScheduleOffset, `0`)",
        "start_date": "StartDate",
        "end_date": "EndDate",
        "duration": "Duration",
        "cutoff": "Cutoff",
        "allow_unassociated_targets": "told(AllowUnassociatedTargets)",
    },
    reads=(
        Read(
            operation="ListTagsForResource",
            parameters={"ResourceType": "'MaintenanceWindow'", "ResourceId": "WindowId"},
            attributes={"tags": "tags(TagList)"},
        ),
    ),
    facts=TypeFacts(nothing_to_judge="it says when something is done"),
)
SERVICES = (Service(name="ssm", types=(_PARAMETER, _DOCUMENT, _WINDOW)),)
