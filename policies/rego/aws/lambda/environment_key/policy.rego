# METADATA
# title: Environments of functions are encrypted with a key of ours
# description: "Variables are always encrypted. With a key of one's own somebody can see who reads them, and take the key away. A function without variables has nothing to encrypt."
# custom:
#   id: lambda-environment-key
#   severity: medium
#   reason: "Variables are encrypted by AWS in any case, and often hold secrets."
#   category: encryption
#   resource_types:
#     - aws_lambda_function
#   requires:
#     - environment
#   reads:
#     - environment.variables
#   optional:
#     - kms_key_arn
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases:
#     - CKV_AWS_173
#   message: "the environment is encrypted with the default key"
#   remediation: "set kms_key_arn"
#   example: |
#     resource "aws_lambda_function" "main" {
#       function_name = "main"
#       role          = aws_iam_role.main.arn
#       kms_key_arn   = aws_kms_key.main.arn
#       environment {
#         variables = { STAGE = "live" }
#       }
#     }
package driftgate.aws.lambda.environment_key

import data.driftgate.lib.values
import rego.v1

has_environment if {
	some block in input.attributes.environment
	count(object.get(block, "variables", {})) > 0
}

key := values.told(input, "kms_key_arn")

deny contains {"path": ["kms_key_arn"], "observed": key, "required": "a KMS key", "args": {}} if {
	has_environment
	values.is_empty(key)
}

deny contains {"path": ["kms_key_arn"], "observed": null, "required": "a KMS key", "args": {}, "unknown": "the key of the environment is not known"} if {
	has_environment
	key == values.unread
}
