# METADATA
# title: State machines are traced
# description: "Traces follow a run through all that it calls, and show what is slow or breaks."
# custom:
#   id: workflow-tracing
#   severity: low
#   reason: "Faults are found later, nothing is exposed."
#   category: logging
#   resource_types:
#     - aws_sfn_state_machine
#   requires:
#     - tracing_configuration
#   reads:
#     - tracing_configuration.enabled
#   controls:
#     - "nist-800-53-r5:AU-12"
#     - "nist-800-53-r5:SI-4"
#   aliases:
#     - CKV_AWS_284
#   message: "the state machine is not traced"
#   remediation: "set enabled = true in tracing_configuration"
#   example: |
#     resource "aws_sfn_state_machine" "main" {
#       name       = "main"
#       role_arn   = aws_iam_role.main.arn
#       definition = file("main.json")
#       tracing_configuration {
#         enabled = true
#       }
#     }
package driftgate.aws.stepfunctions.tracing

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["tracing_configuration", index, "enabled"], "observed": object.get(block, "enabled", null), "required": true, "args": {}} if {
	some index, block in input.attributes.tracing_configuration
	not values.is_on(object.get(block, "enabled", null))
}

deny contains {"path": ["tracing_configuration"], "observed": null, "required": true, "args": {}} if {
	values.is_empty(input.attributes.tracing_configuration)
}
