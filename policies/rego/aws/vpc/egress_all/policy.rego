# METADATA
# title: Groups do not let everything out
# description: "A group that lets every protocol out to everywhere lets data and the orders of intruders out as well. AWS gives this rule to new groups. Inline rules and both forms of separate ones count."
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
# custom:
#   id: network-egress-all
#   severity: low
#   reason: "It takes an intruder who is inside already."
#   category: network
#   resource_types:
#     - aws_security_group
#     - aws_security_group_rule
#     - aws_vpc_security_group_egress_rule
#   needs:
#     aws_security_group: [egress.protocol, egress.cidr_blocks, egress.ipv6_cidr_blocks]
#     aws_security_group_rule: [type, protocol, cidr_blocks, ipv6_cidr_blocks]
#     aws_vpc_security_group_egress_rule: [ip_protocol, cidr_ipv4, cidr_ipv6]
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:AC-4"
#   aliases:
#     - CKV_AWS_382
#     - AVD-AWS-0104
#   message: "everything is let out to {network}"
#   remediation: "let out the ports and networks that are needed"
#   example: |
#     resource "aws_vpc_security_group_egress_rule" "main" {
#       security_group_id = aws_security_group.main.id
#       ip_protocol       = "tcp"
#       from_port         = 443
#       to_port           = 443
#       cidr_ipv4         = "0.0.0.0/0"
#     }
package driftgate.aws.vpc.egress_all

import rego.v1

world_networks := {"0.0.0.0/0", "::/0"}

every_protocol := {"-1", "all"}

deny contains {"path": ["egress", index, name], "observed": network, "required": "named ports", "args": {"network": network}} if {
	some index, rule in input.attributes.egress
	lower(rule.protocol) in every_protocol
	some name in ["cidr_blocks", "ipv6_cidr_blocks"]
	some network in rule[name]
	network in world_networks
}

deny contains {"path": [name], "observed": network, "required": "named ports", "args": {"network": network}} if {
	input.attributes.type == "egress"
	lower(input.attributes.protocol) in every_protocol
	some name in ["cidr_blocks", "ipv6_cidr_blocks"]
	some network in input.attributes[name]
	network in world_networks
}

deny contains {"path": [name], "observed": network, "required": "named ports", "args": {"network": network}} if {
	lower(input.attributes.ip_protocol) in every_protocol
	some name in ["cidr_ipv4", "cidr_ipv6"]
	network := input.attributes[name]
	network in world_networks
}
