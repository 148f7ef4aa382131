# METADATA
# title: No policy allows all of a service
# description: "All actions of a service hold those that give it away: its policies, its keys, its deletion. What AWS adds to the service later is allowed from that day."
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
# custom:
#   id: iam-service-wildcard
#   severity: medium
#   reason: "a whole service is more than any workload needs, but not the account"
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
#     aws_iam_role: [inline_policy]
#     aws_iam_role_policy: [policy]
#     aws_iam_user_policy: [policy]
#     aws_iam_group_policy: [policy]
#     aws_ssoadmin_permission_set_inline_policy: [inline_policy]
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-6"
#   aliases: [AVD-AWS-0057, AVD-AWS-0345, CKV2_AWS_40, iam_policy_no_full_access_to_kms, iam_policy_no_full_access_to_cloudtrail, iam_inline_policy_no_full_access_to_kms, iam_inline_policy_no_full_access_to_cloudtrail]
#   message: "the policy allows {what} on every resource"
#   remediation: "list the actions that are needed, or the resources"
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
package driftgate.aws.iam.service_wildcard

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named actions", "args": {"what": found.grant.what}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "services")
}
