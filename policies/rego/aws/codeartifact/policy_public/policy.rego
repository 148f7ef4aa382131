# METADATA
# title: "Packages are not everybody's"
# description: "The policy of a domain or a repository of CodeArtifact says who reads and who publishes. Whoever publishes to what one's builds read runs in those builds."
# related_resources:
#   - https://docs.aws.amazon.com/codeartifact/latest/ug/repo-policies.html
# custom:
#   id: codeartifact-policy-public
#   severity: critical
#   reason: "anybody reads the packages, or brings code into the builds"
#   category: access
#   resource_types:
#     - aws_codeartifact_domain_permissions_policy
#     - aws_codeartifact_repository_permissions_policy
#   requires:
#     - policy_document
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#     - "nist-800-53-r5:SR-3"
#   message: "the policy lets anyone {what}"
#   remediation: "name the accounts, or restrict them with a condition on aws:PrincipalOrgID"
#   example: |
#     resource "aws_codeartifact_repository_permissions_policy" "this" {
#       domain     = "acme"
#       repository = "app"
#       policy_document = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { AWS = "arn:aws:iam::111122223333:root" }
#           Action    = ["codeartifact:ReadFromRepository"]
#           Resource  = "*"
#         }]
#       })
#     }
package driftgate.aws.codeartifact.policy_public

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
}
