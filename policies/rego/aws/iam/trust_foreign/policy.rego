# METADATA
# title: Trust in an issuer of everybody's workloads names whose
# description: GitHub, GitLab, HCP Terraform and others vouch for the workloads of all their customers. Without a condition on the subject any of them may assume the role.
# related_resources:
#   - https://docs.github.com/en/actions/security-for-github-actions/security-hardening-your-deployments/about-security-hardening-with-openid-connect
# custom:
#   id: iam-trust-foreign
#   severity: critical
#   reason: "anybody with an account at the issuer gets in"
#   category: access
#   resource_types:
#     - aws_iam_role
#   requires:
#     - assume_role_policy
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#     - "nist-800-53-r5:IA-8"
#   aliases: [CKV_AWS_393]
#   message: "workloads of anybody at {what} may assume the role: no condition says whose"
#   remediation: "add a condition on {whom} that begins with your organisation, such as repo:acme/app:ref:refs/heads/main"
#   example: |
#     resource "aws_iam_role" "deploy" {
#       name = "deploy"
#       assume_role_policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com" }
#           Action    = "sts:AssumeRoleWithWebIdentity"
#           Condition = { StringEquals = { "token.actions.githubusercontent.com:sub" = "repo:acme/app:ref:refs/heads/main" } }
#         }]
#       })
#     }
package driftgate.aws.iam.trust_foreign

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "a subject", "args": {"what": found.grant.what, "whom": found.grant.whom}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "foreign")
}
