# METADATA
# title: Usage plans have a bound
# description: "A plan says how often the holder of a key may ask, at once (throttle) or in a day, week or month (quota). Without either a key opens all that the account may answer."
# related_resources:
#   - https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
# custom:
#   id: apigateway-usage-plan-bound
#   severity: low
#   reason: "It is a guard of cost and of other users."
#   category: general
#   resource_types:
#     - aws_api_gateway_usage_plan
#   requires:
#     - throttle_settings.?
#     - quota_settings.?
#   controls:
#     - "nist-800-53-r5:SC-5"
#     - "nist-800-53-r5:SC-6"
#   message: "the plan has no bound"
#   remediation: "add throttle_settings or quota_settings"
#   example: |
#     resource "aws_api_gateway_usage_plan" "main" {
#       name = "main"
#       throttle_settings {
#         rate_limit  = 50
#         burst_limit = 100
#       }
#     }
package driftgate.aws.apigateway.usage_plan_bound

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["throttle_settings"], "observed": null, "required": "a bound", "args": {}} if {
	values.is_empty(input.attributes.throttle_settings)
	values.is_empty(input.attributes.quota_settings)
}
