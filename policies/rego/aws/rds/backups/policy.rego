# METADATA
# title: "Databases keep backups for a week"
# description: "From automated backups a database is restored to any second of the days that they are kept. Of an instance that is none where nobody says it, of a cluster one day. A replica is restored from its source, and needs none."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html
# custom:
#   id: rds-backups
#   severity: high
#   reason: "what is lost and noticed late is gone"
#   category: recovery
#   resource_types:
#     - aws_db_instance
#     - aws_rds_cluster
#   needs:
#     aws_db_instance: [backup_retention_period, replicate_source_db]
#     aws_rds_cluster: [backup_retention_period]
#   controls:
#     - "nist-800-53-r5:CP-9"
#   aliases: [CKV_AWS_133, AVD-AWS-0077, rds_instance_backup_enabled]
#   params:
#     days: { type: integer, minimum: 1, maximum: 35, default: 7, weaker: lower, description: "the fewest days that backups are kept" }
#   message: "backups are kept for {days} days"
#   remediation: "set backup_retention_period to 7 or more"
#   example: |
#     resource "aws_db_instance" "this" {
#       engine                  = "postgres"
#       backup_retention_period = 14
#       # ...
#     }
package driftgate.aws.rds.backups

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["backup_retention_period"], "observed": days, "required": input.params.days, "args": {"days": days}} if {
	days := object.get(input.attributes, "backup_retention_period", 0)
	not enough(days)
	not is_replica
}

enough(days) if {
	is_number(days)
	days >= input.params.days
}

is_replica if values.is_set(input.attributes.replicate_source_db)
