# METADATA
# title: "Caches are encrypted at rest"
# description: "What a cache swaps, syncs and backs up stands on a disk. Groups of Valkey are encrypted unless somebody says no, those of Redis only where somebody says yes; serverless caches always are. It cannot be changed later."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/at-rest-encryption.html
# custom:
#   id: elasticache-encrypted
#   severity: high
#   reason: "backups and disks can be read by whoever gets them"
#   category: encryption
#   resource_types:
#     - aws_elasticache_replication_group
#   needs:
#     aws_elasticache_replication_group: [at_rest_encryption_enabled, engine]
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_29, AVD-AWS-0045, elasticache_redis_cluster_rest_encryption_enabled]
#   message: "the cache is not encrypted"
#   remediation: "set at_rest_encryption_enabled = true (the group is made anew)"
#   example: |
#     resource "aws_elasticache_replication_group" "this" {
#       replication_group_id       = "sessions"
#       description                = "Sessions"
#       at_rest_encryption_enabled = true
#       # ...
#     }
package driftgate.aws.elasticache.encrypted

import rego.v1

deny contains {"path": ["at_rest_encryption_enabled"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "at_rest_encryption_enabled", null)
	not value in [true, "true"]
	not is_default(value)
}

is_default(null) if lower(object.get(input.attributes, "engine", "")) == "valkey"
