# METADATA
# title: Users of a pool have a second factor
# description: "Passwords are guessed, phished and taken over from other sites. OPTIONAL lets a user choose a second factor, OFF lets nobody have one."
# related_resources:
#   - https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
# custom:
#   id: cognito-pool-mfa
#   severity: medium
#   reason: "it is about the application's users, not about the account"
#   category: access
#   resource_types:
#     - aws_cognito_user_pool
#   requires:
#     - mfa_configuration
#   controls:
#     - "nist-800-53-r5:IA-2(1)"
#     - "nist-800-53-r5:IA-2(2)"
#   aliases: [cognito_user_pool_mfa_enabled]
#   message: "the pool has no second factor"
#   remediation: "set mfa_configuration = \"ON\" (or \"OPTIONAL\") with software_token_mfa_configuration"
#   example: |
#     resource "aws_cognito_user_pool" "this" {
#       name              = "customers"
#       mfa_configuration = "ON"
#       software_token_mfa_configuration {
#         enabled = true
#       }
#     }
package driftgate.aws.cognito.pool_mfa

import rego.v1

deny contains {"path": ["mfa_configuration"], "observed": value, "required": "ON", "args": {}} if {
	value := object.get(input.attributes, "mfa_configuration", null)
	value in {null, "", "OFF"}
}
