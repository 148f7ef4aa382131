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

import data.driftgate.lib.ports
import rego.v1

deny contains {"path": [name], "observed": cidr, "required": "known networks", "args": {"cidr": cidr}} if {
	some name in ["cidr_ipv4", "cidr_ipv6"]
	cidr := input.attributes[name]
	ports.world(cidr)
	ports.opens(input.attributes.ip_protocol, input.attributes.from_port, input.attributes.to_port, 22)
}
