# METADATA
# title: Stages of REST APIs show a certificate to what is behind them
# description: "A server behind an API that is on the internet can only tell questions of the API from others by its certificate. What is behind by other ways does not need it."
# custom:
#   id: apigateway-client-certificate
#   severity: info
#   reason: "It matters for servers that are reached over the internet."
#   category: access
#   resource_types:
#     - aws_api_gateway_stage
#   requires:
#     - client_certificate_id
#   controls:
#     - "nist-800-53-r5:IA-9"
#     - "nist-800-53-r5:SC-8"
#   aliases:
#     - CKV2_AWS_51
#     - apigateway_restapi_client_certificate_enabled
#   message: "the stage shows no certificate"
#   remediation: "set client_certificate_id"
#   example: |
#     resource "aws_api_gateway_stage" "main" {
#       rest_api_id           = aws_api_gateway_rest_api.main.id
#       deployment_id         = aws_api_gateway_deployment.main.id
#       stage_name            = "main"
#       client_certificate_id = aws_api_gateway_client_certificate.main.id
#     }
package driftgate.aws.apigateway.client_certificate

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["client_certificate_id"], "observed": null, "required": "a certificate", "args": {}} if {
	values.is_empty(input.attributes.client_certificate_id)
}
