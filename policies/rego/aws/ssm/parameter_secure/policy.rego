# METADATA
# title: Parameters are encrypted
# description: "A parameter of type String is readable for everybody who may list parameters, also in its history. SecureString costs nothing with the standard tier. The id of an image has to be a String, and is one."
# related_resources:
#   - https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-securestring.html
# custom:
#   id: ssm-parameter-secure
#   severity: low
#   reason: "whether the value is a secret only its owner knows"
#   category: encryption
#   resource_types:
#     - aws_ssm_parameter
#   requires:
#     - type
#     - data_type
#   controls:
#     - "nist-800-53-r5:SC-28"
#     - "nist-800-53-r5:IA-5(7)"
#   aliases: [CKV2_AWS_34]
#   message: "the parameter is a {type}"
#   remediation: "set type = \"SecureString\", with a key_id of one's own where others read parameters"
#   example: |
#     resource "aws_ssm_parameter" "token" {
#       name  = "/app/token"
#       type  = "SecureString"
#       value = var.token
#     }
package driftgate.aws.ssm.parameter_secure

import rego.v1

deny contains {"path": ["type"], "observed": type, "required": "SecureString", "args": {"type": type}} if {
	type := input.attributes.type
	type != "SecureString"
	object.get(input.attributes, "data_type", null) != "aws:ec2:image"
}
