# METADATA
# title: SSH is not open to the world
# description: "Whoever reaches port 22 can try passwords and every flaw of SSH. Networks are taken together: two halves of the internet are the internet, and so is a prefix list that holds it."
# custom:
#   id: network-ssh-world
#   severity: critical
#   reason: "Everybody can try passwords and flaws on the machine itself."
#   category: network
#   resource_types:
#     - aws_security_group
#     - aws_default_security_group
#   needs:
#     aws_security_group: [ingress]
#     aws_default_security_group: [ingress]
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
#     resource "aws_security_group" "main" {
#       ingress {
#         protocol    = "tcp"
#         from_port   = 22
#         to_port     = 22
#         cidr_blocks = ["203.0.113.0/24"]
#       }
#     }
package driftgate.aws.vpc.ssh_world

import data.driftgate.lib.world
import rego.v1

deny contains {"path": world.path(entry), "observed": world.rules(entry), "required": "known networks", "args": {"rules": world.rules(entry)}, "unknown": entry.unknown, "pin": entry.pin} if {
	some entry in input.facts.exposures
	world.opens(entry, 22)
}
