# METADATA
# title: Functions keep events that failed
# description: "What a function is given to do later and fails is tried twice and then thrown away, unless a queue or topic takes it. Destinations of failures, a resource of their own, are not seen here."
# custom:
#   id: lambda-dead-letters
#   severity: low
#   reason: "Events are lost, nothing is exposed."
#   category: recovery
#   resource_types:
#     - aws_lambda_function
#   requires:
#     - dead_letter_config
#   reads:
#     - dead_letter_config.target_arn
#   controls:
#     - "nist-800-53-r5:SI-11"
#   aliases:
#     - CKV_AWS_116
#   message: "events that fail are lost"
#   remediation: "add a dead_letter_config"
#   example: |
#     resource "aws_lambda_function" "main" {
#       function_name = "main"
#       role          = aws_iam_role.main.arn
#       dead_letter_config {
#         target_arn = aws_sqs_queue.failed.arn
#       }
#     }
package driftgate.aws.lambda.dead_letters

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["dead_letter_config"], "observed": null, "required": "a queue or topic", "args": {}} if {
	values.is_empty(input.attributes.dead_letter_config)
}

deny contains {"path": ["dead_letter_config", index, "target_arn"], "observed": null, "required": "a queue or topic", "args": {}} if {
	some index, block in input.attributes.dead_letter_config
	values.is_empty(object.get(block, "target_arn", null))
}
