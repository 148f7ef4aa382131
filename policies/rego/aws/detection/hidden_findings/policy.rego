# METADATA
# title: Findings are not hidden by filters
# description: "A filter of GuardDuty or Macie that archives, and one of Inspector that suppresses, keeps findings from everybody who looks. It is how people quieten a known one, and how an intruder quietens his own."
# related_resources:
#   - https://docs.aws.amazon.com/guardduty/latest/ug/findings_suppression-rule.html
# custom:
#   id: detection-hidden-findings
#   severity: low
#   reason: "it is mostly meant, and the findings are kept"
#   category: detection
#   resource_types:
#     - aws_guardduty_filter
#     - aws_inspector2_filter
#     - aws_macie2_findings_filter
#   requires:
#     - action
#   controls:
#     - "nist-800-53-r5:SI-4"
#     - "nist-800-53-r5:AU-9"
#   message: "findings are hidden"
#   remediation: "remove the filter when what it is for is done; accept it with who answers for it until then"
#   example: |
#     resource "aws_guardduty_filter" "shown" {
#       name        = "shown"
#       action      = "NOOP"
#       detector_id = aws_guardduty_detector.this.id
#       rank        = 1
#       finding_criteria {
#         criterion {
#           field  = "region"
#           equals = ["eu-west-1"]
#         }
#       }
#     }
package driftgate.aws.detection.hidden_findings

import rego.v1

deny contains {"path": ["action"], "observed": action, "required": "findings that are seen", "args": {}} if {
	action := input.attributes.action
	action in {"ARCHIVE", "SUPPRESS"}
}
