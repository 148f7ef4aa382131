# METADATA
# title: Logs are kept for ninety days or more
# description: "Intruders are noticed weeks after they came. A group without a retention keeps its logs for ever, which is enough here and costs."
# custom:
#   id: data-log-retention
#   severity: low
#   reason: "what happened before cannot be looked up, nothing is open"
#   category: logging
#   resource_types:
#     - aws_cloudwatch_log_group
#   requires:
#     - retention_in_days
#   controls:
#     - "nist-800-53-r5:AU-11"
#   aliases: [cloudwatch_log_group_retention_policy_specific_days_enabled]
#   params:
#     days: { type: integer, minimum: 1, default: 90, weaker: lower, description: "the fewest days that logs are kept" }
#   message: "logs are kept for {days} days"
#   remediation: "set retention_in_days to as many days as the policy is told or more (0 keeps them for ever)"
#   example: |
#     resource "aws_cloudwatch_log_group" "app" {
#       name              = "/app"
#       retention_in_days = 365
#     }
package driftgate.aws.logs.log_retention

import rego.v1

deny contains {"path": ["retention_in_days"], "observed": days, "required": input.params.days, "args": {"days": days}} if {
	days := input.attributes.retention_in_days
	days > 0
	days < input.params.days
}
