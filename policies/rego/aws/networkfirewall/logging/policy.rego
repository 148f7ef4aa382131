# METADATA
# title: Firewalls of networks log what they see
# description: "The logs of a firewall are a resource of their own. Without them nobody sees what was dropped or raised an alarm."
# related_resources:
#   - https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-logging.html
# custom:
#   id: firewall-logging
#   severity: medium
#   reason: "It is a loss of proof, not of protection."
#   category: logging
#   resource_types:
#     - aws_networkfirewall_firewall
#   needs:
#     aws_networkfirewall_logging_configuration: []
#   related:
#     - aws_networkfirewall_logging_configuration
#   controls:
#     - "nist-800-53-r5:AU-12"
#     - "nist-800-53-r5:SI-4"
#   aliases:
#     - networkfirewall_logging_enabled
#   message: "the firewall keeps no logs"
#   remediation: "add aws_networkfirewall_logging_configuration"
#   example: |
#     resource "aws_networkfirewall_logging_configuration" "main" {
#       firewall_arn = aws_networkfirewall_firewall.main.arn
#       logging_configuration {
#         log_destination_config {
#           log_destination      = { logGroup = aws_cloudwatch_log_group.firewall.name }
#           log_destination_type = "CloudWatchLogs"
#           log_type             = "ALERT"
#         }
#       }
#     }
package driftgate.aws.networkfirewall.logging

import rego.v1

deny contains {"path": [], "observed": null, "required": "logs", "args": {}} if {
	count(object.get(input.related, "aws_networkfirewall_logging_configuration", [])) == 0
}
