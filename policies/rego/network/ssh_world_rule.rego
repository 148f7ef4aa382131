# METADATA
# title: SSH is not open to the world (separate rules)
# description: SSH is not open to the world (separate rules).
# custom:
#   id: network-ssh-world-rule
#   severity: critical
#   category: network
#   resource_types:
#     - aws_vpc_security_group_ingress_rule
#   requires:
#     - ip_protocol
#     - cidr_ipv4
#     - cidr_ipv6
#     - from_port
#     - to_port
#   controls:
#     - "nist-800-53-r5:AC-17"
#     - "nist-800-53-r5:SC-7"
#     - "cis-aws-3.0:5.2"
#   message: "{cidr} may reach port 22"
#   remediation: "limit the source to known networks or security groups"
package driftgate.network.ssh_world_rule

import rego.v1

world := {"0.0.0.0/0", "::/0"}

exposed(protocol, from, to) if {
	protocol in {"tcp", "6"}
	from <= 22
	to >= 22
}

exposed(protocol, _, _) if protocol in {"-1", "all"}

deny contains {"path": [name], "observed": cidr, "required": "known networks", "args": {"cidr": cidr, "port": input.attributes.from_port}} if {
	some name in ["cidr_ipv4", "cidr_ipv6"]
	cidr := input.attributes[name]
	cidr in world
	exposed(input.attributes.ip_protocol, input.attributes.from_port, input.attributes.to_port)
}
