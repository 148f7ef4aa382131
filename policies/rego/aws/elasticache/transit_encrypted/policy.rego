# METADATA
# title: "Caches take TLS only"
# description: "Without encryption in transit keys and values go over the network in plain text, and passwords cannot be asked for. Replication groups have it, and clusters of Memcached; a single cluster of Redis cannot have it, and members of a group have that of their group."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption.html
# custom:
#   id: elasticache-transit-encrypted
#   severity: high
#   reason: "keys, values and passwords can be read on the way"
#   category: encryption
#   resource_types:
#     - aws_elasticache_replication_group
#     - aws_elasticache_cluster
#   needs:
#     aws_elasticache_replication_group: [transit_encryption_enabled]
#     aws_elasticache_cluster: [transit_encryption_enabled, replication_group_id]
#   controls:
#     - "nist-800-53-r5:SC-8"
#   aliases: [CKV_AWS_30, AVD-AWS-0051, elasticache_redis_cluster_in_transit_encryption_enabled]
#   message: "the cache takes connections without TLS"
#   remediation: "set transit_encryption_enabled = true; Redis needs a replication group for it"
#   example: |
#     resource "aws_elasticache_replication_group" "this" {
#       replication_group_id       = "sessions"
#       description                = "Sessions"
#       transit_encryption_enabled = true
#       # ...
#     }
package driftgate.aws.elasticache.transit_encrypted

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["transit_encryption_enabled"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "transit_encryption_enabled", null)
	value != true
	not is_member
}

is_member if {
	input.type == "aws_elasticache_cluster"
	values.is_set(input.attributes.replication_group_id)
}
