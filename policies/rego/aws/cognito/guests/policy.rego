# METADATA
# title: Identity pools have no guests
# description: "With unauthenticated identities anybody who knows the pool's id gets keys of AWS, for whatever its role may do. The classic flow lets them choose any role that trusts the pool, past what the pool limits."
# related_resources:
#   - https://docs.aws.amazon.com/cognito/latest/developerguide/identity-pools.html
# custom:
#   id: cognito-guests
#   severity: high
#   reason: "anybody gets keys of the account, as good as the guests' role"
#   category: access
#   resource_types:
#     - aws_cognito_identity_pool
#   requires:
#     - allow_unauthenticated_identities
#     - allow_classic_flow
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-14"
#     - "nist-800-53-r5:IA-2"
#   aliases: [CKV_AWS_366, cognito_identity_pool_guest_access_disabled]
#   message: "{what}"
#   remediation: "set allow_unauthenticated_identities = false and allow_classic_flow = false"
#   example: |
#     resource "aws_cognito_identity_pool" "this" {
#       identity_pool_name               = "app"
#       allow_unauthenticated_identities = false
#       allow_classic_flow               = false
#     }
package driftgate.aws.cognito.guests

import rego.v1

deny contains {"path": ["allow_unauthenticated_identities"], "observed": true, "required": false, "args": {"what": "guests get keys of the account"}} if {
	input.attributes.allow_unauthenticated_identities == true
}

deny contains {"path": ["allow_classic_flow"], "observed": true, "required": false, "args": {"what": "users choose their role themselves"}} if {
	input.attributes.allow_classic_flow == true
}
