# METADATA
# title: "Functions run on supported runtimes"
# description: "A runtime that AWS no longer supports gets no more repairs, and soon no more changes of the function. AWS names the day of each; a runtime that is not in the table of days is not known. Functions of images bring their own."
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
#   facts:
#     - support
#   controls:
#     - "nist-800-53-r5:SI-2"
#   aliases:
#     - CKV_AWS_363
#     - awslambda_function_using_supported_runtimes
#   message: "the runtime {version} is no longer supported since {day}"
#   remediation: "move to a supported runtime"
#   example: |
#     resource "aws_lambda_function" "main" {
#       function_name = "main"
#       role          = aws_iam_role.main.arn
#       runtime       = "python3.13"
#     }
package driftgate.aws.lambda.runtime

import data.driftgate.lib.support
import rego.v1

deny contains {"path": one.path, "observed": one.version, "required": "a supported runtime", "args": {"version": one.version, "day": one.day}, "unknown": one.unknown} if {
	some one in support.out(input.facts.support, "runtime", "extended")
}
