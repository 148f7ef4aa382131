# METADATA
# title: Logs are kept for at least ninety days
# description: Logs are kept for at least ninety days.
# custom:
#   id: data-log-retention
#   severity: low
#   category: logging
#   resource_types:
#     - aws_cloudwatch_log_group
#   requires:
#     - retention_in_days
#   controls:
#     - "nist-800-53-r5:AU-11"
#   message: "logs are kept for {days} days"
#   remediation: "set retention_in_days to 90 or more (0 keeps them for ever)"
package driftgate.aws.logs.log_retention

import rego.v1

deny contains {"path": ["retention_in_days"], "observed": days, "required": 90, "args": {"days": days}} if {
	days := input.attributes.retention_in_days
	is_number(days)
	days > 0
	days < 90
}
