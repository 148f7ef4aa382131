# METADATA
# title: Interfaces send and take their own traffic only
# description: "EC2 refuses what an interface sends or takes for other addresses than its own. Without that a machine can answer for others or pass on what is not for it. Machines that route, translate or filter for others need it off. The switch of an instance is that of its first interface."
# related_resources:
#   - https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-180
# custom:
#   id: compute-source-check
#   severity: medium
#   reason: "It takes somebody who controls the machine."
#   category: network
#   resource_types:
#     - aws_network_interface
#     - aws_instance
#     - aws_spot_instance_request
#   requires:
#     - source_dest_check
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:CM-7"
#   message: "traffic for other addresses than its own is not refused"
#   remediation: "set source_dest_check = true; of a machine that routes for others accept the finding with who answers for it"
#   example: |
#     resource "aws_network_interface" "main" {
#       subnet_id         = aws_subnet.main.id
#       source_dest_check = true
#     }
package driftgate.aws.ec2.source_check

import rego.v1

deny contains {"path": ["source_dest_check"], "observed": false, "required": true, "args": {}} if {
	input.attributes.source_dest_check == false
}
