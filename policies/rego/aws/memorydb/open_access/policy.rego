# METADATA
# title: "MemoryDB asks who somebody is"
# description: "The list open-access of AWS has one user without a password who may do everything. Clusters without TLS can have no other list."
# related_resources:
#   - https://docs.aws.amazon.com/memorydb/latest/devguide/clusters.acls.html
# custom:
#   id: memorydb-open-access
#   severity: high
#   reason: "whoever reaches the network reads and changes everything"
#   category: access
#   resource_types:
#     - aws_memorydb_cluster
#   needs:
#     aws_memorydb_cluster: [acl_name]
#   controls:
#     - "nist-800-53-r5:IA-2"
#     - "nist-800-53-r5:AC-3"
#   message: "the cluster asks for no password (acl_name {acl})"
#   remediation: "make an aws_memorydb_acl with users of your own, and name it in acl_name"
#   example: |
#     resource "aws_memorydb_cluster" "this" {
#       acl_name  = aws_memorydb_acl.this.name
#       node_type = "db.t4g.small"
#     }
package driftgate.aws.memorydb.open_access

import rego.v1

deny contains {"path": ["acl_name"], "observed": acl, "required": "a list of users", "args": {"acl": acl}} if {
	acl := object.get(input.attributes, "acl_name", null)
	lower(acl) == "open-access"
}
