# METADATA
# title: Network ACLs do not let the world to ports of administration
# description: "The ACL of a subnet is the fence behind security groups. A rule that lets everybody to SSH or RDP leaves the groups alone with it. What an earlier rule denies to everybody is not open."
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html
# custom:
#   id: network-acl-world
#   severity: medium
#   reason: "Security groups still stand before the machines."
#   category: network
#   resource_types:
#     - aws_network_acl
#     - aws_default_network_acl
#     - aws_network_acl_rule
#   needs:
#     aws_network_acl: [ingress]
#     aws_default_network_acl: [ingress]
#     aws_network_acl_rule: [egress, rule_action]
#   facts:
#     - exposures
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "cis-aws-3.0:5.1"
#   aliases:
#     - CKV_AWS_229
#     - CKV_AWS_230
#     - CKV_AWS_231
#     - CKV_AWS_232
#     - AVD-AWS-0105
#     - ec2_networkacl_allow_ingress_any_port
#     - ec2_networkacl_allow_ingress_tcp_port_22
#     - ec2_networkacl_allow_ingress_tcp_port_3389
#   message: "{rules} lets the world to port {port}"
#   remediation: "deny ports 22 and 3389 before what is allowed to everybody, or allow known networks only"
#   example: |
#     resource "aws_network_acl" "main" {
#       vpc_id = aws_vpc.main.id
#       ingress {
#         rule_no    = 100
#         action     = "allow"
#         protocol   = "tcp"
#         from_port  = 443
#         to_port    = 443
#         cidr_block = "0.0.0.0/0"
#       }
#     }
package driftgate.aws.vpc.acl_world

import data.driftgate.lib.world
import rego.v1

ports := {22, 3389}

deny contains {"path": world.path(entry), "observed": world.rules(entry), "required": "known networks", "args": {"rules": world.rules(entry), "port": port}, "unknown": entry.unknown, "pin": entry.pin} if {
	some entry in input.facts.exposures
	some port in ports
	world.opens(entry, port)
	not outwards
	not denied_all(entry, port)
}

outwards if {
	input.type == "aws_network_acl_rule"
	input.attributes.egress == true
}

# Everything that the entry is about is denied before.
denied_all(entry, port) if {
	every name in entry.by {
		denied(input.attributes.ingress[to_number(split(name, ".")[1])], port)
	}
}

denied(rule, port) if {
	object.get(rule, "cidr_block", "") in {"", null}
	some other in input.attributes.ingress
	refuses(other, port, rule)
	other.ipv6_cidr_block == "::/0"
}

denied(rule, port) if {
	object.get(rule, "ipv6_cidr_block", "") in {"", null}
	some other in input.attributes.ingress
	refuses(other, port, rule)
	other.cidr_block == "0.0.0.0/0"
}

refuses(other, port, rule) if {
	lower(other.action) == "deny"
	other.rule_no < rule.rule_no
	covers(other, port)
}

covers(rule, _) if lower(rule.protocol) in {"-1", "all"}

covers(rule, port) if {
	lower(rule.protocol) in {"6", "tcp"}
	rule.from_port <= port
	rule.to_port >= port
}
