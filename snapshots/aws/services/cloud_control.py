"""Types without a collector of their own, read through Cloud Control where a source allows it.

Cloud Control lists and reads by CloudFormation's names
(https://docs.aws.amazon.com/cloudcontrolapi/latest/userguide/what-is-cloudcontrolapi.html). The table says for each
type its name there and which property is which attribute; what is not in it is unread. A read also needs the
permissions of the type's own service.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from snapshots.aws.reading.expressions import UNTOLD, Item
from snapshots.aws.reading.service import Call, ResourceType, Service

_GONE = ("ResourceNotFoundException",)
# Terraform's type -> CloudFormation's, and its properties by Terraform's attributes. The identifier is Terraform's id.
TYPES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "aws_appconfig_application": ("AWS::AppConfig::Application", {"name": "Name", "description": "Description"}),
    "aws_athena_data_catalog": (
        "AWS::Athena::DataCatalog",
        {"name": "Name", "description": "Description", "type": "Type"},
    ),
    "aws_emrserverless_application": (
        "AWS::EMRServerless::Application",
        {"name": "Name", "release_label": "ReleaseLabel", "architecture": "Architecture"},
    ),
    "aws_iot_policy": ("AWS::IoT::Policy", {"name": "PolicyName", "policy": "PolicyDocument"}),
    "aws_ivs_channel": (
        "AWS::IVS::Channel",
        {
            "name": "Name",
            "authorized": "Authorized",
            "latency_mode": "LatencyMode",
            "recording_configuration_arn": "RecordingConfigurationArn",
            "type": "Type",
        },
    ),
    "aws_location_geofence_collection": (
        "AWS::Location::GeofenceCollection",
        {"collection_name": "CollectionName", "description": "Description", "kms_key_id": "KmsKeyId"},
    ),
    "aws_location_map": ("AWS::Location::Map", {"map_name": "MapName", "description": "Description"}),
    "aws_location_place_index": (
        "AWS::Location::PlaceIndex",
        {"index_name": "IndexName", "data_source": "DataSource", "description": "Description"},
    ),
    "aws_location_route_calculator": (
        "AWS::Location::RouteCalculator",
        {"calculator_name": "CalculatorName", "data_source": "DataSource", "description": "Description"},
    ),
    "aws_location_tracker": (
        "AWS::Location::Tracker",
        {
            "tracker_name": "TrackerName",
            "description": "Description",
            "kms_key_id": "KmsKeyId",
            "position_filtering": "PositionFiltering",
        },
    ),
    "aws_memorydb_acl": ("AWS::MemoryDB::ACL", {"name": "ACLName", "user_names": "UserNames"}),
    "aws_oam_sink": ("AWS::Oam::Sink", {"name": "Name"}),
    "aws_resourcegroups_group": ("AWS::ResourceGroups::Group", {"name": "Name", "description": "Description"}),
    "aws_rolesanywhere_trust_anchor": ("AWS::RolesAnywhere::TrustAnchor", {"name": "Name", "enabled": "Enabled"}),
    "aws_scheduler_schedule_group": ("AWS::Scheduler::ScheduleGroup", {"name": "Name"}),
    "aws_sfn_activity": ("AWS::StepFunctions::Activity", {"name": "Name"}),
    "aws_timestreamwrite_database": (
        "AWS::Timestream::Database",
        {"database_name": "DatabaseName", "kms_key_id": "KmsKeyId"},
    ),
    "aws_xray_group": ("AWS::XRay::Group", {"group_name": "GroupName", "filter_expression": "FilterExpression"}),
}


def _property(name: str) -> Any:
    """Return the expression of a property; a policy is given as JSON text, as Terraform has it."""

    def find(item: Item) -> Any:
        found = _properties(item).get(name)
        return json.dumps(found, separators=(",", ":")) if isinstance(found, dict) else found

    return find


def _tags(item: Item) -> Any:
    """Return the tags; unread where the type does not tell any, for it may have them elsewhere."""
    found = _properties(item).get("Tags")
    return {tag["Key"]: tag["Value"] for tag in found} if isinstance(found, list) else UNTOLD


def _properties(item: Item) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(item["Properties"])
    return found


def _type(name: str, theirs: str, properties: Mapping[str, str]) -> ResourceType:
    return ResourceType(
        name=name,
        listing=Call(
            operation="ListResources",
            items="ResourceDescriptions",
            parameters={"TypeName": f"'{theirs}'"},
            describe=Call(
                operation="GetResource",
                items="ResourceDescription",
                parameters={"TypeName": f"'{theirs}'", "Identifier": "Identifier"},
                absent=_GONE,
            ),
        ),
        id="Identifier",
        attributes={attribute: _property(property_) for attribute, property_ in properties.items()},
        tags=_tags,
    )


SERVICE = Service(
    name="cloudcontrol", types=tuple(_type(name, theirs, properties) for name, (theirs, properties) in TYPES.items())
)
