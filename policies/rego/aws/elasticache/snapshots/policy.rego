# METADATA
# title: "Caches are backed up"
# description: "A cache that keeps more than copies is backed up once a day for the days that it is told, none where nobody tells. Memcached cannot; a member of a group leaves it to the group."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html
# custom:
#   id: elasticache-snapshots
#   severity: low
#   reason: "most caches can be filled again"
#   category: recovery
#   resource_types:
#     - aws_elasticache_replication_group
#     - aws_elasticache_cluster
#   needs:
#     aws_elasticache_replication_group: [snapshot_retention_limit]
#     aws_elasticache_cluster: [snapshot_retention_limit, replication_group_id, engine]
#   controls:
#     - "nist-800-53-r5:CP-9"
#   aliases: [CKV_AWS_134, AVD-AWS-0050, elasticache_redis_cluster_backup_enabled]
#   params:
#     days: { type: integer, minimum: 1, maximum: 35, default: 1, weaker: lower, description: "the fewest days that snapshots are kept" }
#   message: "the cache is not backed up"
#   remediation: "set snapshot_retention_limit to 1 or more"
#   example: |
#     resource "aws_elasticache_replication_group" "this" {
#       replication_group_id     = "sessions"
#       description              = "Sessions"
#       snapshot_retention_limit = 7
#       # ...
#     }
package driftgate.aws.elasticache.snapshots

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["snapshot_retention_limit"], "observed": days, "required": input.params.days, "args": {}} if {
	days := object.get(input.attributes, "snapshot_retention_limit", null)
	not enough(days)
	not is_memcached
	not is_member
}

enough(days) if {
	is_number(days)
	days >= input.params.days
}

is_memcached if {
	input.type == "aws_elasticache_cluster"
	lower(input.attributes.engine) == "memcached"
}

is_member if {
	input.type == "aws_elasticache_cluster"
	values.is_set(input.attributes.replication_group_id)
}
