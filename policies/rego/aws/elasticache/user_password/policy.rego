# METADATA
# title: "Users of caches have a password"
# description: "A user without a password is everybody who reaches the port, and may do what its access string says. One that is off, which the access string says as well, may do nothing. It is written as a switch or as a mode of authentication."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html
# custom:
#   id: elasticache-user-password
#   severity: high
#   reason: "whoever reaches the network is that user"
#   category: access
#   resource_types:
#     - aws_elasticache_user
#     - aws_memorydb_user
#   requires:
#     - access_string
#     - authentication_mode
#   optional:
#     - no_password_required
#   controls:
#     - "nist-800-53-r5:IA-2"
#     - "nist-800-53-r5:AC-3"
#   message: "the user has no password"
#   remediation: "set authentication_mode with type password or iam"
#   example: |
#     resource "aws_elasticache_user" "this" {
#       user_id       = "orders"
#       user_name     = "orders"
#       engine        = "valkey"
#       access_string = "on ~orders:* +@read"
#       authentication_mode {
#         type = "iam"
#       }
#     }
package driftgate.aws.elasticache.user_password

import data.driftgate.lib.values
import rego.v1

# Of what AWS tells, the mode says it alone.
switch := values.told(input, "no_password_required")

# An access string is read from left to right: of several words the last one counts.
states := [word | some word in split(lower(object.get(input.attributes, "access_string", "")), " "); word in {"on", "off"}]

off if states[count(states) - 1] == "off"

deny contains {"path": ["authentication_mode", index, "type"], "observed": mode.type, "required": "password", "args": {}} if {
	not off
	some index, mode in object.get(input.attributes, "authentication_mode", null)
	lower(mode.type) in {"no-password", "no-password-required"}
}

deny contains {"path": ["no_password_required"], "observed": true, "required": false, "args": {}} if {
	not off
	switch == true
}

deny contains {"path": ["no_password_required"], "observed": null, "required": false, "args": {}, "unknown": "whether the user has a password is not known"} if {
	not off
	switch == values.unread
	count(input.attributes.authentication_mode) == 0
}
