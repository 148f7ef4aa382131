# METADATA
# title: "Nobody else sends mail in one's name"
# description: "A sending policy lets others use an address or a domain. One for everybody lets anybody write to customers in its name, past every check of the receiver."
# related_resources:
#   - https://docs.aws.amazon.com/ses/latest/dg/sending-authorization-policies.html
# custom:
#   id: ses-policy-public
#   severity: high
#   reason: "anybody writes in one's name, and it looks right"
#   category: access
#   resource_types:
#     - aws_ses_identity_policy
#     - aws_sesv2_email_identity_policy
#   requires:
#     - policy
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   aliases: [ses_identity_not_publicly_accessible]
#   message: "the policy lets anyone {what}"
#   remediation: "name the accounts that send"
#   example: |
#     resource "aws_ses_identity_policy" "partner" {
#       identity = "example.com"
#       name     = "partner"
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { AWS = "arn:aws:iam::444455556666:root" }
#           Action    = ["ses:SendEmail"]
#           Resource  = "*"
#         }]
#       })
#     }
package driftgate.aws.ses.policy_public

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
}
