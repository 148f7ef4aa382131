# METADATA
# title: GraphQL APIs ask who somebody is
# description: "A key of an API stands in every page and app that uses it, so it is known to everybody. It must not be the way in, nor one beside others."
# related_resources:
#   - https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
# custom:
#   id: appsync-api-key
#   severity: medium
#   reason: "What answers may ask for a name itself."
#   category: access
#   resource_types:
#     - aws_appsync_graphql_api
#   requires:
#     - authentication_type
#     - additional_authentication_provider
#   reads:
#     - additional_authentication_provider.authentication_type
#   controls:
#     - "nist-800-53-r5:IA-2"
#     - "nist-800-53-r5:AC-3"
#   aliases:
#     - appsync_graphql_api_no_api_key_authentication
#   message: "the API lets in whoever has its key"
#   remediation: "let IAM, Cognito, OpenID Connect or a function decide"
#   example: |
#     resource "aws_appsync_graphql_api" "main" {
#       name                = "main"
#       authentication_type = "AWS_IAM"
#     }
package driftgate.aws.appsync.api_key

import rego.v1

deny contains {"path": ["authentication_type"], "observed": "API_KEY", "required": "AWS_IAM", "args": {}} if {
	input.attributes.authentication_type == "API_KEY"
}

deny contains {"path": ["additional_authentication_provider", index, "authentication_type"], "observed": "API_KEY", "required": "AWS_IAM", "args": {}} if {
	some index, provider in input.attributes.additional_authentication_provider
	provider.authentication_type == "API_KEY"
}
