# METADATA
# title: No policy allows everything
# description: Every action on every resource, or every one but a few, is administration, however the wildcards are written.
# custom:
#   id: iam-admin-policy
#   severity: critical
#   reason: "whoever has it has the account"
#   category: access
#   resource_types:
#     - aws_iam_policy
#     - aws_iam_user_policy
#     - aws_iam_group_policy
#     - aws_iam_role
#     - aws_ssoadmin_permission_set_inline_policy
#   needs:
#     aws_iam_policy: [policy]
#     aws_iam_user_policy: [policy]
#     aws_iam_group_policy: [policy]
#     aws_iam_role: [inline_policy]
#     aws_ssoadmin_permission_set_inline_policy: [inline_policy]
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-6"
#     - "cis-aws-3.0:1.16"
#   aliases: [CKV_AWS_62, CKV_AWS_63, AVD-AWS-0057, iam_customer_attached_policy_no_administrative_privileges, iam_customer_unattached_policy_no_administrative_privileges, iam_inline_policy_no_administrative_privileges]
#   message: "the policy allows {what} on every resource"
#   remediation: "list the actions and resources that are needed"
#   example: |
#     resource "aws_iam_policy" "app" {
#       name = "app"
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect   = "Allow"
#           Action   = ["s3:GetObject"]
#           Resource = "arn:aws:s3:::acme-app/*"
#         }]
#       })
#     }
package driftgate.aws.iam.admin_policy

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named actions", "args": {"what": found.grant.what, "whom": found.grant.whom}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everything")
}
