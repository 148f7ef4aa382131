# METADATA
# title: "Neptune is protected against deletion"
# description: "With protection, deleting a graph takes two steps, and one wrong call or plan deletes nothing. It is off unless somebody sets it, of clusters and of global clusters."
# related_resources:
#   - https://docs.aws.amazon.com/neptune/latest/userguide/manage-console-instances-delete.html
# custom:
#   id: neptune-deletion-protection
#   severity: medium
#   reason: "one wrong call or plan deletes the graph"
#   category: recovery
#   resource_types:
#     - aws_neptune_cluster
#     - aws_neptune_global_cluster
#   requires:
#     - deletion_protection
#   controls:
#     - "nist-800-53-r5:CP-9"
#   aliases: [neptune_cluster_deletion_protection]
#   message: "the cluster can be deleted by one call"
#   remediation: "set deletion_protection = true"
#   example: |
#     resource "aws_neptune_cluster" "this" {
#       deletion_protection = true
#       # ...
#     }
package driftgate.aws.neptune.deletion_protection

import rego.v1

deny contains {"path": ["deletion_protection"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "deletion_protection", null)
	value != true
}
