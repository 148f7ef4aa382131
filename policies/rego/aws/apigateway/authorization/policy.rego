# METADATA
# title: Methods and routes ask who somebody is
# description: "A method or route without authorization answers everybody who reaches the API. Questions of browsers before the real one (OPTIONS) cannot carry a name, of a WebSocket only the connection can, and keys of usage plans count."
# related_resources:
#   - https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
# custom:
#   id: apigateway-authorization
#   severity: medium
#   reason: "What answers may ask for a name itself."
#   category: access
#   resource_types:
#     - aws_api_gateway_method
#     - aws_apigatewayv2_route
#   needs:
#     aws_api_gateway_method: [authorization, http_method, api_key_required]
#     aws_apigatewayv2_route: [authorization_type, route_key, api_key_required]
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:IA-2"
#   aliases:
#     - CKV_AWS_59
#     - CKV_AWS_309
#     - AVD-AWS-0004
#     - apigateway_restapi_authorizers_enabled
#     - apigatewayv2_api_authorizers_enabled
#   message: "{what} answers everybody"
#   remediation: "name an authorizer, or let IAM decide"
#   example: |
#     resource "aws_apigatewayv2_route" "main" {
#       api_id             = aws_apigatewayv2_api.main.id
#       route_key          = "GET /orders"
#       authorization_type = "JWT"
#       authorizer_id      = aws_apigatewayv2_authorizer.main.id
#     }
package driftgate.aws.apigateway.authorization

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["authorization"], "observed": "NONE", "required": "an authorizer", "args": {"what": "the method"}} if {
	input.attributes.authorization == "NONE"
	input.attributes.http_method != "OPTIONS"
	not keyed
}

deny contains {"path": ["authorization_type"], "observed": "NONE", "required": "an authorizer", "args": {"what": "the route"}} if {
	nameless
	asks(input.attributes.route_key)
}

deny contains {"path": ["authorization_type"], "observed": "NONE", "required": "an authorizer", "args": {"what": "the route"}, "unknown": "whether the route is of a WebSocket, where only the connection asks, is not known"} if {
	nameless
	input.attributes.route_key == "$default"
}

nameless if {
	input.attributes.authorization_type in {"NONE", "", null}
	not keyed
}

keyed if values.is_on(input.attributes.api_key_required)

asks("$connect")

asks(key) if {
	contains(key, " /")
	not startswith(key, "OPTIONS ")
}
