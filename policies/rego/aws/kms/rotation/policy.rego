# METADATA
# title: Keys rotate
# description: "What is encrypted under one material for years is open at once when that leaks. AWS rotates symmetric keys whose material it made and keeps; it cannot rotate asymmetric ones, those for MACs, and those of a store of one's own."
# related_resources:
#   - https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
# custom:
#   id: kms-rotation
#   severity: medium
#   reason: "it bounds what a leaked material opens, and leaks of it are rare"
#   category: encryption
#   resource_types:
#     - aws_kms_key
#   requires:
#     - enable_key_rotation
#     - customer_master_key_spec
#     - custom_key_store_id
#   controls:
#     - "nist-800-53-r5:SC-12"
#     - "cis-aws-3.0:3.6"
#   aliases: [CKV_AWS_7, AVD-AWS-0065, kms_cmk_rotation_enabled]
#   message: "the key does not rotate"
#   remediation: "set enable_key_rotation = true"
#   example: |
#     resource "aws_kms_key" "this" {
#       enable_key_rotation = true
#     }
package driftgate.aws.kms.rotation

import rego.v1

deny contains {"path": ["enable_key_rotation"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "enable_key_rotation", null)
	value != true
	object.get(input.attributes, "customer_master_key_spec", null) in {null, "", "SYMMETRIC_DEFAULT"}
	object.get(input.attributes, "custom_key_store_id", null) in {null, ""}
}
