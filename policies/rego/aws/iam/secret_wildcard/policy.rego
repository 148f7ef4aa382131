# METADATA
# title: Policies do not read every secret
# description: Who may read every secret, parameter or key has the passwords of all that runs in the account. All of one account or region are all.
# custom:
#   id: iam-secret-wildcard
#   severity: high
#   reason: "it is every password of the account"
#   category: access
#   resource_types:
#     - aws_iam_policy
#     - aws_iam_role_policy
#     - aws_iam_user_policy
#     - aws_iam_group_policy
#     - aws_iam_role
#     - aws_ssoadmin_permission_set_inline_policy
#   needs:
#     aws_iam_policy: [policy]
#     aws_iam_role_policy: [policy]
#     aws_iam_user_policy: [policy]
#     aws_iam_group_policy: [policy]
#     aws_iam_role: [inline_policy]
#     aws_ssoadmin_permission_set_inline_policy: [inline_policy]
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-6"
#   aliases: [CKV_AWS_287, CKV_AWS_288]
#   message: "the policy allows {what} on all {whom}"
#   remediation: "name the secrets, keys or parameters"
#   example: |
#     resource "aws_iam_policy" "app" {
#       name = "app"
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect   = "Allow"
#           Action   = ["secretsmanager:GetSecretValue"]
#           Resource = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app/db-a1b2c3"
#         }]
#       })
#     }
package driftgate.aws.iam.secret_wildcard

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named resources", "args": {"what": found.grant.what, "whom": found.grant.whom}, "pin": found.grant.pin} if {
	some found in grants.by_statement(input.facts.grants, "secrets")
}
