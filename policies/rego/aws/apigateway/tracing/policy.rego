# METADATA
# title: Stages of REST APIs are traced
# description: "Traces follow a question through all that answers it, and show what is slow or breaks."
# custom:
#   id: apigateway-tracing
#   severity: low
#   reason: "Faults are found later, nothing is exposed."
#   category: logging
#   resource_types:
#     - aws_api_gateway_stage
#   requires:
#     - xray_tracing_enabled
#   controls:
#     - "nist-800-53-r5:AU-12"
#     - "nist-800-53-r5:SI-4"
#   aliases:
#     - CKV_AWS_73
#     - AVD-AWS-0003
#     - apigateway_restapi_tracing_enabled
#   message: "the stage is not traced"
#   remediation: "set xray_tracing_enabled = true"
#   example: |
#     resource "aws_api_gateway_stage" "main" {
#       rest_api_id          = aws_api_gateway_rest_api.main.id
#       deployment_id        = aws_api_gateway_deployment.main.id
#       stage_name           = "main"
#       xray_tracing_enabled = true
#     }
package driftgate.aws.apigateway.tracing

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["xray_tracing_enabled"], "observed": value, "required": true, "args": {}} if {
	value := input.attributes.xray_tracing_enabled
	not values.is_on(value)
}
