# METADATA
# title: SSH is not open to the world (separate rules)
# description: "Whoever reaches port 22 can try passwords and every flaw of SSH. Networks are taken together: two halves of the internet are the internet, and so is a prefix list that holds it."
# custom:
#   id: network-ssh-world-rule
#   severity: critical
#   reason: "Everybody can try passwords and flaws on the machine itself."
#   category: network
#   resource_types:
#     - aws_vpc_security_group_ingress_rule
#     - aws_security_group_rule
#   facts:
#     - exposures
#   controls:
#     - "nist-800-53-r5:AC-17"
#     - "nist-800-53-r5:SC-7"
#     - "cis-aws-3.0:5.2"
#   aliases:
#     - CKV_AWS_24
#     - AVD-AWS-0107
#     - ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22
#   message: "{rules} opens port 22 to the world"
#   remediation: "limit the source to known networks or security groups"
#   example: |
#     resource "aws_vpc_security_group_ingress_rule" "main" {
#       security_group_id = aws_security_group.main.id
#       ip_protocol       = "tcp"
#       from_port         = 22
#       to_port           = 22
#       cidr_ipv4         = "203.0.113.0/24"
#     }
package driftgate.aws.vpc.ssh_world_rule

import data.driftgate.lib.world
import rego.v1

deny contains {"path": world.path(entry), "observed": world.rules(entry), "required": "known networks", "args": {"rules": world.rules(entry)}, "unknown": entry.unknown, "pin": entry.pin} if {
	some entry in input.facts.exposures
	world.opens(entry, 22)
}
