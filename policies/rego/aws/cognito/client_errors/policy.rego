# METADATA
# title: Clients do not tell who is a user
# description: "In the older form an unknown name gets another answer than a wrong password, so anybody finds out who is a user. And a stolen token that cannot be revoked is good until it ends."
# related_resources:
#   - https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html
#   - https://docs.aws.amazon.com/cognito/latest/developerguide/token-revocation.html
# custom:
#   id: cognito-client-errors
#   severity: low
#   reason: "it helps guessing and nothing else"
#   category: access
#   resource_types:
#     - aws_cognito_user_pool_client
#   requires:
#     - prevent_user_existence_errors
#     - enable_token_revocation
#   controls:
#     - "nist-800-53-r5:IA-6"
#     - "nist-800-53-r5:SI-11"
#   aliases: [cognito_user_pool_client_prevent_user_existence_errors, cognito_user_pool_client_token_revocation_enabled]
#   message: "{what}"
#   remediation: "set prevent_user_existence_errors = \"ENABLED\" and enable_token_revocation = true"
#   example: |
#     resource "aws_cognito_user_pool_client" "web" {
#       name                          = "web"
#       user_pool_id                  = aws_cognito_user_pool.this.id
#       prevent_user_existence_errors = "ENABLED"
#       enable_token_revocation       = true
#     }
package driftgate.aws.cognito.client_errors

import rego.v1

deny contains {"path": ["prevent_user_existence_errors"], "observed": "LEGACY", "required": "ENABLED", "args": {"what": "answers tell who is a user"}} if {
	input.attributes.prevent_user_existence_errors == "LEGACY"
}

deny contains {"path": ["enable_token_revocation"], "observed": false, "required": true, "args": {"what": "tokens cannot be revoked"}} if {
	input.attributes.enable_token_revocation == false
}
