# METADATA
# title: Pools of users cannot be deleted in one step
# description: "Passwords of a pool cannot be exported, so a pool that is gone is gone with all its users. The protection is off where nobody sets it through Terraform."
# related_resources:
#   - https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-deletion-protection.html
# custom:
#   id: cognito-pool-deletion
#   severity: medium
#   reason: "it cannot be restored, each user has to begin anew"
#   category: protection
#   resource_types:
#     - aws_cognito_user_pool
#   requires:
#     - deletion_protection
#   controls:
#     - "nist-800-53-r5:CP-9"
#     - "nist-800-53-r5:SI-12"
#   aliases: [cognito_user_pool_deletion_protection_enabled]
#   message: "the pool may be deleted"
#   remediation: "set deletion_protection = \"ACTIVE\""
#   example: |
#     resource "aws_cognito_user_pool" "this" {
#       name                = "customers"
#       deletion_protection = "ACTIVE"
#     }
package driftgate.aws.cognito.pool_deletion

import rego.v1

deny contains {"path": ["deletion_protection"], "observed": value, "required": "ACTIVE", "args": {}} if {
	value := object.get(input.attributes, "deletion_protection", null)
	value != "ACTIVE"
}
