# METADATA
# title: Functions run signed code only
# description: "With a configuration of code signing a function takes code of known signers only. Functions of images cannot have one."
# related_resources:
#   - https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html
# custom:
#   id: lambda-code-signing
#   severity: info
#   reason: "It takes somebody who may change the function."
#   category: access
#   resource_types:
#     - aws_lambda_function
#   requires:
#     - code_signing_config_arn
#     - package_type
#   controls:
#     - "nist-800-53-r5:SI-7"
#     - "nist-800-53-r5:CM-14"
#   aliases:
#     - CKV_AWS_272
#   message: "the function takes code of anybody"
#   remediation: "set code_signing_config_arn"
#   example: |
#     resource "aws_lambda_function" "main" {
#       function_name           = "main"
#       role                    = aws_iam_role.main.arn
#       code_signing_config_arn = aws_lambda_code_signing_config.main.arn
#     }
package driftgate.aws.lambda.code_signing

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["code_signing_config_arn"], "observed": null, "required": "a configuration", "args": {}} if {
	values.is_empty(input.attributes.code_signing_config_arn)
	input.attributes.package_type != "Image"
}
