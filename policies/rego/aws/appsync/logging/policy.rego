# METADATA
# title: GraphQL APIs log their fields
# description: "Without logs of fields nobody sees what was asked for and what failed. The levels from ERROR on count."
# related_resources:
#   - https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html
# custom:
#   id: appsync-logging
#   severity: low
#   reason: "It is a loss of proof, not of protection."
#   category: logging
#   resource_types:
#     - aws_appsync_graphql_api
#   requires:
#     - log_config
#   reads:
#     - log_config.field_log_level
#   controls:
#     - "nist-800-53-r5:AU-12"
#   aliases:
#     - CKV_AWS_193
#     - appsync_field_level_logging_enabled
#   message: "the API keeps no logs of its fields"
#   remediation: "add log_config with field_log_level = \"ERROR\""
#   example: |
#     resource "aws_appsync_graphql_api" "main" {
#       name                = "main"
#       authentication_type = "AWS_IAM"
#       log_config {
#         cloudwatch_logs_role_arn = aws_iam_role.logs.arn
#         field_log_level          = "ERROR"
#       }
#     }
package driftgate.aws.appsync.logging

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["log_config", index, "field_log_level"], "observed": object.get(block, "field_log_level", null), "required": "ERROR", "args": {}} if {
	some index, block in input.attributes.log_config
	object.get(block, "field_log_level", null) in {"NONE", null}
}

deny contains {"path": ["log_config"], "observed": null, "required": "ERROR", "args": {}} if {
	values.is_empty(input.attributes.log_config)
}
