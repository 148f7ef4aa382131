# METADATA
# title: Pools look for stolen passwords
# description: "Threat protection knows passwords that leaked elsewhere and sign-ins that look wrong. AUDIT only writes them down, ENFORCED stops them. It costs by the user."
# related_resources:
#   - https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-threat-protection.html
# custom:
#   id: cognito-pool-threats
#   severity: low
#   reason: "it costs, and a second factor does more"
#   category: detection
#   resource_types:
#     - aws_cognito_user_pool
#   requires:
#     - user_pool_add_ons.advanced_security_mode
#   controls:
#     - "nist-800-53-r5:SI-4"
#     - "nist-800-53-r5:IA-5(1)"
#   aliases: [cognito_user_pool_advanced_security_enabled]
#   message: "threat protection is {mode}"
#   remediation: "set advanced_security_mode = \"ENFORCED\" in user_pool_add_ons"
#   example: |
#     resource "aws_cognito_user_pool" "this" {
#       name = "customers"
#       user_pool_add_ons {
#         advanced_security_mode = "ENFORCED"
#       }
#     }
package driftgate.aws.cognito.pool_threats

import rego.v1

add_ons := object.get(input.attributes, "user_pool_add_ons", [])

deny contains {"path": ["user_pool_add_ons"], "observed": null, "required": "ENFORCED", "args": {"mode": "not set"}} if count(add_ons) == 0

deny contains {"path": ["user_pool_add_ons", index, "advanced_security_mode"], "observed": mode, "required": "ENFORCED", "args": {"mode": mode}} if {
	some index, block in add_ons
	mode := object.get(block, "advanced_security_mode", "not set")
	mode != "ENFORCED"
}
