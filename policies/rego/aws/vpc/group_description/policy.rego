# METADATA
# title: Security groups say what they are for
# description: Security groups say what they are for.
# custom:
#   id: network-group-description
#   severity: low
#   category: general
#   resource_types:
#     - aws_security_group
#   requires:
#     - description
#   controls:
#     - "nist-800-53-r5:CM-8"
#   message: "the group is described as {description}"
#   remediation: "describe what the group protects"
package driftgate.aws.vpc.group_description

import rego.v1

deny contains {"path": ["description"], "observed": description, "required": "a purpose", "args": {"description": description}} if {
	description := object.get(input.attributes, "description", "")
	description in {"", null, "Managed by Terraform"}
}
