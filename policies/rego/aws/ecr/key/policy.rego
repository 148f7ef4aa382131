# METADATA
# title: Images are encrypted with a key of KMS
# description: "Images are always encrypted. With a key of KMS somebody can see who reads them, and take the key away."
# custom:
#   id: registry-key
#   severity: low
#   reason: "Images are encrypted by AWS in any case."
#   category: encryption
#   resource_types:
#     - aws_ecr_repository
#   requires:
#     - encryption_configuration
#   reads:
#     - encryption_configuration.encryption_type
#   controls:
#     - "nist-800-53-r5:SC-28"
#     - "nist-800-53-r5:SC-12"
#   aliases:
#     - CKV_AWS_136
#     - AVD-AWS-0033
#   message: "images are encrypted with a key of AWS"
#   remediation: "set encryption_type = \"KMS\" in encryption_configuration (the repository is made anew)"
#   example: |
#     resource "aws_ecr_repository" "main" {
#       name = "main"
#       encryption_configuration {
#         encryption_type = "KMS"
#         kms_key         = aws_kms_key.main.arn
#       }
#     }
package driftgate.aws.ecr.key

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["encryption_configuration", index, "encryption_type"], "observed": object.get(block, "encryption_type", null), "required": "KMS", "args": {}} if {
	some index, block in input.attributes.encryption_configuration
	not object.get(block, "encryption_type", null) in {"KMS", "KMS_DSSE"}
}

deny contains {"path": ["encryption_configuration"], "observed": null, "required": "KMS", "args": {}} if {
	values.is_empty(input.attributes.encryption_configuration)
}
