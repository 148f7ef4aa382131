# METADATA
# title: GuardDuty watches
# description: "A detector that is suspended costs nothing and sees nothing. GuardDuty is what tells of stolen keys, mining and calls from where nobody works."
# related_resources:
#   - https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_suspend-disable.html
# custom:
#   id: guardduty-enabled
#   severity: high
#   reason: "nobody notices an intruder"
#   category: detection
#   resource_types:
#     - aws_guardduty_detector
#   requires:
#     - enable
#   controls:
#     - "nist-800-53-r5:SI-4"
#     - "nist-800-53-r5:RA-5"
#   aliases: [CKV_AWS_238, CKV2_AWS_3, guardduty_is_enabled]
#   message: "the detector is suspended"
#   remediation: "set enable = true"
#   example: |
#     resource "aws_guardduty_detector" "this" {
#       enable = true
#     }
package driftgate.aws.guardduty.enabled

import rego.v1

deny contains {"path": ["enable"], "observed": false, "required": true, "args": {}} if {
	input.attributes.enable == false
}
