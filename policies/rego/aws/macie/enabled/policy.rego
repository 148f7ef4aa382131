# METADATA
# title: Macie is not paused
# description: "A paused Macie keeps its settings and looks at no bucket. What it would find, personal data in an open place, is found by others."
# related_resources:
#   - https://docs.aws.amazon.com/macie/latest/user/suspend-macie.html
# custom:
#   id: macie-enabled
#   severity: medium
#   reason: "nobody notices where personal data lies"
#   category: detection
#   resource_types:
#     - aws_macie2_account
#   requires:
#     - status
#   controls:
#     - "nist-800-53-r5:SI-4"
#     - "nist-800-53-r5:RA-5"
#   aliases: [macie_is_enabled]
#   message: "Macie is paused"
#   remediation: "set status = \"ENABLED\""
#   example: |
#     resource "aws_macie2_account" "this" {
#       status = "ENABLED"
#     }
package driftgate.aws.macie.enabled

import rego.v1

deny contains {"path": ["status"], "observed": "PAUSED", "required": "ENABLED", "args": {}} if {
	input.attributes.status == "PAUSED"
}
