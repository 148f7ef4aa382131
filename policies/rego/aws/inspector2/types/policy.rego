# METADATA
# title: Inspector scans machines, images and functions
# description: "What Inspector does not scan keeps its known holes. Each kind is enabled by name; functions take their packages, and their code by a kind of its own."
# related_resources:
#   - https://docs.aws.amazon.com/inspector/latest/user/scanning-resources.html
# custom:
#   id: inspector2-types
#   severity: low
#   reason: "an account may have none of a kind"
#   category: detection
#   resource_types:
#     - aws_inspector2_enabler
#   requires:
#     - resource_types
#   controls:
#     - "nist-800-53-r5:RA-5"
#     - "nist-800-53-r5:SI-2"
#   aliases: [inspector2_is_enabled]
#   message: "{kind} is not scanned"
#   remediation: "add EC2, ECR and LAMBDA to resource_types"
#   example: |
#     resource "aws_inspector2_enabler" "this" {
#       account_ids    = ["111122223333"]
#       resource_types = ["EC2", "ECR", "LAMBDA"]
#     }
package driftgate.aws.inspector2.types

import rego.v1

deny contains {"path": ["resource_types"], "observed": types, "required": kind, "args": {"kind": kind}} if {
	types := input.attributes.resource_types
	some kind in ["EC2", "ECR", "LAMBDA"]
	not kind in types
}
