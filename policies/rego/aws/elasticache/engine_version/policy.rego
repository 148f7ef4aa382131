# METADATA
# title: "Caches run a version that is repaired"
# description: "Versions of Redis OSS leave standard and then extended support, on days that AWS names; for Valkey and Memcached it has named none. What is not in the table of days is not known, nor is the version that AWS takes where nobody names one. A member of a group is told its version by the group."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/engine-versions.html
# custom:
#   id: elasticache-engine-version
#   severity: high
#   reason: "Known flaws of the cache stay open."
#   category: general
#   resource_types:
#     - aws_elasticache_cluster
#     - aws_elasticache_replication_group
#   needs:
#     aws_elasticache_cluster: [replication_group_id]
#   facts:
#     - support
#   controls:
#     - "nist-800-53-r5:SI-2"
#     - "nist-800-53-r5:SA-22"
#   params:
#     support: { type: string, enum: [standard, extended], default: extended, weaker: higher, description: "the support that a version must be in: extended is what AWS still repairs for a fee" }
#   message: "version {version} is no longer repaired since {day}"
#   remediation: "move the cache to Valkey, or to a version in standard support"
#   example: |
#     resource "aws_elasticache_replication_group" "main" {
#       replication_group_id = "main"
#       description          = "sessions"
#       engine               = "valkey"
#       engine_version       = "8.0"
#     }
package driftgate.aws.elasticache.engine_version

import data.driftgate.lib.support
import rego.v1

deny contains {"path": one.path, "observed": one.version, "required": "a version in support", "args": {"version": one.version, "day": one.day}, "unknown": one.unknown} if {
	some one in support.out(input.facts.support, "engine", input.params.support)
	not is_member
}

is_member if {
	input.type == "aws_elasticache_cluster"
	group := object.get(input.attributes, "replication_group_id", null)
	not group in {null, ""}
}
