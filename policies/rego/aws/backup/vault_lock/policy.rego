# METADATA
# title: "Backup vaults are locked"
# description: "A lock keeps backups for a least time, also from whoever stole an administrator's key. It is a resource of its own; without a least time it keeps nothing."
# related_resources:
#   - https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
# custom:
#   id: backup-vault-lock
#   severity: low
#   reason: "whoever may delete backups may do so by mistake or by malice"
#   category: recovery
#   resource_types:
#     - aws_backup_vault
#   needs:
#     aws_backup_vault_lock_configuration: [min_retention_days]
#   related:
#     - aws_backup_vault_lock_configuration
#   controls:
#     - "nist-800-53-r5:CP-9"
#     - "nist-800-53-r5:AU-9"
#   message: "backups in the vault can be deleted at any time"
#   remediation: "add aws_backup_vault_lock_configuration with min_retention_days"
#   example: |
#     resource "aws_backup_vault_lock_configuration" "this" {
#       backup_vault_name   = aws_backup_vault.this.name
#       min_retention_days  = 7
#       changeable_for_days = 3
#     }
package driftgate.aws.backup.vault_lock

import rego.v1

locks := object.get(input.related, "aws_backup_vault_lock_configuration", [])

deny contains {"path": [], "observed": null, "required": "a lock", "args": {}} if count(locks) == 0

deny contains {"path": [], "observed": days, "required": "min_retention_days", "args": {}, "unknown": unread(days)} if {
	some lock in locks
	days := object.get(lock.attributes, "min_retention_days", "unread")
	not days > 0
}

deny contains {"path": [], "observed": days, "required": "min_retention_days", "args": {}, "unknown": unread(days)} if {
	some lock in locks
	days := object.get(lock.attributes, "min_retention_days", "unread")
	days == "unread"
}

unread("unread") := "its least time is not known"

unread(days) := "" if days != "unread"
