"""KMS keys and aliases."""

from __future__ import annotations

from typing import Any

from snapshots.aws.service import Service, Sink, tags_of
from snapshots.aws.session import Api

_AWS = "alias/aws/"


def read(api: Api, sink: Sink) -> None:
    """Read the keys and aliases of one region."""
    owned: set[str] = set()  # keys that AWS made for its services
    with sink.listing("aws_kms_alias", operation="kms:ListAliases"):
        for alias in api.items("list_aliases", "Aliases"):
            _alias(sink, alias)
            if alias["AliasName"].startswith(_AWS):
                owned.add(alias.get("TargetKeyId", ""))
    with sink.listing("aws_kms_key", operation="kms:ListKeys"):
        for entry in list(api.items("list_keys", "Keys")):
            with sink.detail("aws_kms_key", entry["KeyId"]):
                _key(api, sink, api.get("describe_key", KeyId=entry["KeyId"])["KeyMetadata"], owned)


def _key(api: Api, sink: Sink, key: dict[str, Any], aliased: set[str]) -> None:
    id_ = key["KeyId"]
    if key.get("KeyState") == "PendingDeletion":
        return  # to Terraform a key that is scheduled for deletion is gone
    owned = key.get("KeyManager") == "AWS" or id_ in aliased
    attributes: dict[str, Any] = {
        "arn": key["Arn"],
        "key_id": id_,
        "description": key.get("Description", ""),
        "is_enabled": key["Enabled"],
        "customer_master_key_spec": key.get("CustomerMasterKeySpec") or key.get("KeySpec"),
        "multi_region": key.get("MultiRegion", False),
    }
    if "KeyUsage" in key:
        attributes["key_usage"] = key["KeyUsage"]
    with sink.detail("aws_kms_key", id_, "policy"):
        attributes["policy"] = api.get("get_key_policy", KeyId=id_, PolicyName="default")["Policy"]
    with sink.detail("aws_kms_key", id_, "enable_key_rotation"):
        attributes["enable_key_rotation"] = api.get("get_key_rotation_status", KeyId=id_)["KeyRotationEnabled"]
    with sink.detail("aws_kms_key", id_, "tags"):
        attributes |= tags_of(list(api.items("list_resource_tags", "Tags", KeyId=id_)), key="TagKey", value="TagValue")
    sink.add("aws_kms_key", id_, attributes, provider_owned=owned)


def _alias(sink: Sink, alias: dict[str, Any]) -> None:
    name = alias["AliasName"]
    attributes: dict[str, Any] = {"name": name, "arn": alias["AliasArn"]}
    if "TargetKeyId" in alias:
        attributes["target_key_id"] = alias["TargetKeyId"]
        attributes["target_key_arn"] = f"arn:aws:kms:{sink.region}:{sink.account}:key/{alias['TargetKeyId']}"
    sink.add("aws_kms_alias", name, attributes, provider_owned=name.startswith(_AWS))


SERVICE = Service(
    name="kms",
    types=("aws_kms_alias", "aws_kms_key"),
    operations=(
        "kms:DescribeKey",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "kms:ListAliases",
        "kms:ListKeys",
        "kms:ListResourceTags",
    ),
    read=read,
)
