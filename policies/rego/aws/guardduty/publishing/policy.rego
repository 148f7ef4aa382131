# METADATA
# title: Further findings of GuardDuty come within the hour
# description: "A new finding is told at once, but what adds to one comes every six hours where nobody says. In that time a stolen key has done its work."
# related_resources:
#   - https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_cloudwatch.html
# custom:
#   id: guardduty-publishing
#   severity: low
#   reason: "the first finding comes at once anyway"
#   category: detection
#   resource_types:
#     - aws_guardduty_detector
#   requires:
#     - finding_publishing_frequency
#   controls:
#     - "nist-800-53-r5:SI-4(5)"
#   message: "what adds to a finding is told every six hours"
#   remediation: "set finding_publishing_frequency to FIFTEEN_MINUTES or ONE_HOUR"
#   example: |
#     resource "aws_guardduty_detector" "this" {
#       enable                       = true
#       finding_publishing_frequency = "FIFTEEN_MINUTES"
#     }
package driftgate.aws.guardduty.publishing

import rego.v1

deny contains {"path": ["finding_publishing_frequency"], "observed": frequency, "required": "ONE_HOUR", "args": {}} if {
	frequency := object.get(input.attributes, "finding_publishing_frequency", null)
	frequency in {null, "", "SIX_HOURS"}
}
