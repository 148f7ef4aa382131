# METADATA
# title: Passwords of a pool are long and mixed
# description: "A pool without a policy asks for eight characters of all four classes. A policy of its own asks only for what it names, and is often weaker than none."
# related_resources:
#   - https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html
# custom:
#   id: cognito-pool-password
#   severity: low
#   reason: "it is about the application's users, and guessing is slowed down"
#   category: access
#   resource_types:
#     - aws_cognito_user_pool
#   requires:
#     - password_policy.minimum_length
#     - password_policy.require_lowercase
#     - password_policy.require_uppercase
#     - password_policy.require_numbers
#     - password_policy.require_symbols
#     - password_policy.temporary_password_validity_days
#   controls:
#     - "nist-800-53-r5:IA-5(1)"
#   aliases: [cognito_user_pool_password_policy_lowercase, cognito_user_pool_password_policy_number, cognito_user_pool_password_policy_symbol, cognito_user_pool_password_policy_uppercase, cognito_user_pool_temporary_password_expiration]
#   params:
#     length: { type: integer, minimum: 6, maximum: 99, default: 8, weaker: lower, description: "the fewest characters of a password" }
#     days: { type: integer, minimum: 1, maximum: 365, default: 7, weaker: higher, description: "the most days that a first password is good for" }
#   message: "{what}"
#   remediation: "set minimum_length to 8 or more and the four require_ switches, and temporary_password_validity_days to 7 or less"
#   example: |
#     resource "aws_cognito_user_pool" "this" {
#       name = "customers"
#       password_policy {
#         minimum_length                   = 12
#         require_lowercase                = true
#         require_uppercase                = true
#         require_numbers                  = true
#         require_symbols                  = true
#         temporary_password_validity_days = 7
#       }
#     }
package driftgate.aws.cognito.pool_password

import rego.v1

classes := {"require_lowercase": "small letters", "require_uppercase": "capital letters", "require_numbers": "digits", "require_symbols": "symbols"}

deny contains {"path": ["password_policy", index, name], "observed": value, "required": true, "args": {"what": concat("", ["passwords need no ", what])}} if {
	some index, policy in input.attributes.password_policy
	some name, what in classes
	value := object.get(policy, name, false)
	value != true
}

deny contains {"path": ["password_policy", index, "minimum_length"], "observed": length, "required": input.params.length, "args": {"what": "passwords that are too short are taken"}} if {
	some index, policy in input.attributes.password_policy
	length := object.get(policy, "minimum_length", 6)
	length < input.params.length
}

deny contains {"path": ["password_policy", index, "temporary_password_validity_days"], "observed": days, "required": input.params.days, "args": {"what": "first passwords last too long"}} if {
	some index, policy in input.attributes.password_policy
	days := policy.temporary_password_validity_days
	days > input.params.days
}
