# METADATA
# title: Passwords end after ninety days, and can be renewed by those who have them
# description: "A password that leaked is of use until it ends. Where it ends hard, only an administrator lets the user in again, which locks out the last one. NIST asks for a change only after a leak, so this is low."
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
# custom:
#   id: iam-password-age
#   severity: low
#   reason: "it shortens the use of a leaked password and nothing else"
#   category: access
#   resource_types:
#     - aws_iam_account_password_policy
#   requires:
#     - max_password_age
#     - hard_expiry
#   controls:
#     - "nist-800-53-r5:IA-5(1)"
#   aliases: [CKV_AWS_9, AVD-AWS-0062, iam_password_policy_expires_passwords_within_90_days_or_less]
#   params:
#     days: { type: integer, minimum: 1, maximum: 1095, default: 90, weaker: higher, description: "the most days that a password is good for" }
#   message: "{what}"
#   remediation: "set max_password_age to 90 or less, and hard_expiry = false"
#   example: |
#     resource "aws_iam_account_password_policy" "this" {
#       minimum_password_length = 14
#       max_password_age        = 90
#     }
package driftgate.aws.iam.password_age

import rego.v1

deny contains {"path": ["max_password_age"], "observed": age, "required": input.params.days, "args": {"what": "passwords never end"}} if {
	age := object.get(input.attributes, "max_password_age", null)
	age in {null, 0}
}

deny contains {"path": ["max_password_age"], "observed": age, "required": input.params.days, "args": {"what": "passwords last too long"}} if {
	age := input.attributes.max_password_age
	age > input.params.days
}

deny contains {"path": ["hard_expiry"], "observed": true, "required": false, "args": {"what": "whose password has ended cannot renew it"}} if {
	input.attributes.hard_expiry == true
}
