# METADATA
# title: Functions have a bound on how many run at once
# description: "One function without a bound can use up what the account may run, so that the others stand still, and cost as much as somebody asks for."
# custom:
#   id: lambda-concurrency
#   severity: info
#   reason: "It is a guard of cost and of other functions."
#   category: general
#   resource_types:
#     - aws_lambda_function
#   requires:
#     - reserved_concurrent_executions
#   controls:
#     - "nist-800-53-r5:SC-5"
#     - "nist-800-53-r5:SC-6"
#   aliases:
#     - CKV_AWS_115
#   message: "the function has no bound"
#   remediation: "set reserved_concurrent_executions"
#   example: |
#     resource "aws_lambda_function" "main" {
#       function_name                  = "main"
#       role                           = aws_iam_role.main.arn
#       reserved_concurrent_executions = 20
#     }
package driftgate.aws.lambda.concurrency

import rego.v1

deny contains {"path": ["reserved_concurrent_executions"], "observed": value, "required": "a bound", "args": {}} if {
	value := input.attributes.reserved_concurrent_executions
	value in {-1, null}
}
