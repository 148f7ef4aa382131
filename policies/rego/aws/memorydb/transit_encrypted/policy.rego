# METADATA
# title: "MemoryDB takes TLS only"
# description: "Clusters take TLS only unless somebody switches it off when the cluster is made. Without it nobody is asked for a password, either."
# related_resources:
#   - https://docs.aws.amazon.com/memorydb/latest/devguide/in-transit-encryption.html
# custom:
#   id: memorydb-transit-encrypted
#   severity: high
#   reason: "keys, values and passwords can be read on the way"
#   category: encryption
#   resource_types:
#     - aws_memorydb_cluster
#   needs:
#     aws_memorydb_cluster: [tls_enabled]
#   controls:
#     - "nist-800-53-r5:SC-8"
#   aliases: [CKV_AWS_202]
#   message: "the cluster takes connections without TLS"
#   remediation: "take tls_enabled away, or set it to true (the cluster is made anew)"
#   example: |
#     resource "aws_memorydb_cluster" "this" {
#       acl_name    = aws_memorydb_acl.this.name
#       node_type   = "db.t4g.small"
#       tls_enabled = true
#     }
package driftgate.aws.memorydb.transit_encrypted

import rego.v1

deny contains {"path": ["tls_enabled"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "tls_enabled", null)
	value != true
}
