# METADATA
# title: No wide port range is open to the world
# description: No wide port range is open to the world.
# custom:
#   id: network-wide-world
#   severity: high
#   category: network
#   resource_types:
#     - aws_security_group
#   requires:
#     - ingress
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "cis-aws-3.0:5.2"
#   message: "{cidr} may reach more than a hundred ports"
#   remediation: "limit the source to known networks or security groups"
package driftgate.network.wide_world

import data.driftgate.lib.ports
import rego.v1

deny contains {"path": ["ingress"], "observed": cidr, "required": "known networks", "args": {"cidr": cidr}} if {
	some rule in input.attributes.ingress
	some cidr in ports.blocks(rule)
	ports.world(cidr)
	ports.wide(object.get(rule, "protocol", null), object.get(rule, "from_port", null), object.get(rule, "to_port", null))
}
