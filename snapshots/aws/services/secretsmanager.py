"""Secrets Manager: secrets with their policies and rotation; never a secret's value."""

from __future__ import annotations

from typing import Any

from engine.provider.facts import Condition, ConditionKind, Owner, Split, TypeFacts
from snapshots.aws.reading.expressions import UNTOLD, Item
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_GONE = ("ResourceNotFoundException",)
_SECRETS = Call(
    operation="ListSecrets",
    items="SecretList",
    describe=Call(operation="DescribeSecret", items="@", parameters={"SecretId": "ARN"}, absent=_GONE),
    # A replica belongs to the secret of its first region.
    where="!PrimaryRegion || PrimaryRegion == _region",
)


def _replicas(secret: Item) -> Any:
    """Return the replicas of a secret; unread where they have been used, for Terraform writes the day of that."""
    found = secret.get("ReplicationStatus", ())
    if any(replica.get("LastAccessedDate") for replica in found):
        return UNTOLD
    return [
        {
            "region": replica["Region"],
            "kms_key_id": replica.get("KmsKeyId"),
            "status": replica.get("Status"),
            "status_message": replica.get("StatusMessage"),
        }
        for replica in found
    ]


_SECRET = ResourceType(
    name="aws_secretsmanager_secret",
    listing=_SECRETS,
    id="ARN",
    attributes={
        "arn": "ARN",
        "name": "Name",
        "description": "Description",
        "kms_key_id": "KmsKeyId",
        "replica": _replicas,
    },
    reads=(
        Read(operation="GetResourcePolicy", parameters={"SecretId": "ARN"}, attributes={"policy": "ResourcePolicy"}),
    ),
    tags="tags(Tags)",
    owned="OwningService",
    facts=TypeFacts(
        closed=frozenset({"policy"}),
        terraform_only=frozenset({"force_overwrite_replica_secret", "recovery_window_in_days"}),
        splits=(Split(child="aws_secretsmanager_secret_policy", link="secret_arn", attributes=("policy",)),),
    ),
)
_POLICY = ResourceType(
    name="aws_secretsmanager_secret_policy",
    listing=Call(
        operation="GetResourcePolicy",
        items="@",
        parameters={"SecretId": "ARN"},
        of=_SECRETS,
        absent=_GONE,
        where="ResourcePolicy",
    ),
    id="ARN",
    attributes={"secret_arn": "ARN", "policy": "ResourcePolicy"},
    owned="_parent.OwningService",
    facts=TypeFacts(terraform_only=frozenset({"block_public_policy"}), called=("secret_arn",)),
)
_ROTATION = ResourceType(
    name="aws_secretsmanager_secret_rotation",
    listing=_SECRETS,
    where="RotationEnabled",
    id="ARN",
    attributes={
        "rotation_enabled": "RotationEnabled",
        "rotation_lambda_arn": "RotationLambdaARN",
        # AWS also tells the days that a schedule comes to.
        "rotation_rules": (
            "[RotationRules][].{automatically_after_days: ScheduleExpression && `0` || AutomaticallyAfterDays,"
            " duration: Duration, schedule_expression: ScheduleExpression}"
        ),
    },
    owned="OwningService",
    facts=TypeFacts(
        terraform_only=frozenset(
            {
                "rotate_immediately",
                "secret_id",  # a name or the ARN in `id`
            }
        )
    ),
)
_VERSION = ResourceType(
    name="aws_secretsmanager_secret_version",
    listing=Call(
        operation="ListSecretVersionIds",
        items="Versions",
        parameters={"SecretId": "ARN", "IncludeDeprecated": True},
        of=_SECRETS,
        absent=_GONE,
    ),
    id="fill('{}|{}', [_parent.ARN, VersionId])",
    # What is current tells whether somebody else has set the value since; the value itself is not read.
    attributes={"arn": "_parent.ARN", "version_id": "VersionId", "version_stages": "ordered(VersionStages)"},
    owned="`true`",  # every rotation makes a version,
    facts=TypeFacts(
        conditions={
            "version_stages": Condition(
                kind=ConditionKind.VALUE,
                loses="AWSCURRENT",
                mover=Owner(link="arn", type="aws_secretsmanager_secret_rotation"),
            )
        },
        terraform_only=frozenset(
            {
                "secret_binary",  # never read
                "secret_id",  # never read
                "secret_string",  # never read
                "secret_string_wo",  # never read
                "secret_string_wo_version",  # never read
            }
        ),
        nothing_to_judge="a value of a secret, which is judged itself",
    ),
)
SERVICES = (Service(name="secretsmanager", types=(_SECRET, _POLICY, _ROTATION, _VERSION)),)
