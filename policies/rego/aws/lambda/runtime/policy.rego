# METADATA
# title: Functions run on supported runtimes
# description: "A runtime that AWS no longer supports gets no more repairs, and soon no more changes of the function. Functions of images bring their own."
# related_resources:
#   - https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
# custom:
#   id: lambda-runtime
#   severity: high
#   reason: "Known flaws of the runtime stay open."
#   category: general
#   resource_types:
#     - aws_lambda_function
#   requires:
#     - runtime
#   controls:
#     - "nist-800-53-r5:SI-2"
#   aliases:
#     - CKV_AWS_363
#     - awslambda_function_using_supported_runtimes
#   message: "the runtime {runtime} is no longer supported"
#   remediation: "move to a supported runtime"
#   example: |
#     resource "aws_lambda_function" "main" {
#       function_name = "main"
#       role          = aws_iam_role.main.arn
#       runtime       = "python3.13"
#     }
package driftgate.aws.lambda.runtime

import rego.v1

deprecated := {
	"dotnet5.0", "dotnet6", "dotnet7", "dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1", "go1.x", "java8",
	"nodejs", "nodejs10.x", "nodejs12.x", "nodejs14.x", "nodejs16.x", "nodejs18.x", "nodejs4.3", "nodejs6.10", "nodejs8.10",
	"provided", "python2.7", "python3.6", "python3.7", "python3.8", "python3.9", "ruby2.5", "ruby2.7", "ruby3.2",
}

deny contains {"path": ["runtime"], "observed": runtime, "required": "a supported runtime", "args": {"runtime": runtime}} if {
	runtime := input.attributes.runtime
	runtime in deprecated
}
