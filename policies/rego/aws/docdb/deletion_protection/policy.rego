# METADATA
# title: "DocumentDB is protected against deletion"
# description: "With protection, deleting a cluster takes two steps, and one wrong call or plan deletes nothing. It is off unless somebody sets it, of clusters and of global clusters."
# related_resources:
#   - https://docs.aws.amazon.com/documentdb/latest/developerguide/db-cluster-delete.html
# custom:
#   id: docdb-deletion-protection
#   severity: medium
#   reason: "one wrong call or plan deletes the cluster"
#   category: recovery
#   resource_types:
#     - aws_docdb_cluster
#     - aws_docdb_global_cluster
#   requires:
#     - deletion_protection
#   controls:
#     - "nist-800-53-r5:CP-9"
#   aliases: [documentdb_cluster_deletion_protection]
#   message: "the cluster can be deleted by one call"
#   remediation: "set deletion_protection = true"
#   example: |
#     resource "aws_docdb_cluster" "this" {
#       deletion_protection = true
#       # ...
#     }
package driftgate.aws.docdb.deletion_protection

import rego.v1

deny contains {"path": ["deletion_protection"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "deletion_protection", null)
	value != true
}
