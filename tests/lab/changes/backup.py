"""Changes to backups."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_backup_vault_lock_configuration.one",
        path="min_retention_days",
        service="backup",
        call="put_backup_vault_lock_configuration",
        parameters={"BackupVaultName": "{backup_vault_name}", "MinRetentionDays": 1, "MaxRetentionDays": 400},
    ),
    Change(
        address="aws_backup_vault_lock_configuration.one",
        path="",
        service="backup",
        call="delete_backup_vault_lock_configuration",
        parameters={"BackupVaultName": "{backup_vault_name}"},
    ),
    Change(
        address="aws_backup_vault.one",
        path="tags",
        service="backup",
        call="tag_resource",
        parameters={"ResourceArn": "{arn}", "Tags": {"Team": "nobody"}},
    ),
    Change(
        address="aws_backup_plan.one",
        path="",
        service="backup",
        call="delete_backup_plan",
        parameters={"BackupPlanId": "{id}"},
    ),
)
