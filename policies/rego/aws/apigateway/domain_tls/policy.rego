# METADATA
# title: Names of APIs speak TLS 1.2 or newer
# description: "A custom domain name of a REST API may still speak TLS 1.0. Which version it speaks where nobody says so depends on when and how it was made."
# related_resources:
#   - https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html
# custom:
#   id: apigateway-domain-tls
#   severity: medium
#   reason: "It takes somebody on the way who can make old clients use old versions."
#   category: encryption
#   resource_types:
#     - aws_api_gateway_domain_name
#     - aws_apigatewayv2_domain_name
#   needs:
#     aws_api_gateway_domain_name: [security_policy]
#     aws_apigatewayv2_domain_name: [domain_name_configuration]
#   reads:
#     - domain_name_configuration.security_policy
#   controls:
#     - "nist-800-53-r5:SC-8"
#     - "nist-800-53-r5:SC-13"
#   aliases:
#     - CKV_AWS_206
#     - AVD-AWS-0005
#   message: "the name speaks versions before TLS 1.2"
#   remediation: "set security_policy = \"TLS_1_2\""
#   example: |
#     resource "aws_api_gateway_domain_name" "main" {
#       domain_name              = "api.example.org"
#       regional_certificate_arn = aws_acm_certificate.main.arn
#       security_policy          = "TLS_1_2"
#     }
package driftgate.aws.apigateway.domain_tls

import rego.v1

deny contains {"path": ["security_policy"], "observed": "TLS_1_0", "required": "TLS_1_2", "args": {}} if {
	input.attributes.security_policy == "TLS_1_0"
}

deny contains {"path": ["domain_name_configuration", index, "security_policy"], "observed": "TLS_1_0", "required": "TLS_1_2", "args": {}} if {
	some index, block in input.attributes.domain_name_configuration
	block.security_policy == "TLS_1_0"
}
