# METADATA
# title: "Caches fail over to another zone"
# description: "A replica takes over by itself only where automatic failover is on, and survives a zone only where it stands in another one. Both are off unless somebody sets them."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html
# custom:
#   id: elasticache-failover
#   severity: medium
#   reason: "the failure of one machine or zone empties the cache"
#   category: recovery
#   resource_types:
#     - aws_elasticache_replication_group
#   needs:
#     aws_elasticache_replication_group: [automatic_failover_enabled, multi_az_enabled]
#   controls:
#     - "nist-800-53-r5:CP-10"
#   aliases: [CKV2_AWS_50, elasticache_redis_cluster_multi_az_enabled, elasticache_redis_cluster_automatic_failover_enabled]
#   message: "{name} is off"
#   remediation: "set automatic_failover_enabled and multi_az_enabled to true, with two nodes or more"
#   example: |
#     resource "aws_elasticache_replication_group" "this" {
#       replication_group_id       = "sessions"
#       description                = "Sessions"
#       num_cache_clusters         = 2
#       automatic_failover_enabled = true
#       multi_az_enabled           = true
#       # ...
#     }
package driftgate.aws.elasticache.failover

import rego.v1

deny contains {"path": [name], "observed": value, "required": true, "args": {"name": name}} if {
	some name in ["automatic_failover_enabled", "multi_az_enabled"]
	value := object.get(input.attributes, name, null)
	value != true
}
