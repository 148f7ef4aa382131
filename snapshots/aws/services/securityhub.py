"""Security Hub: whether an account has it, and how it is set."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, ResourceType, Service

_ACCOUNT = ResourceType(
    name="aws_securityhub_account",
    listing=Call(
        operation="DescribeHub",
        items="@",
        # What AWS says in an account that has not enabled it.
        absent=("InvalidAccessException", "ResourceNotFoundException"),
        where="HubArn",
    ),
    id="_account",
    attributes={
        "arn": "HubArn",
        "auto_enable_controls": "AutoEnableControls",
        "control_finding_generator": "ControlFindingGenerator",
    },
    facts=TypeFacts(terraform_only=frozenset({"enable_default_standards"})),
)
_STANDARD = ResourceType(
    name="aws_securityhub_standards_subscription",
    listing=Call(
        operation="GetEnabledStandards",
        items="StandardsSubscriptions",
        absent=("InvalidAccessException", "ResourceNotFoundException"),
        where="StandardsStatus != 'DELETING'",
    ),
    id="StandardsSubscriptionArn",
    attributes={"arn": "StandardsSubscriptionArn", "standards_arn": "StandardsArn"},
    facts=TypeFacts(nothing_to_judge="it judges others"),
)
SERVICES = (Service(name="securityhub", types=(_ACCOUNT, _STANDARD)),)
