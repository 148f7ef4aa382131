# METADATA
# title: Servers of Transfer Family log who does what
# description: "Logs tell who fetched and brought which file. They go to log groups of one's own, or in the older form by a role to one of AWS."
# related_resources:
#   - https://docs.aws.amazon.com/transfer/latest/userguide/structured-logging.html
# custom:
#   id: transfer-logging
#   severity: medium
#   reason: "It is a loss of proof, not of protection."
#   category: logging
#   resource_types:
#     - aws_transfer_server
#   requires:
#     - structured_log_destinations
#   optional:
#     - logging_role
#   controls:
#     - "nist-800-53-r5:AU-12"
#   message: "the server keeps no logs"
#   remediation: "set structured_log_destinations to a log group"
#   example: |
#     resource "aws_transfer_server" "main" {
#       structured_log_destinations = ["${aws_cloudwatch_log_group.transfer.arn}:*"]
#     }
package driftgate.aws.transfer.logging

import data.driftgate.lib.values
import rego.v1

role := values.told(input, "logging_role")

deny contains {"path": ["structured_log_destinations"], "observed": null, "required": "a log group", "args": {}} if {
	values.is_empty(input.attributes.structured_log_destinations)
	values.is_empty(role)
}

deny contains {"path": ["structured_log_destinations"], "observed": null, "required": "a log group", "args": {}, "unknown": "whether the server logs by a role is not known"} if {
	values.is_empty(input.attributes.structured_log_destinations)
	role == values.unread
}
