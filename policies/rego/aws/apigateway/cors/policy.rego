# METADATA
# title: Not every site may ask in the name of its visitors
# description: "With the origin * the page of any site reads what an API or the address of a function answers to who visits it. Lists of origins limit that to one's own sites."
# custom:
#   id: apigateway-cors
#   severity: low
#   reason: "Browsers send no cookies with it, so it matters for what answers by place or network."
#   category: access
#   resource_types:
#     - aws_apigatewayv2_api
#     - aws_lambda_function_url
#   needs:
#     aws_apigatewayv2_api: [cors_configuration]
#     aws_lambda_function_url: [cors]
#   reads:
#     - cors.allow_origins
#     - cors_configuration.allow_origins
#   controls:
#     - "nist-800-53-r5:AC-4"
#   aliases:
#     - awslambda_function_url_cors_policy
#   message: "pages of every site may read the answers"
#   remediation: "list the origins of your own sites"
#   example: |
#     resource "aws_lambda_function_url" "main" {
#       function_name      = aws_lambda_function.main.function_name
#       authorization_type = "AWS_IAM"
#       cors {
#         allow_origins = ["https://www.example.org"]
#       }
#     }
package driftgate.aws.apigateway.cors

import rego.v1

names := {"aws_apigatewayv2_api": "cors_configuration", "aws_lambda_function_url": "cors"}

wide := {"*", "https://*", "http://*"}

deny contains {"path": [names[input.type], index, "allow_origins"], "observed": origin, "required": "named origins", "args": {}} if {
	some index, block in input.attributes[names[input.type]]
	some origin in block.allow_origins
	origin in wide
}
