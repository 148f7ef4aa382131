# METADATA
# title: Transit gateways do not accept shared attachments by themselves
# description: "With it every account with which the gateway is shared joins its network, without anybody's consent."
# custom:
#   id: network-transit-gateway-accept
#   severity: medium
#   reason: "Only accounts with which the gateway is shared can join."
#   category: access
#   resource_types:
#     - aws_ec2_transit_gateway
#   requires:
#     - auto_accept_shared_attachments
#   controls:
#     - "nist-800-53-r5:AC-4"
#     - "nist-800-53-r5:CM-2"
#   aliases:
#     - CKV_AWS_331
#     - ec2_transitgateway_auto_accept_vpc_attachments
#   message: "attachments of other accounts are accepted at once"
#   remediation: "set auto_accept_shared_attachments = \"disable\""
#   example: |
#     resource "aws_ec2_transit_gateway" "main" {
#       auto_accept_shared_attachments = "disable"
#     }
package driftgate.aws.vpc.transit_gateway_accept

import rego.v1

deny contains {"path": ["auto_accept_shared_attachments"], "observed": "enable", "required": "disable", "args": {}} if {
	input.attributes.auto_accept_shared_attachments == "enable"
}
