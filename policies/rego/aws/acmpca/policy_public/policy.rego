# METADATA
# title: Not everybody gets certificates
# description: "Whoever may issue from a private authority is whom he says he is, for all that trusts it."
# related_resources:
#   - https://docs.aws.amazon.com/privateca/latest/userguide/pca-rbp.html
# custom:
#   id: acmpca-policy-public
#   severity: critical
#   reason: "anybody becomes any machine or person that the authority vouches for"
#   category: access
#   resource_types:
#     - aws_acmpca_policy
#   requires:
#     - policy
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#     - "nist-800-53-r5:SC-17"
#   message: "the policy lets anyone {what}"
#   remediation: "name the accounts, or share the authority through RAM with the organisation"
#   example: |
#     resource "aws_acmpca_policy" "this" {
#       resource_arn = aws_acmpca_certificate_authority.this.arn
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { AWS = "arn:aws:iam::111122223333:root" }
#           Action    = ["acm-pca:IssueCertificate"]
#           Resource  = "*"
#         }]
#       })
#     }
package driftgate.aws.acmpca.policy_public

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
}
