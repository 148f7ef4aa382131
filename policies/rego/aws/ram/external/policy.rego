# METADATA
# title: Shares stay in the organisation
# description: "A share that allows external principals can be given to any account of AWS, also later and by whoever may edit it. Subnets, images, lists and authorities are shared so."
# related_resources:
#   - https://docs.aws.amazon.com/ram/latest/userguide/getting-started-sharing.html
# custom:
#   id: ram-external
#   severity: medium
#   reason: "nothing is given away yet, but may be"
#   category: access
#   resource_types:
#     - aws_ram_resource_share
#   requires:
#     - allow_external_principals
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-20"
#     - "nist-800-53-r5:AC-21"
#   message: "accounts outside of the organisation may be let in"
#   remediation: "set allow_external_principals = false"
#   example: |
#     resource "aws_ram_resource_share" "network" {
#       name                      = "network"
#       allow_external_principals = false
#     }
package driftgate.aws.ram.external

import rego.v1

deny contains {"path": ["allow_external_principals"], "observed": true, "required": false, "args": {}} if {
	input.attributes.allow_external_principals == true
}
