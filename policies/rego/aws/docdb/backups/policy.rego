# METADATA
# title: "DocumentDB keeps backups for a week"
# description: "From automated backups a cluster is restored to any second of the days that they are kept, one where nobody says more. Clusters and elastic clusters have them."
# related_resources:
#   - https://docs.aws.amazon.com/documentdb/latest/developerguide/backup_restore.html
# custom:
#   id: docdb-backups
#   severity: high
#   reason: "what is lost and noticed late is gone"
#   category: recovery
#   resource_types:
#     - aws_docdb_cluster
#     - aws_docdbelastic_cluster
#   requires:
#     - backup_retention_period
#   controls:
#     - "nist-800-53-r5:CP-9"
#   aliases: [CKV_AWS_360, documentdb_cluster_backup_enabled]
#   params:
#     days: { type: integer, minimum: 1, maximum: 35, default: 7, weaker: lower, description: "the fewest days that backups are kept" }
#   message: "backups are kept for {days} days"
#   remediation: "set backup_retention_period to 7 or more"
#   example: |
#     resource "aws_docdb_cluster" "this" {
#       backup_retention_period = 14
#       # ...
#     }
package driftgate.aws.docdb.backups

import rego.v1

deny contains {"path": ["backup_retention_period"], "observed": days, "required": input.params.days, "args": {"days": days}} if {
	days := object.get(input.attributes, "backup_retention_period", 0)
	not enough(days)
}

enough(days) if {
	is_number(days)
	days >= input.params.days
}
