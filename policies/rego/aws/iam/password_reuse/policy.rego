# METADATA
# title: The last twenty-four passwords are not taken again
# description: "Who has to change a password goes back to the old one where that is allowed, and so does whoever learned it. AWS remembers none where the policy does not say how many."
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
# custom:
#   id: iam-password-reuse
#   severity: low
#   reason: "it only matters after a password became known"
#   category: access
#   resource_types:
#     - aws_iam_account_password_policy
#   requires:
#     - password_reuse_prevention
#   controls:
#     - "nist-800-53-r5:IA-5(1)"
#     - "cis-aws-3.0:1.9"
#   aliases: [CKV_AWS_13, AVD-AWS-0056, iam_password_policy_reuse_24]
#   params:
#     passwords: { type: integer, minimum: 1, maximum: 24, default: 24, weaker: lower, description: "the fewest passwords that are remembered" }
#   message: "the last {kept} passwords are remembered"
#   remediation: "set password_reuse_prevention = 24"
#   example: |
#     resource "aws_iam_account_password_policy" "this" {
#       minimum_password_length   = 14
#       password_reuse_prevention = 24
#     }
package driftgate.aws.iam.password_reuse

import rego.v1

kept := 0 if object.get(input.attributes, "password_reuse_prevention", null) == null

kept := number if {
	number := input.attributes.password_reuse_prevention
	is_number(number)
}

deny contains {"path": ["password_reuse_prevention"], "observed": kept, "required": input.params.passwords, "args": {"kept": kept}} if kept < input.params.passwords
