# METADATA
# title: The default security group lets nobody in or out
# description: "Whatever is started without a group gets the default one. It should have no rules at all, not even the two with which AWS makes it (from itself, and to everywhere)."
# related_resources:
#   - https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
# custom:
#   id: network-default-group-rules
#   severity: medium
#   reason: "Only what was started without a group is open by it."
#   category: network
#   resource_types:
#     - aws_default_security_group
#   requires:
#     - ingress
#     - egress
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "cis-aws-3.0:5.4"
#   aliases:
#     - CKV2_AWS_12
#     - AVD-AWS-0173
#     - ec2_securitygroup_default_restrict_traffic
#   message: "the default group has a rule in {way}"
#   remediation: "take the default group over with aws_default_security_group without rules, and give everything a group of its own"
#   example: |
#     resource "aws_default_security_group" "default" {
#       vpc_id = aws_vpc.main.id
#     }
package driftgate.aws.vpc.default_group_rules

import rego.v1

deny contains {"path": ["ingress", index], "observed": rule, "required": "no rule", "args": {"way": "ingress"}, "pin": "a rule inwards"} if {
	some index, rule in input.attributes.ingress
}

deny contains {"path": ["egress", index], "observed": rule, "required": "no rule", "args": {"way": "egress"}, "pin": "a rule outwards"} if {
	some index, rule in input.attributes.egress
}
