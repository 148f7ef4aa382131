# METADATA
# title: Clusters of EMR are kept from the internet
# description: "The block of an account and region keeps clusters from starting whose groups let in the world, but for ports that are left out. Port 22 is left out at first; no other may be."
# related_resources:
#   - https://docs.aws.amazon.com/emr/latest/ManagementGuide/emr-block-public-access.html
# custom:
#   id: emr-block-public
#   severity: high
#   reason: "Whoever reaches a cluster runs programs with its role."
#   category: network
#   resource_types:
#     - aws_emr_block_public_access_configuration
#   requires:
#     - block_public_security_group_rules
#     - permitted_public_security_group_rule_range
#   reads:
#     - permitted_public_security_group_rule_range.min_range
#     - permitted_public_security_group_rule_range.max_range
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:AC-4"
#   aliases:
#     - CKV_AWS_390
#     - emr_cluster_account_public_block_enabled
#   message: "{what}"
#   remediation: "set block_public_security_group_rules = true, and leave out port 22 at most"
#   example: |
#     resource "aws_emr_block_public_access_configuration" "main" {
#       block_public_security_group_rules = true
#     }
package driftgate.aws.emr.block_public

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["block_public_security_group_rules"], "observed": value, "required": true, "args": {"what": "clusters may be open to the world"}} if {
	value := input.attributes.block_public_security_group_rules
	not values.is_on(value)
}

deny contains {"path": ["permitted_public_security_group_rule_range", index], "observed": range, "required": "port 22", "args": {"what": "ports beside 22 are left out"}} if {
	some index, range in input.attributes.permitted_public_security_group_rule_range
	[object.get(range, "min_range", null), object.get(range, "max_range", null)] != [22, 22]
}
