# METADATA
# title: Addresses of functions ask who somebody is
# description: "With the type NONE the address of a function on the internet answers everybody, and only its code decides."
# related_resources:
#   - https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
# custom:
#   id: lambda-url-public
#   severity: high
#   reason: "Everybody can run the function with the permissions of its role."
#   category: access
#   resource_types:
#     - aws_lambda_function_url
#   requires:
#     - authorization_type
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:IA-2"
#   aliases:
#     - CKV_AWS_258
#     - awslambda_function_url_public
#   message: "the address of the function answers everybody"
#   remediation: "set authorization_type = \"AWS_IAM\", or put a gateway before it"
#   example: |
#     resource "aws_lambda_function_url" "main" {
#       function_name      = aws_lambda_function.main.function_name
#       authorization_type = "AWS_IAM"
#     }
package driftgate.aws.lambda.url_public

import rego.v1

deny contains {"path": ["authorization_type"], "observed": "NONE", "required": "AWS_IAM", "args": {}} if {
	input.attributes.authorization_type == "NONE"
}
