# METADATA
# title: What nobody used for ninety days is found
# description: "An analyzer of unused access calls a key, a role or a permission unused after so many days. With a year it finds what left with last year's people."
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-create-unused.html
# custom:
#   id: accessanalyzer-unused-age
#   severity: low
#   reason: "it is found, only late"
#   category: access
#   resource_types:
#     - aws_accessanalyzer_analyzer
#   requires:
#     - configuration.unused_access.unused_access_age
#   controls:
#     - "nist-800-53-r5:AC-2(3)"
#     - "nist-800-53-r5:AC-6(7)"
#   params:
#     days: { type: integer, minimum: 1, maximum: 365, default: 90, weaker: higher, description: "the most days after which access counts as unused" }
#   message: "access counts as unused after {days} days"
#   remediation: "set unused_access_age to 90 or less"
#   example: |
#     resource "aws_accessanalyzer_analyzer" "unused" {
#       analyzer_name = "unused"
#       type          = "ACCOUNT_UNUSED_ACCESS"
#       configuration {
#         unused_access {
#           unused_access_age = 90
#         }
#       }
#     }
package driftgate.aws.accessanalyzer.unused_age

import rego.v1

deny contains {"path": ["configuration", index, "unused_access"], "observed": days, "required": input.params.days, "args": {"days": days}} if {
	some index, block in input.attributes.configuration
	some unused in block.unused_access
	days := unused.unused_access_age
	days > input.params.days
}
