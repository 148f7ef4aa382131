# METADATA
# title: Security Hub takes new controls on
# description: "AWS adds controls to the standards that are enabled. Without the switch they stay off, and the score looks better than the account is."
# related_resources:
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/controls-auto-enable.html
# custom:
#   id: securityhub-new-controls
#   severity: low
#   reason: "the controls that are on go on"
#   category: detection
#   resource_types:
#     - aws_securityhub_account
#   requires:
#     - auto_enable_controls
#   controls:
#     - "nist-800-53-r5:CA-7"
#     - "nist-800-53-r5:RA-5"
#   aliases: [securityhub_enabled]
#   message: "new controls stay off"
#   remediation: "set auto_enable_controls = true"
#   example: |
#     resource "aws_securityhub_account" "this" {
#       auto_enable_controls = true
#     }
package driftgate.aws.securityhub.new_controls

import rego.v1

deny contains {"path": ["auto_enable_controls"], "observed": false, "required": true, "args": {}} if {
	input.attributes.auto_enable_controls == false
}
