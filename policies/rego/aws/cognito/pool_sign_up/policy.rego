# METADATA
# title: Not everybody makes himself a user
# description: "A pool lets anybody who knows its client sign up, unless only administrators create users. What trusts every user of the pool then trusts everybody."
# related_resources:
#   - https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
# custom:
#   id: cognito-pool-sign-up
#   severity: low
#   reason: "it is right where the application is for the public"
#   category: access
#   resource_types:
#     - aws_cognito_user_pool
#   requires:
#     - admin_create_user_config.allow_admin_create_user_only
#   controls:
#     - "nist-800-53-r5:AC-2"
#     - "nist-800-53-r5:IA-2"
#   aliases: [cognito_user_pool_self_registration_disabled]
#   message: "anybody may sign up"
#   remediation: "set allow_admin_create_user_only = true in admin_create_user_config"
#   example: |
#     resource "aws_cognito_user_pool" "this" {
#       name = "staff"
#       admin_create_user_config {
#         allow_admin_create_user_only = true
#       }
#     }
package driftgate.aws.cognito.pool_sign_up

import rego.v1

configs := object.get(input.attributes, "admin_create_user_config", [])

deny contains {"path": ["admin_create_user_config"], "observed": null, "required": true, "args": {}} if count(configs) == 0

deny contains {"path": ["admin_create_user_config", index, "allow_admin_create_user_only"], "observed": value, "required": true, "args": {}} if {
	some index, config in configs
	value := object.get(config, "allow_admin_create_user_only", false)
	value != true
}
