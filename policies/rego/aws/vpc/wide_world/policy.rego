# METADATA
# title: No wide port range is open to the world
# description: "More than a hundred ports open to the world are more than anybody watches: what listens there tomorrow is open as well. Networks are taken together."
# custom:
#   id: network-wide-world
#   severity: high
#   reason: "It takes something that listens there."
#   category: network
#   resource_types:
#     - aws_security_group
#     - aws_default_security_group
#   needs:
#     aws_security_group: [ingress]
#     aws_default_security_group: [ingress]
#   facts:
#     - exposures
#     - opened
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "cis-aws-3.0:5.2"
#   message: "{rules} opens ports {ports} to the world"
#   remediation: "limit the source to known networks or security groups, and the ports to those of a service"
#   example: |
#     resource "aws_security_group" "main" {
#       ingress {
#         protocol    = "tcp"
#         from_port   = 8000
#         to_port     = 8010
#         cidr_blocks = ["203.0.113.0/24"]
#       }
#     }
package driftgate.aws.vpc.wide_world

import data.driftgate.lib.world
import rego.v1

deny contains {"path": world.path(entry), "observed": world.rules(entry), "required": "known networks", "args": {"rules": world.rules(entry), "ports": entry.ports}, "unknown": entry.unknown, "pin": entry.pin} if {
	some entry in input.facts.exposures
	world.is_wide(entry)
}

# Many short runs of ports are as wide as one.
deny contains {"path": [], "observed": entry.number, "required": "known networks", "args": {"rules": concat(", ", entry.by), "ports": entry.ports}, "pin": entry.pin} if {
	some entry in input.facts.opened
	entry.number > 101
	entry.longest <= 101
}
