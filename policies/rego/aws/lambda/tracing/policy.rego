# METADATA
# title: Functions are traced
# description: "With active tracing a function records its own runs. In the mode PassThrough it only goes on with what somebody before it began."
# custom:
#   id: lambda-tracing
#   severity: low
#   reason: "Faults are found later, nothing is exposed."
#   category: logging
#   resource_types:
#     - aws_lambda_function
#   requires:
#     - tracing_config
#   reads:
#     - tracing_config.mode
#   controls:
#     - "nist-800-53-r5:AU-12"
#   aliases:
#     - CKV_AWS_50
#     - AVD-AWS-0066
#   message: "the function is not traced"
#   remediation: "set tracing_config mode to Active"
#   example: |
#     resource "aws_lambda_function" "main" {
#       function_name = "main"
#       role          = aws_iam_role.main.arn
#       tracing_config {
#         mode = "Active"
#       }
#     }
package driftgate.aws.lambda.tracing

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["tracing_config"], "observed": null, "required": "Active", "args": {}} if {
	values.is_empty(input.attributes.tracing_config)
}

deny contains {"path": ["tracing_config", index, "mode"], "observed": object.get(block, "mode", null), "required": "Active", "args": {}} if {
	some index, block in input.attributes.tracing_config
	object.get(block, "mode", null) != "Active"
}
