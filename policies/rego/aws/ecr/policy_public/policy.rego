# METADATA
# title: Policies of repositories and registries are not public
# description: "A statement for everybody counts unless a condition names who asks. Who pulls an image has the code and what was forgotten in it; who pushes one decides what runs."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html
# custom:
#   id: registry-policy-public
#   severity: critical
#   reason: "Everybody can take or replace what runs."
#   category: access
#   resource_types:
#     - aws_ecr_repository_policy
#     - aws_ecr_registry_policy
#   requires:
#     - policy
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   aliases:
#     - CKV_AWS_32
#     - AVD-AWS-0032
#     - ecr_repositories_not_publicly_accessible
#   message: "the policy lets anyone {what}"
#   remediation: "name the accounts, or limit them by aws:PrincipalOrgID"
#   example: |
#     resource "aws_ecr_repository_policy" "main" {
#       repository = aws_ecr_repository.main.name
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { AWS = "111122223333" }
#           Action    = "ecr:BatchGetImage"
#         }]
#       })
#     }
package driftgate.aws.ecr.policy_public

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what, "whom": found.grant.whom}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
}
