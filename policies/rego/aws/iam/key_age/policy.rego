# METADATA
# title: "Access keys are replaced within ninety days"
# description: "A key that leaked is of use until it is replaced, and nobody notices before. Keys that are inactive are not judged. When a key was made only AWS tells: from code nobody knows it."
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html
# custom:
#   id: iam-key-age
#   severity: medium
#   reason: "an old key is no leak, but it has had the time to become one"
#   category: access
#   resource_types:
#     - aws_iam_access_key
#   requires:
#     - status
#   facts:
#     - dates
#   controls:
#     - "nist-800-53-r5:AC-2"
#     - "nist-800-53-r5:IA-5"
#     - "nist-800-53-r5:IA-5(1)"
#   aliases: [iam_rotate_access_key_90_days, AVD-AWS-0146]
#   params:
#     days: { type: integer, minimum: 1, maximum: 365, default: 90, weaker: higher, description: "the most days that a key is used" }
#   message: "the key is {age} days old"
#   remediation: "make a second key, move what uses the old one, set that to status = \"Inactive\", and remove it"
#   example: |
#     resource "aws_iam_access_key" "old" {
#       user   = aws_iam_user.old.name
#       status = "Inactive"
#     }
package driftgate.aws.iam.key_age

import rego.v1

is_old(one) if one.unknown != ""

is_old(one) if one.age > input.params.days

deny contains {"path": one.path, "observed": one.value, "required": input.params.days, "args": {"age": one.age}, "unknown": one.unknown} if {
	object.get(input.attributes, "status", null) != "Inactive"
	some one in input.facts.dates
	is_old(one)
}
