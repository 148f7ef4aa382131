# METADATA
# title: VPN connections are logged
# description: "Who came in by a VPN, and why a tunnel went down, is told by its logs alone. Each of the two tunnels of a connection has logs of its own."
# related_resources:
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html
# custom:
#   id: network-vpn-logs
#   severity: low
#   reason: "It is a loss of proof, not of protection."
#   category: logging
#   resource_types:
#     - aws_vpn_connection
#     - aws_ec2_client_vpn_endpoint
#   needs:
#     aws_vpn_connection: [tunnel1_log_options, tunnel2_log_options]
#     aws_ec2_client_vpn_endpoint: [connection_log_options]
#   reads:
#     - tunnel1_log_options.cloudwatch_log_options.log_enabled
#     - tunnel2_log_options.cloudwatch_log_options.log_enabled
#     - connection_log_options.enabled
#   controls:
#     - "nist-800-53-r5:AU-12"
#     - "nist-800-53-r5:AC-17"
#   message: "{what} is not logged"
#   remediation: "log to a group of CloudWatch Logs"
#   example: |
#     resource "aws_ec2_client_vpn_endpoint" "main" {
#       connection_log_options {
#         enabled              = true
#         cloudwatch_log_group = aws_cloudwatch_log_group.vpn.name
#       }
#     }
package driftgate.aws.vpc.vpn_logs

import data.driftgate.lib.values
import rego.v1

tunnels := {"tunnel1_log_options": "the first tunnel", "tunnel2_log_options": "the second tunnel"}

deny contains {"path": [name], "observed": null, "required": true, "args": {"what": what}} if {
	input.type == "aws_vpn_connection"
	some name, what in tunnels
	count(options(name)) == 0
}

deny contains {"path": option.path, "observed": option.value, "required": true, "args": {"what": what}} if {
	some name, what in tunnels
	some option in options(name)
	not values.is_on(option.value)
}

options(name) := {{"path": [name, index, "cloudwatch_log_options", place, "log_enabled"], "value": object.get(option, "log_enabled", null)} |
	some index, block in object.get(input.attributes, name, [])
	some place, option in block.cloudwatch_log_options
}

deny contains {"path": ["connection_log_options"], "observed": null, "required": true, "args": {"what": "who connects"}} if {
	values.is_empty(input.attributes.connection_log_options)
}

deny contains {"path": ["connection_log_options", index, "enabled"], "observed": object.get(block, "enabled", null), "required": true, "args": {"what": "who connects"}} if {
	some index, block in input.attributes.connection_log_options
	not values.is_on(object.get(block, "enabled", null))
}
