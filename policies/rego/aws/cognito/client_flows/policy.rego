# METADATA
# title: Clients take tokens by a code, in TLS
# description: "The implicit flow puts tokens into the address, where histories and logs keep them, and a flow by the user's password shows that to the application. An address of http:// sends either in clear text; one of the own machine is no network."
# related_resources:
#   - https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-app-idp-settings.html
# custom:
#   id: cognito-client-flows
#   severity: medium
#   reason: "tokens of users leak, one at a time"
#   category: access
#   resource_types:
#     - aws_cognito_user_pool_client
#   requires:
#     - allowed_oauth_flows
#     - explicit_auth_flows
#     - callback_urls
#   controls:
#     - "nist-800-53-r5:IA-2"
#     - "nist-800-53-r5:SC-8"
#   message: "{what}"
#   remediation: "use the flow code with PKCE, ALLOW_USER_SRP_AUTH, and addresses of https://"
#   example: |
#     resource "aws_cognito_user_pool_client" "web" {
#       name                = "web"
#       user_pool_id        = aws_cognito_user_pool.this.id
#       allowed_oauth_flows = ["code"]
#       explicit_auth_flows = ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
#       callback_urls       = ["https://app.example.com/callback"]
#     }
package driftgate.aws.cognito.client_flows

import rego.v1

deny contains {"path": ["allowed_oauth_flows"], "observed": "implicit", "required": "code", "args": {"what": "tokens come in the address"}} if {
	"implicit" in input.attributes.allowed_oauth_flows
}

deny contains {"path": ["explicit_auth_flows"], "observed": flow, "required": "ALLOW_USER_SRP_AUTH", "args": {"what": "the application sees the password"}} if {
	some flow in input.attributes.explicit_auth_flows
	flow in {"ALLOW_USER_PASSWORD_AUTH", "USER_PASSWORD_AUTH"}
}

own_machine(url) if {
	some name in ["localhost", "127.0.0.1"]
	rest := split(url, "http://")[1]
	split(split(rest, "/")[0], ":")[0] == name
}

own_machine(url) if startswith(url, "http://[::1]")

deny contains {"path": ["callback_urls"], "observed": url, "required": "https", "args": {"what": concat("", ["tokens go to ", url, " in clear text"])}} if {
	some url in input.attributes.callback_urls
	startswith(lower(url), "http://")
	not own_machine(lower(url))
}
