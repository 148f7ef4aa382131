"""AWS Backup: vaults, their policies and locks, plans, and what plans select."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, Read, ResourceType, Service, block

_GONE = ("ResourceNotFoundException",)
_VAULTS = Call(
    operation="ListBackupVaults",
    items="BackupVaultList",
    where="!VaultType || VaultType == 'BACKUP_VAULT'",  # air-gapped vaults are of another type
)
_OWN_VAULT = "contains(['Default', 'aws/efs/automatic-backup-vault'], {}BackupVaultName)"
_PLANS = Call(operation="ListBackupPlans", items="BackupPlansList")
_TAGS = {"tags": "tags(Tags)"}
_VAULT = ResourceType(
    name="aws_backup_vault",
    listing=_VAULTS,
    id="BackupVaultName",
    attributes={"arn": "BackupVaultArn", "kms_key_arn": "EncryptionKeyArn", "name": "BackupVaultName"},
    reads=(Read(operation="ListTags", parameters={"ResourceArn": "BackupVaultArn"}, attributes=_TAGS),),
    owned=_OWN_VAULT.format(""),
)
_LOCK = ResourceType(
    name="aws_backup_vault_lock_configuration",
    listing=_VAULTS,
    where="Locked",
    id="BackupVaultName",
    attributes={
        "backup_vault_arn": "BackupVaultArn",
        "backup_vault_name": "BackupVaultName",
        "max_retention_days": "MaxRetentionDays || `0`",
        "min_retention_days": "MinRetentionDays || `0`",
    },
    facts=TypeFacts(terraform_only=frozenset({"changeable_for_days"})),
)
_POLICY = ResourceType(
    name="aws_backup_vault_policy",
    listing=Call(
        operation="GetBackupVaultAccessPolicy",
        items="@",
        parameters={"BackupVaultName": "BackupVaultName"},
        of=_VAULTS,
        absent=_GONE,
        where="Policy",
    ),
    id="_parent.BackupVaultName",
    attributes={
        "backup_vault_arn": "_parent.BackupVaultArn",
        "backup_vault_name": "_parent.BackupVaultName",
        "policy": "document(Policy)",
    },
    owned=_OWN_VAULT.format("_parent."),
)
_LIFECYCLE = (
    "[Lifecycle][*].{cold_storage_after: MoveToColdStorageAfterDays || `0`, delete_after: DeleteAfterDays || `0`,"
    " opt_in_to_archive_for_supported_resources: OptInToArchiveForSupportedResources || `false`}"
)
_RULE = block(
    rule_name="RuleName",
    completion_window="CompletionWindowMinutes",
    start_window="StartWindowMinutes",
    schedule="ScheduleExpression",
    schedule_expression_timezone="ScheduleExpressionTimezone",
    target_vault_name="TargetBackupVaultName",
    enable_continuous_backup="EnableContinuousBackup || `false`",
    recovery_point_tags="tags(RecoveryPointTags)",
    lifecycle=_LIFECYCLE,
    copy_action=f"CopyActions[].{block(destination_vault_arn='DestinationBackupVaultArn', lifecycle=_LIFECYCLE)}",
)
_PLAN = ResourceType(
    name="aws_backup_plan",
    listing=_PLANS,
    id="BackupPlanId",
    attributes={"arn": "BackupPlanArn", "name": "BackupPlanName", "version": "VersionId"},
    reads=(
        Read(
            operation="GetBackupPlan",
            parameters={"BackupPlanId": "BackupPlanId"},
            attributes={
                "rule": f"BackupPlan.Rules[].{_RULE}",
                "advanced_backup_setting": (
                    "AdvancedBackupSettings[].{backup_options: BackupOptions, resource_type: ResourceType}"
                ),
            },
        ),
        Read(operation="ListTags", parameters={"ResourceArn": "BackupPlanArn"}, attributes=_TAGS),
    ),
    owned="starts_with(BackupPlanName, 'aws/efs/')",
    facts=TypeFacts(nameless=True),
)


def _conditions(name: str) -> str:
    return f"BackupSelection.Conditions.{name}[].{{key: ConditionKey, value: ConditionValue}}"


_CONDITION = block(
    string_equals=_conditions("StringEquals"),
    string_like=_conditions("StringLike"),
    string_not_equals=_conditions("StringNotEquals"),
    string_not_like=_conditions("StringNotLike"),
)
_SELECTION = ResourceType(
    name="aws_backup_selection",
    listing=Call(
        operation="ListBackupSelections",
        items="BackupSelectionsList",
        parameters={"BackupPlanId": "BackupPlanId"},
        of=_PLANS,
        absent=_GONE,
        describe=Call(
            operation="GetBackupSelection",
            items="@",
            parameters={"BackupPlanId": "BackupPlanId", "SelectionId": "SelectionId"},
            absent=_GONE,
        ),
    ),
    id="SelectionId",
    attributes={
        "condition": f"one({_CONDITION})",
        "iam_role_arn": "BackupSelection.IamRoleArn",
        "name": "BackupSelection.SelectionName",
        "not_resources": "ordered(BackupSelection.NotResources)",
        "plan_id": "BackupPlanId",
        "resources": "ordered(BackupSelection.Resources)",
        "selection_tag": (
            "BackupSelection.ListOfTags[].{key: ConditionKey, type: ConditionType, value: ConditionValue}"
        ),
    },
    owned="starts_with(_parent.BackupPlanName, 'aws/efs/')",
    facts=TypeFacts(
        nameless=True, nothing_to_judge="it says what a plan is for; that something has no backup is judged with it"
    ),
)
SERVICES = (Service(name="backup", types=(_VAULT, _LOCK, _POLICY, _PLAN, _SELECTION)),)
