# METADATA
# title: Policies of secrets are not public
# description: "A secret whose policy lets everybody in is a password for everybody who has any AWS account. The policy may stand in the secret or be a resource of its own."
# related_resources:
#   - https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html
# custom:
#   id: secretsmanager-policy-public
#   severity: critical
#   reason: "anybody reads the password"
#   category: access
#   resource_types:
#     - aws_secretsmanager_secret
#     - aws_secretsmanager_secret_policy
#   requires:
#     - policy
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   aliases: [secretsmanager_not_publicly_accessible, secretsmanager_has_restrictive_resource_policy]
#   message: "the policy lets anyone {what}"
#   remediation: "name the principals, or restrict them with a condition; block_public_policy = true refuses such a policy"
#   example: |
#     resource "aws_secretsmanager_secret_policy" "db" {
#       secret_arn          = aws_secretsmanager_secret.db.arn
#       block_public_policy = true
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { AWS = "arn:aws:iam::111122223333:role/app" }
#           Action    = ["secretsmanager:GetSecretValue"]
#           Resource  = "*"
#         }]
#       })
#     }
package driftgate.aws.secretsmanager.policy_public

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
}
