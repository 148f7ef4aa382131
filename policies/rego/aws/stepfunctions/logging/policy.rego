# METADATA
# title: State machines log what they do
# description: "Without logs nobody sees what a state machine did, and express ones keep nothing else of it. Every level but OFF counts."
# related_resources:
#   - https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
# custom:
#   id: workflow-logging
#   severity: low
#   reason: "It is a loss of proof, not of protection."
#   category: logging
#   resource_types:
#     - aws_sfn_state_machine
#   requires:
#     - logging_configuration
#   reads:
#     - logging_configuration.level
#   controls:
#     - "nist-800-53-r5:AU-12"
#   aliases:
#     - CKV_AWS_285
#     - stepfunctions_statemachine_logging_enabled
#   message: "the state machine keeps no logs"
#   remediation: "set level to ERROR or ALL, with a log_destination"
#   example: |
#     resource "aws_sfn_state_machine" "main" {
#       name       = "main"
#       role_arn   = aws_iam_role.main.arn
#       definition = file("main.json")
#       logging_configuration {
#         level           = "ERROR"
#         log_destination = "${aws_cloudwatch_log_group.main.arn}:*"
#       }
#     }
package driftgate.aws.stepfunctions.logging

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["logging_configuration", index, "level"], "observed": object.get(block, "level", null), "required": "ERROR", "args": {}} if {
	some index, block in input.attributes.logging_configuration
	object.get(block, "level", null) in {"OFF", "", null}
}

deny contains {"path": ["logging_configuration"], "observed": null, "required": "ERROR", "args": {}} if {
	values.is_empty(input.attributes.logging_configuration)
}
