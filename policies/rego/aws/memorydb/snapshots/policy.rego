# METADATA
# title: "MemoryDB is backed up"
# description: "MemoryDB keeps data as a database does. It is backed up once a day for the days that it is told, none where nobody tells."
# related_resources:
#   - https://docs.aws.amazon.com/memorydb/latest/devguide/snapshots-automatic.html
# custom:
#   id: memorydb-snapshots
#   severity: medium
#   reason: "what is lost or overwritten is gone"
#   category: recovery
#   resource_types:
#     - aws_memorydb_cluster
#   needs:
#     aws_memorydb_cluster: [snapshot_retention_limit]
#   controls:
#     - "nist-800-53-r5:CP-9"
#   params:
#     days: { type: integer, minimum: 1, maximum: 35, default: 1, weaker: lower, description: "the fewest days that snapshots are kept" }
#   message: "the cluster is not backed up"
#   remediation: "set snapshot_retention_limit to 1 or more"
#   example: |
#     resource "aws_memorydb_cluster" "this" {
#       acl_name                 = aws_memorydb_acl.this.name
#       node_type                = "db.t4g.small"
#       snapshot_retention_limit = 7
#     }
package driftgate.aws.memorydb.snapshots

import rego.v1

deny contains {"path": ["snapshot_retention_limit"], "observed": days, "required": input.params.days, "args": {"days": days}} if {
	days := object.get(input.attributes, "snapshot_retention_limit", 0)
	not enough(days)
}

enough(days) if {
	is_number(days)
	days >= input.params.days
}
