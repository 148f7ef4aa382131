# METADATA
# title: Functions keep events that failed
# description: Functions keep events that failed.
# custom:
#   id: lambda-dead-letters
#   severity: low
#   category: recovery
#   resource_types:
#     - aws_lambda_function
#   requires:
#     - dead_letter_config
#   controls:
#     - "nist-800-53-r5:SI-11"
#   message: "events that fail are lost"
#   remediation: "add a dead_letter_config"
package driftgate.aws.lambda.dead_letters

import rego.v1

kept if {
	some block in input.attributes.dead_letter_config
	block.target_arn != ""
}

deny contains {"path": ["dead_letter_config"], "observed": null, "required": true, "args": {}} if not kept
