# METADATA
# title: "Databases are protected against deletion"
# description: "With protection, deleting a database takes two steps, and one wrong call or plan deletes nothing. Instances, clusters and global clusters have it, off unless somebody sets it."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html
# custom:
#   id: rds-deletion-protection
#   severity: medium
#   reason: "one wrong call or plan deletes the database"
#   category: recovery
#   resource_types:
#     - aws_db_instance
#     - aws_rds_cluster
#     - aws_rds_global_cluster
#   requires:
#     - deletion_protection
#   controls:
#     - "nist-800-53-r5:CP-9"
#   aliases: [CKV_AWS_293, CKV_AWS_139, AVD-AWS-0177, rds_instance_deletion_protection, rds_cluster_deletion_protection]
#   message: "the database can be deleted by one call"
#   remediation: "set deletion_protection = true"
#   example: |
#     resource "aws_db_instance" "this" {
#       engine              = "postgres"
#       deletion_protection = true
#       # ...
#     }
package driftgate.aws.rds.deletion_protection

import rego.v1

deny contains {"path": ["deletion_protection"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "deletion_protection", null)
	value != true
}
