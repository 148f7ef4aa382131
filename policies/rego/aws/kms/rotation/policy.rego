# METADATA
# title: Keys rotate
# description: Keys rotate.
# custom:
#   id: kms-rotation
#   severity: medium
#   category: encryption
#   resource_types:
#     - aws_kms_key
#   requires:
#     - enable_key_rotation
#   controls:
#     - "nist-800-53-r5:SC-12"
#     - "cis-aws-3.0:3.6"
#   message: "the key does not rotate"
#   remediation: "set enable_key_rotation = true"
package driftgate.aws.kms.rotation

import rego.v1

deny contains {"path": ["enable_key_rotation"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "enable_key_rotation", null)
	value != true
}
