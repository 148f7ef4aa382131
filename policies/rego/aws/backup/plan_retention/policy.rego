# METADATA
# title: "Backup plans keep backups for a week"
# description: "A rule of a plan keeps backups for ever where nobody sets a time, and else for as many days as it says; each rule and each copy that it makes is looked at. Fewer than seven are over before a mistake is noticed on Monday."
# related_resources:
#   - https://docs.aws.amazon.com/aws-backup/latest/devguide/plan-options-and-configuration.html
# custom:
#   id: backup-plan-retention
#   severity: medium
#   reason: "what is lost and noticed late is gone"
#   category: recovery
#   resource_types:
#     - aws_backup_plan
#   needs:
#     aws_backup_plan: [rule]
#   controls:
#     - "nist-800-53-r5:CP-9"
#   params:
#     days: { type: integer, minimum: 1, default: 7, weaker: lower, description: "the fewest days that backups are kept" }
#   message: "backups are kept for {days} days"
#   remediation: "set delete_after to 7 or more in each lifecycle"
#   example: |
#     resource "aws_backup_plan" "this" {
#       name = "daily"
#       rule {
#         rule_name         = "daily"
#         target_vault_name = aws_backup_vault.this.name
#         schedule          = "cron(0 3 * * ? *)"
#         lifecycle {
#           delete_after = 35
#         }
#       }
#     }
package driftgate.aws.backup.plan_retention

import rego.v1

rules := object.get(input.attributes, "rule", null)

found contains {"path": ["rule", number, "lifecycle", index, "delete_after"], "days": lifecycle.delete_after} if {
	some number, rule in rules
	some index, lifecycle in rule.lifecycle
}

found contains {"path": ["rule", number, "copy_action", position, "lifecycle", index, "delete_after"], "days": lifecycle.delete_after} if {
	some number, rule in rules
	some position, copy in rule.copy_action
	some index, lifecycle in copy.lifecycle
}

# Zero days, as a state has it, are for ever.
deny contains {"path": entry.path, "observed": entry.days, "required": input.params.days, "args": {"days": entry.days}} if {
	some entry in found
	entry.days > 0
	entry.days < input.params.days
}
