# METADATA
# title: Policies give no way to more power
# description: "Some actions give whoever has them more than they say: a new version of a policy, a key of another user, a function with any role."
# related_resources:
#   - https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation
# custom:
#   id: iam-escalation
#   severity: high
#   reason: "one more call makes an administrator of whoever has it"
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
#     - "nist-800-53-r5:AC-6(10)"
#   aliases: [CKV_AWS_286, AVD-AWS-0342, iam_policy_allows_privilege_escalation, iam_inline_policy_allows_privilege_escalation]
#   message: "the policy allows {what}, which gives {whom}"
#   remediation: "name the resources, or leave the actions to those who administer"
#   example: |
#     resource "aws_iam_policy" "deploy" {
#       name = "deploy"
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect   = "Allow"
#           Action   = ["iam:PassRole"]
#           Resource = "arn:aws:iam::111122223333:role/app"
#         }]
#       })
#     }
package driftgate.aws.iam.escalation

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named resources", "args": {"what": found.grant.what, "whom": found.grant.whom}, "pin": found.grant.pin} if {
	some found in grants.by_statement(input.facts.grants, "escalations")
}
