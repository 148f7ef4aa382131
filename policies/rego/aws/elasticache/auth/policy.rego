# METADATA
# title: "Caches ask who somebody is"
# description: "Without a token or a group of users whoever reaches the port reads, writes and flushes the cache. Both need encryption in transit. A group of users may let anybody in as well, which is another finding."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html
# custom:
#   id: elasticache-auth
#   severity: high
#   reason: "whoever reaches the network reads and changes everything"
#   category: access
#   resource_types:
#     - aws_elasticache_replication_group
#   needs:
#     aws_elasticache_replication_group: [user_group_ids]
#   optional:
#     - auth_token
#     - auth_token_wo_version
#   controls:
#     - "nist-800-53-r5:IA-2"
#     - "nist-800-53-r5:AC-3"
#   aliases: [CKV_AWS_31, elasticache_redis_replication_group_auth_enabled]
#   message: "the cache asks for no password"
#   remediation: "set user_group_ids, or auth_token"
#   example: |
#     resource "aws_elasticache_replication_group" "this" {
#       replication_group_id       = "sessions"
#       description                = "Sessions"
#       transit_encryption_enabled = true
#       user_group_ids             = [aws_elasticache_user_group.this.id]
#       # ...
#     }
package driftgate.aws.elasticache.auth

import data.driftgate.lib.blocks
import rego.v1

# AWS never tells a token, and nobody needs one who has users.
tokens := [object.get(input.attributes, name, "unread") | some name in ["auth_token", "auth_token_wo_version"]]

deny contains {"path": ["auth_token"], "observed": null, "required": "a token or users", "args": {}, "unknown": unread} if {
	count(blocks.entries(object.get(input.attributes, "user_group_ids", null))) == 0
	not has_token
}

has_token if {
	some token in tokens
	not token in [null, "", "unread", 0]
}

unread := "whether it has a token is not known" if tokens[0] == "unread"

unread := "" if tokens[0] != "unread"
