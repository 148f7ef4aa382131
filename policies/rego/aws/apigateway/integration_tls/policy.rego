# METADATA
# title: APIs ask what is behind them in TLS, and look at its certificate
# description: "An integration whose address begins with http:// sends everything on in plain text, over the internet where it goes there. One that does not look at certificates speaks to anybody. What is reached through a link of a network stays in that network."
# related_resources:
#   - https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html
# custom:
#   id: apigateway-integration-tls
#   severity: high
#   reason: "What people believe to be in TLS goes on in plain text."
#   category: encryption
#   resource_types:
#     - aws_api_gateway_integration
#     - aws_apigatewayv2_integration
#   requires:
#     - connection_type
#   needs:
#     aws_api_gateway_integration: [uri, tls_config]
#     aws_apigatewayv2_integration: [integration_uri]
#   reads:
#     - tls_config.insecure_skip_verification
#   controls:
#     - "nist-800-53-r5:SC-8"
#     - "nist-800-53-r5:SC-23"
#   message: "{what}"
#   remediation: "use an address that begins with https://, and let certificates be looked at"
#   example: |
#     resource "aws_apigatewayv2_integration" "main" {
#       api_id             = aws_apigatewayv2_api.main.id
#       integration_type   = "HTTP_PROXY"
#       integration_method = "ANY"
#       integration_uri    = "https://backend.example.org/{proxy}"
#     }
package driftgate.aws.apigateway.integration_tls

import data.driftgate.lib.values
import rego.v1

addresses := {"aws_api_gateway_integration": "uri", "aws_apigatewayv2_integration": "integration_uri"}

name := addresses[input.type]

deny contains {"path": [name], "observed": "http://", "required": "https://", "args": {"what": "the integration asks in plain HTTP"}} if {
	input.attributes.connection_type != "VPC_LINK"
	startswith(lower(input.attributes[name]), "http://")
}

deny contains {"path": ["tls_config", index, "insecure_skip_verification"], "observed": true, "required": false, "args": {"what": "the integration does not look at certificates"}} if {
	input.type == "aws_api_gateway_integration"
	some index, block in input.attributes.tls_config
	values.is_on(block.insecure_skip_verification)
}
