"""RDS: groups of parameters, options and subnets, and event subscriptions."""

from __future__ import annotations

from typing import Any

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.expressions import Item
from snapshots.aws.reading.service import Call, Read, ResourceType

_FAMILIES_OF_OTHERS = "!starts_with(DBParameterGroupFamily, 'docdb') && !starts_with(DBParameterGroupFamily, 'neptune')"


def _set_parameters(answer: Item) -> Any:
    """Return the parameters of a group as blocks; the provider writes names and methods in small letters."""
    return [
        {
            "name": parameter["ParameterName"].lower(),
            "value": parameter.get("ParameterValue"),
            "apply_method": parameter.get("ApplyMethod", "").lower(),
        }
        for parameter in answer.get("Parameters") or ()
    ]


def _tags(arn: str, where: str = "") -> Read:
    """Return the call for the tags of what has this ARN."""
    return Read(
        operation="ListTagsForResource",
        parameters={"ResourceName": arn},
        attributes={"tags": "tags(TagList)"},
        where=where,
    )


def _parameter_group(name: str, kind: str, facts: TypeFacts) -> ResourceType:
    """Return the type of the parameter groups of instances (`kind` is DB) or of clusters (DBCluster)."""
    group = f"{kind}ParameterGroupName"
    own = f"!starts_with({group}, 'default.')"
    return ResourceType(
        name=name,
        listing=Call(operation=f"Describe{kind}ParameterGroups", items=f"{kind}ParameterGroups"),
        where=_FAMILIES_OF_OTHERS,
        id=group,
        attributes={
            "arn": f"{kind}ParameterGroupArn",
            "name": group,
            "description": "Description",
            "family": "DBParameterGroupFamily",
        },
        reads=(
            Read(
                operation=f"Describe{kind}Parameters",
                parameters={group: group, "Source": "'user'"},
                attributes={"parameter": _set_parameters},
                needs=("Parameters",),
                where=own,
            ),
            _tags(f"{kind}ParameterGroupArn", own),
        ),
        owned=f"starts_with({group}, 'default.')",
        facts=facts,
    )


_OPTION_GROUP = ResourceType(
    name="aws_db_option_group",
    listing=Call(operation="DescribeOptionGroups", items="OptionGroupsList"),
    id="OptionGroupName",
    attributes={
        "arn": "OptionGroupArn",
        "name": "OptionGroupName",
        "option_group_description": "OptionGroupDescription",
        "engine_name": "EngineName",
        "major_engine_version": "MajorEngineVersion",
        "option": (
            "Options[].{option_name: OptionName, port: Port, version: OptionVersion,"
            # AWS tells every setting of an option, Terraform those that are not the default.
            " option_settings: OptionSettings[?Value != DefaultValue].{name: Name, value: Value},"
            " db_security_group_memberships: ordered(DBSecurityGroupMemberships[].DBSecurityGroupName),"
            " vpc_security_group_memberships: ordered(VpcSecurityGroupMemberships[].VpcSecurityGroupId)}"
        ),
    },
    reads=(_tags("OptionGroupArn", "!starts_with(OptionGroupName, 'default:')"),),
    owned="starts_with(OptionGroupName, 'default:')",
    facts=TypeFacts(
        nothing_to_judge="what an engine offers beside the rest; who reaches it is judged with security groups"
    ),
)
_SUBNET_GROUP = ResourceType(
    name="aws_db_subnet_group",
    listing=Call(operation="DescribeDBSubnetGroups", items="DBSubnetGroups"),
    id="DBSubnetGroupName",
    attributes={
        "arn": "DBSubnetGroupArn",
        "name": "DBSubnetGroupName",
        "description": "DBSubnetGroupDescription",
        "vpc_id": "VpcId",
        "subnet_ids": "ordered(Subnets[].SubnetIdentifier)",
        "supported_network_types": "told(SupportedNetworkTypes)",
    },
    reads=(_tags("DBSubnetGroupArn"),),
    owned="DBSubnetGroupName == 'default'",
    facts=TypeFacts(
        nothing_to_judge="a list of subnets; who can reach a database is judged with the database",
        caseless=frozenset({"name"}),
    ),
)
_EVENT_SUBSCRIPTION = ResourceType(
    name="aws_db_event_subscription",
    listing=Call(operation="DescribeEventSubscriptions", items="EventSubscriptionsList"),
    id="CustSubscriptionId",
    attributes={
        "arn": "EventSubscriptionArn",
        "customer_aws_id": "CustomerAwsId",
        "name": "CustSubscriptionId",
        "enabled": "Enabled",
        "event_categories": "ordered(EventCategoriesList)",
        "sns_topic": "SnsTopicArn",
        "source_ids": "ordered(SourceIdsList)",
        "source_type": "SourceType",
    },
    reads=(_tags("EventSubscriptionArn"),),
)
TYPES: tuple[ResourceType, ...] = (
    _parameter_group(
        "aws_db_parameter_group",
        "DB",
        TypeFacts(caseless=frozenset({"name"}), unordered=frozenset({"parameter"})),
    ),
    _parameter_group("aws_rds_cluster_parameter_group", "DBCluster", TypeFacts(caseless=frozenset({"name"}))),
    _OPTION_GROUP,
    _SUBNET_GROUP,
    _EVENT_SUBSCRIPTION,
)
