# METADATA
# title: Keys stay in one region
# description: "The material of a multi-region key can be copied to any region, and what one of its copies opens, all of them open. It is needed for data that moves while it is encrypted, and for nothing else."
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html
# custom:
#   id: kms-multi-region
#   severity: info
#   reason: "it is right where data is kept in several regions"
#   category: encryption
#   resource_types:
#     - aws_kms_key
#     - aws_kms_external_key
#   requires:
#     - multi_region
#   controls:
#     - "nist-800-53-r5:SC-12"
#   aliases: [kms_cmk_not_multi_region]
#   message: "the key may be copied to every region"
#   remediation: "leave multi_region out unless what it encrypts moves between regions (a key is made anew)"
#   example: |
#     resource "aws_kms_key" "this" {
#       enable_key_rotation = true
#       multi_region        = false
#     }
package driftgate.aws.kms.multi_region

import rego.v1

deny contains {"path": ["multi_region"], "observed": true, "required": false, "args": {}} if {
	input.attributes.multi_region == true
}
