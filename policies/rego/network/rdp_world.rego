# METADATA
# title: RDP is not open to the world
# description: RDP is not open to the world.
# custom:
#   id: network-rdp-world
#   severity: critical
#   category: network
#   resource_types:
#     - aws_security_group
#   requires:
#     - ingress
#   controls:
#     - "nist-800-53-r5:AC-17"
#     - "nist-800-53-r5:SC-7"
#     - "cis-aws-3.0:5.2"
#   message: "{cidr} may reach port 3389"
#   remediation: "limit the source to known networks or security groups"
package driftgate.network.rdp_world

import rego.v1

world := {"0.0.0.0/0", "::/0"}

exposed(protocol, from, to) if {
	protocol in {"tcp", "6"}
	from <= 3389
	to >= 3389
}

exposed(protocol, _, _) if protocol in {"-1", "all"}

deny contains {"path": ["ingress"], "observed": cidr, "required": "known networks", "args": {"cidr": cidr, "port": block.from_port}} if {
	some block in input.attributes.ingress
	some cidr in array.concat(object.get(block, "cidr_blocks", []), object.get(block, "ipv6_cidr_blocks", []))
	cidr in world
	exposed(block.protocol, block.from_port, block.to_port)
}
