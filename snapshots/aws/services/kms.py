"""KMS keys and aliases."""

from __future__ import annotations

from typing import Any

from engine.provider.facts import Condition, ConditionKind, TypeFacts
from engine.provider.meaning import Meaning
from snapshots.aws.reading.expressions import UNTOLD, Item
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_ALIASES = Call(operation="ListAliases", items="Aliases")


def _ending(key: Item) -> Any:
    """Return when a key is deleted, where that was asked for; to Terraform such a key is gone."""
    state = key.get("KeyState")
    return key.get("DeletionDate") or state if state in {"PendingDeletion", "PendingReplicaDeletion"} else UNTOLD


def _owned(key: Item) -> bool:
    """Tell whether AWS made a key, or deletes it: it says so, or the key has an alias of AWS's."""
    return (
        key.get("KeyManager") == "AWS"
        or _ending(key) is not UNTOLD
        or any(
            alias["AliasName"].startswith("alias/aws/") and alias.get("TargetKeyId") == key["KeyId"]
            for alias in key["_items"](_ALIASES)
        )
    )


_KEY = ResourceType(
    name="aws_kms_key",
    listing=Call(
        operation="ListKeys",
        items="Keys",
        describe=Call(operation="DescribeKey", items="KeyMetadata", parameters={"KeyId": "KeyId"}),
    ),
    id="KeyId",
    attributes={
        "arn": "Arn",
        "key_id": "KeyId",
        "deletion_window_in_days": _ending,
        "description": "Description",
        "is_enabled": "Enabled",
        "customer_master_key_spec": "CustomerMasterKeySpec || KeySpec",
        "multi_region": "not_null(MultiRegion, `false`)",
        "key_usage": "told(KeyUsage)",
        "custom_key_store_id": "CustomKeyStoreId",
        "xks_key_id": "XksKeyConfiguration.Id",
    },
    reads=(
        Read(
            operation="GetKeyPolicy",
            parameters={"KeyId": "KeyId", "PolicyName": "'default'"},
            attributes={"policy": "Policy"},
        ),
        Read(
            operation="GetKeyRotationStatus",
            parameters={"KeyId": "KeyId"},
            attributes={
                "enable_key_rotation": "KeyRotationEnabled",
                "rotation_period_in_days": "KeyRotationEnabled && told(RotationPeriodInDays) || `0`",
            },
        ),
        Read(operation="ListResourceTags", parameters={"KeyId": "KeyId"}, attributes={"tags": "tags(Tags)"}),
    ),
    owned=_owned,
    uses=(_ALIASES,),
    facts=TypeFacts(
        closed=frozenset({"policy"}),
        conditions={"deletion_window_in_days": Condition(kind=ConditionKind.ENDING)},
        terraform_only=frozenset({"bypass_policy_lockout_safety_check", "deletion_window_in_days"}),
        protections={"enable_key_rotation": True},
    ),
)
_ALIAS = ResourceType(
    name="aws_kms_alias",
    listing=_ALIASES,
    id="AliasName",
    attributes={
        "name": "AliasName",
        "arn": "AliasArn",
        "target_key_id": "told(TargetKeyId)",
        "target_key_arn": ("told(fill('arn:{}:kms:{}:{}:key/{}', [_partition, _region, _account, TargetKeyId]))"),
    },
    owned="starts_with(AliasName, 'alias/aws/')",
    facts=TypeFacts(nothing_to_judge="a name of a key, which is judged itself"),
)
SERVICES = (Service(name="kms", types=(_ALIAS, _KEY), families={"aws_kms": TypeFacts(decides=Meaning.ENCRYPTION)}),)
