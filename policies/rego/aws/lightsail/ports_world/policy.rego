# METADATA
# title: Machines of Lightsail do not open ports of administration or data to the world
# description: "The firewall of a machine of Lightsail stands alone before it. SSH and RDP are for known networks or the console of Lightsail, databases for nobody on the internet."
# related_resources:
#   - https://docs.aws.amazon.com/lightsail/latest/userguide/understanding-firewall-and-port-mappings-in-amazon-lightsail.html
# custom:
#   id: lightsail-ports-world
#   severity: high
#   reason: "The firewall of the machine is the only one."
#   category: network
#   resource_types:
#     - aws_lightsail_instance_public_ports
#   requires:
#     - port_info
#   facts:
#     - exposures
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:AC-17"
#   message: "port {port} ({what}) is open to the world"
#   remediation: "limit the port to known networks in cidrs, or to the console by cidr_list_aliases"
#   example: |
#     resource "aws_lightsail_instance_public_ports" "main" {
#       instance_name = aws_lightsail_instance.main.name
#       port_info {
#         protocol  = "tcp"
#         from_port = 22
#         to_port   = 22
#         cidrs     = ["203.0.113.0/24"]
#       }
#     }
package driftgate.aws.lightsail.ports_world

import data.driftgate.lib.values
import data.driftgate.lib.world
import rego.v1

administration := {22: "SSH", 3389: "RDP"}

deny contains {"path": ["port_info"], "observed": world.rules(entry), "required": "known networks", "args": {"port": port, "what": what}, "unknown": entry.unknown, "pin": entry.pin} if {
	some entry in input.facts.exposures
	some port, what in world.databases
	world.opens_by(entry, port)
}

deny contains {"path": ["port_info"], "observed": world.rules(entry), "required": "known networks", "args": {"port": port, "what": what}, "unknown": entry.unknown, "pin": entry.pin} if {
	some entry in input.facts.exposures
	some port, what in administration
	world.opens(entry, port)
}

# AWS opens a port to everybody where no networks are named.
deny contains {"path": ["port_info", index, "cidrs"], "observed": null, "required": "known networks", "args": {"port": one.port, "what": one.what}} if {
	some index, rule in input.attributes.port_info
	every name in ["cidrs", "ipv6_cidrs", "cidr_list_aliases"] {
		values.is_empty(object.get(rule, name, null))
	}
	some one in services
	speaks(lower(rule.protocol), one.port)
	rule.from_port <= one.port
	rule.to_port >= one.port
}

services contains {"port": port, "what": what} if some port, what in administration

services contains {"port": port, "what": what} if some port, what in world.databases

speaks(protocol, _) if protocol in {"tcp", "all"}

speaks("udp", port) if port in world.datagrams
