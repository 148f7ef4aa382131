# METADATA
# title: Databases keep backups for a week
# description: Databases keep backups for a week.
# custom:
#   id: rds-backups
#   severity: high
#   category: recovery
#   resource_types:
#     - aws_db_instance
#   requires:
#     - backup_retention_period
#   controls:
#     - "nist-800-53-r5:CP-9"
#   message: "backups are kept for {days} days"
#   remediation: "set backup_retention_period to 7 or more"
package driftgate.aws.rds.backups

import rego.v1

deny contains {"path": ["backup_retention_period"], "observed": days, "required": 7, "args": {"days": days}} if {
	days := object.get(input.attributes, "backup_retention_period", 0)
	not enough(days)
}

enough(days) if {
	is_number(days)
	days >= 7
}
