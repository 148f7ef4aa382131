# METADATA
# title: Functions run in a network of ours
# description: "In a network of one's own groups and logs decide what a function reaches. Outside of it a function reaches all of the internet."
# custom:
#   id: lambda-network
#   severity: info
#   reason: "It matters for functions that reach private things, or must not reach others."
#   category: network
#   resource_types:
#     - aws_lambda_function
#   requires:
#     - vpc_config
#   reads:
#     - vpc_config.subnet_ids
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:AC-4"
#   aliases:
#     - CKV_AWS_117
#     - awslambda_function_inside_vpc
#   message: "the function runs outside of our networks"
#   remediation: "add vpc_config with subnets and groups"
#   example: |
#     resource "aws_lambda_function" "main" {
#       function_name = "main"
#       role          = aws_iam_role.main.arn
#       vpc_config {
#         subnet_ids         = [aws_subnet.a.id]
#         security_group_ids = [aws_security_group.main.id]
#       }
#     }
package driftgate.aws.lambda.network

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["vpc_config"], "observed": null, "required": "subnets", "args": {}} if {
	values.is_empty(input.attributes.vpc_config)
}

# A block without subnets takes the function out of a network again.
deny contains {"path": ["vpc_config", index, "subnet_ids"], "observed": [], "required": "subnets", "args": {}} if {
	some index, block in input.attributes.vpc_config
	values.is_empty(object.get(block, "subnet_ids", null))
}
