# METADATA
# title: Mail goes out in TLS
# description: "Without Require SES sends in clear text to a server that offers no TLS, or to one who stands between and says so. The first version of the API writes Require, the second REQUIRE."
# related_resources:
#   - https://docs.aws.amazon.com/ses/latest/dg/security-protocols.html
# custom:
#   id: ses-tls
#   severity: medium
#   reason: "whoever stands between reads the mail"
#   category: encryption
#   resource_types:
#     - aws_ses_configuration_set
#     - aws_sesv2_configuration_set
#   requires:
#     - delivery_options.tls_policy
#   controls:
#     - "nist-800-53-r5:SC-8"
#     - "nist-800-53-r5:SC-8(1)"
#   aliases: [CKV_AWS_365]
#   message: "mail may go out in clear text"
#   remediation: "set tls_policy = \"Require\" in delivery_options (\"REQUIRE\" of aws_sesv2_configuration_set)"
#   example: |
#     resource "aws_sesv2_configuration_set" "this" {
#       configuration_set_name = "mail"
#       delivery_options {
#         tls_policy = "REQUIRE"
#       }
#     }
package driftgate.aws.ses.tls

import rego.v1

options := object.get(input.attributes, "delivery_options", [])

deny contains {"path": ["delivery_options"], "observed": null, "required": "Require", "args": {}} if count(options) == 0

deny contains {"path": ["delivery_options", index, "tls_policy"], "observed": policy, "required": "Require", "args": {}} if {
	some index, option in options
	policy := object.get(option, "tls_policy", null)
	not requires_tls(policy)
}

requires_tls(policy) if lower(policy) == "require"
