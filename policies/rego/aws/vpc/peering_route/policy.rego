# METADATA
# title: No route sends everything into a peering
# description: "A peering joins two networks. A route for all addresses into it makes the other network the way to everywhere, or hands it more than it is for."
# custom:
#   id: network-peering-route
#   severity: medium
#   reason: "It takes a peer who is not to be trusted."
#   category: network
#   resource_types:
#     - aws_route
#     - aws_route_table
#     - aws_default_route_table
#   needs:
#     aws_route: [destination_cidr_block, destination_ipv6_cidr_block]
#     aws_route_table: [route]
#     aws_default_route_table: [route]
#   reads:
#     - route.cidr_block
#     - route.ipv6_cidr_block
#     - route.vpc_peering_connection_id
#   optional:
#     - vpc_peering_connection_id
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:AC-4"
#     - "cis-aws-3.0:5.5"
#   aliases:
#     - CKV2_AWS_44
#     - vpc_peering_routing_tables_with_least_privilege
#   message: "the route to {destination} goes into a peering"
#   remediation: "route only the addresses of the peer that are needed"
#   example: |
#     resource "aws_route" "peer" {
#       route_table_id            = aws_route_table.main.id
#       destination_cidr_block    = "10.1.2.0/24"
#       vpc_peering_connection_id = aws_vpc_peering_connection.peer.id
#     }
package driftgate.aws.vpc.peering_route

import data.driftgate.lib.values
import rego.v1

wide := {"0.0.0.0/0", "::/0"}

deny contains {"path": [name], "observed": input.attributes[name], "required": "addresses of the peer", "args": {"destination": input.attributes[name]}} if {
	some name in ["destination_cidr_block", "destination_ipv6_cidr_block"]
	input.attributes[name] in wide
	values.says(input, "vpc_peering_connection_id")
}

deny contains {"path": [name], "observed": input.attributes[name], "required": "addresses of the peer", "args": {"destination": input.attributes[name]}, "unknown": "whether the route goes into a peering is not known"} if {
	some name in ["destination_cidr_block", "destination_ipv6_cidr_block"]
	input.attributes[name] in wide
	values.told(input, "vpc_peering_connection_id") == values.unread
}

deny contains {"path": ["route", index, name], "observed": route[name], "required": "addresses of the peer", "args": {"destination": route[name]}} if {
	some index, route in input.attributes.route
	some name in ["cidr_block", "ipv6_cidr_block"]
	route[name] in wide
	values.is_set(object.get(route, "vpc_peering_connection_id", null))
}
