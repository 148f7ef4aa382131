# METADATA
# title: Stages log who asks
# description: "Access logs tell who asked which route, and how it was answered. Logs of how an API works inside are other ones."
# related_resources:
#   - https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
# custom:
#   id: apigateway-access-logs
#   severity: medium
#   reason: "It is a loss of proof, not of protection."
#   category: logging
#   resource_types:
#     - aws_api_gateway_stage
#     - aws_apigatewayv2_stage
#   requires:
#     - access_log_settings
#   reads:
#     - access_log_settings.?
#   controls:
#     - "nist-800-53-r5:AU-12"
#     - "nist-800-53-r5:AU-2"
#   aliases:
#     - CKV_AWS_76
#     - CKV_AWS_95
#     - AVD-AWS-0001
#     - apigatewayv2_api_access_logging_enabled
#   message: "the stage keeps no access logs"
#   remediation: "add access_log_settings with a log group"
#   example: |
#     resource "aws_apigatewayv2_stage" "main" {
#       api_id = aws_apigatewayv2_api.main.id
#       name   = "main"
#       access_log_settings {
#         destination_arn = aws_cloudwatch_log_group.api.arn
#         format          = "$context.requestId"
#       }
#     }
package driftgate.aws.apigateway.access_logs

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["access_log_settings"], "observed": null, "required": "a log group", "args": {}} if {
	values.is_empty(input.attributes.access_log_settings)
}
