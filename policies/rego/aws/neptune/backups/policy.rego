# METADATA
# title: "Neptune keeps backups for a week"
# description: "From automated backups a graph is restored to any second of the days that they are kept, one where nobody says more."
# related_resources:
#   - https://docs.aws.amazon.com/neptune/latest/userguide/backup-restore-overview.html
# custom:
#   id: neptune-backups
#   severity: high
#   reason: "what is lost and noticed late is gone"
#   category: recovery
#   resource_types:
#     - aws_neptune_cluster
#   needs:
#     aws_neptune_cluster: [backup_retention_period]
#   controls:
#     - "nist-800-53-r5:CP-9"
#   aliases: [CKV_AWS_361, neptune_cluster_backup_enabled]
#   params:
#     days: { type: integer, minimum: 1, maximum: 35, default: 7, weaker: lower, description: "the fewest days that backups are kept" }
#   message: "backups are kept for {days} days"
#   remediation: "set backup_retention_period to 7 or more"
#   example: |
#     resource "aws_neptune_cluster" "this" {
#       backup_retention_period = 14
#       # ...
#     }
package driftgate.aws.neptune.backups

import rego.v1

deny contains {"path": ["backup_retention_period"], "observed": days, "required": input.params.days, "args": {"days": days}} if {
	days := object.get(input.attributes, "backup_retention_period", 0)
	not enough(days)
}

enough(days) if {
	is_number(days)
	days >= input.params.days
}
