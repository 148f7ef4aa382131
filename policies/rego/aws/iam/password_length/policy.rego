# METADATA
# title: Passwords have fourteen characters
# description: "Length is what makes a password hard to guess. An account that says nothing takes passwords of eight, and a policy that says nothing of the length takes six."
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
# custom:
#   id: iam-password-length
#   severity: medium
#   reason: "short passwords are guessed, where users sign in with passwords at all"
#   category: access
#   resource_types:
#     - aws_iam_account_password_policy
#   requires:
#     - minimum_password_length
#   controls:
#     - "nist-800-53-r5:IA-5(1)"
#     - "cis-aws-3.0:1.8"
#   aliases: [CKV_AWS_10, AVD-AWS-0063, iam_password_policy_minimum_length_14]
#   params:
#     length: { type: integer, minimum: 6, maximum: 128, default: 14, weaker: lower, description: "the fewest characters of a password" }
#   message: "passwords of fewer than {length} characters are taken"
#   remediation: "set minimum_password_length to 14 or more"
#   example: |
#     resource "aws_iam_account_password_policy" "this" {
#       minimum_password_length = 14
#     }
package driftgate.aws.iam.password_length

import rego.v1

# Nothing at all is less than any number.
deny contains {"path": ["minimum_password_length"], "observed": length, "required": input.params.length, "args": {"length": input.params.length}} if {
	length := object.get(input.attributes, "minimum_password_length", null)
	length < input.params.length
}
