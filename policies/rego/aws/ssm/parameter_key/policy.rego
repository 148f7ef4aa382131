# METADATA
# title: "Secret parameters are encrypted with a key of one's own"
# description: "A SecureString is decrypted for whoever may read parameters where its key is alias/aws/ssm, and no other account can be let in. What is no SecureString has no key, which is another finding."
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html
# custom:
#   id: ssm-parameter-key
#   severity: low
#   reason: "it is encrypted either way, only a second door is missing"
#   category: encryption
#   resource_types:
#     - aws_ssm_parameter
#   requires:
#     - type
#     - key_id
#   controls:
#     - "nist-800-53-r5:SC-12"
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_337]
#   message: "the parameter is encrypted with the default key"
#   remediation: "set key_id"
#   example: |
#     resource "aws_ssm_parameter" "token" {
#       name   = "/app/token"
#       type   = "SecureString"
#       value  = var.token
#       key_id = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
#     }
package driftgate.aws.ssm.parameter_key

import rego.v1

default_key(key) if key in {null, ""}

default_key(key) if endswith(key, "alias/aws/ssm")

deny contains {"path": ["key_id"], "observed": key, "required": "a key", "args": {}} if {
	input.attributes.type == "SecureString"
	key := object.get(input.attributes, "key_id", null)
	default_key(key)
}
