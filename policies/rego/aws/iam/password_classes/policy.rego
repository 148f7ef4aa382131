# METADATA
# title: Passwords hold letters, digits and symbols
# description: "Each class that the policy does not ask for makes passwords easier to guess. The four switches are off where nobody sets them."
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
# custom:
#   id: iam-password-classes
#   severity: low
#   reason: "length does more than classes"
#   category: access
#   resource_types:
#     - aws_iam_account_password_policy
#   requires:
#     - require_lowercase_characters
#     - require_uppercase_characters
#     - require_numbers
#     - require_symbols
#   controls:
#     - "nist-800-53-r5:IA-5(1)"
#   aliases: [CKV_AWS_11, CKV_AWS_12, CKV_AWS_14, CKV_AWS_15, AVD-AWS-0058, AVD-AWS-0059, AVD-AWS-0060, AVD-AWS-0061, iam_password_policy_lowercase, iam_password_policy_number, iam_password_policy_symbol, iam_password_policy_uppercase]
#   message: "passwords need no {what}"
#   remediation: "set all four of require_lowercase_characters, require_uppercase_characters, require_numbers and require_symbols"
#   example: |
#     resource "aws_iam_account_password_policy" "this" {
#       minimum_password_length      = 14
#       require_lowercase_characters = true
#       require_uppercase_characters = true
#       require_numbers              = true
#       require_symbols              = true
#     }
package driftgate.aws.iam.password_classes

import rego.v1

classes := {
	"require_lowercase_characters": "small letters",
	"require_uppercase_characters": "capital letters",
	"require_numbers": "digits",
	"require_symbols": "symbols",
}

deny contains {"path": [name], "observed": value, "required": true, "args": {"what": what}} if {
	some name, what in classes
	value := object.get(input.attributes, name, null)
	value != true
}
