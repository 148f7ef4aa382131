# METADATA
# title: Security groups say what they are for
# description: "Who cleans up or answers an alarm has to know what a group is for. The text that Terraform writes where nobody does says nothing."
# custom:
#   id: network-group-description
#   severity: low
#   reason: "Nothing is exposed by it."
#   category: general
#   resource_types:
#     - aws_security_group
#   requires:
#     - description
#   controls:
#     - "nist-800-53-r5:CM-8"
#   aliases:
#     - CKV_AWS_23
#     - AVD-AWS-0099
#   message: "the group is described as {description}"
#   remediation: "describe what the group protects"
#   example: |
#     resource "aws_security_group" "main" {
#       description = "lets the load balancer reach the shop"
#     }
package driftgate.aws.vpc.group_description

import rego.v1

deny contains {"path": ["description"], "observed": description, "required": "a purpose", "args": {"description": description}} if {
	description := object.get(input.attributes, "description", "")
	description in {"", null, "Managed by Terraform"}
}
