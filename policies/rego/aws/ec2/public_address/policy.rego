# METADATA
# title: Instances have no public address
# description: "What has a public address is one rule of a group away from the internet. Load balancers, NAT gateways and Session Manager reach instances without one. What a subnet gives where nobody says it is not known before."
# custom:
#   id: compute-public-address
#   severity: medium
#   reason: "A security group still stands before it."
#   category: network
#   resource_types:
#     - aws_instance
#     - aws_spot_instance_request
#     - aws_launch_template
#     - aws_launch_configuration
#   needs:
#     aws_instance: [associate_public_ip_address]
#     aws_spot_instance_request: [associate_public_ip_address]
#     aws_launch_template: [network_interfaces]
#     aws_launch_configuration: [associate_public_ip_address]
#   reads:
#     - network_interfaces.associate_public_ip_address
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:AC-4"
#   aliases:
#     - CKV_AWS_88
#     - ec2_instance_public_ip
#     - ec2_launch_template_no_public_ip
#   message: "{what} gets a public address"
#   remediation: "set associate_public_ip_address = false, and put a load balancer before it"
#   example: |
#     resource "aws_instance" "main" {
#       ami                         = data.aws_ami.main.id
#       instance_type               = "t3.micro"
#       associate_public_ip_address = false
#     }
package driftgate.aws.ec2.public_address

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["associate_public_ip_address"], "observed": true, "required": false, "args": {"what": "the instance"}} if {
	values.is_on(input.attributes.associate_public_ip_address)
}

deny contains {"path": ["network_interfaces", index, "associate_public_ip_address"], "observed": true, "required": false, "args": {"what": "an interface"}} if {
	some index, interface in input.attributes.network_interfaces
	values.is_on(interface.associate_public_ip_address)
}
