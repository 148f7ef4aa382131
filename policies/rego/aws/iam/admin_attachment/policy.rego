# METADATA
# title: "Nobody gets the administrator's managed policies"
# description: "AdministratorAccess is everything, PowerUserAccess everything but people, and IAMFullAccess gives itself the rest. They count however they are attached: one by one, to many at once, or in a list that allows no others."
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html
# custom:
#   id: iam-admin-attachment
#   severity: high
#   reason: "who takes over one such identity has the account"
#   category: access
#   resource_types:
#     - aws_iam_user_policy_attachment
#     - aws_iam_group_policy_attachment
#     - aws_iam_role_policy_attachment
#     - aws_iam_policy_attachment
#     - aws_iam_user_policy_attachments_exclusive
#     - aws_iam_group_policy_attachments_exclusive
#     - aws_iam_role_policy_attachments_exclusive
#   needs:
#     aws_iam_user_policy_attachment: [policy_arn]
#     aws_iam_group_policy_attachment: [policy_arn]
#     aws_iam_role_policy_attachment: [policy_arn]
#     aws_iam_policy_attachment: [policy_arn]
#     aws_iam_user_policy_attachments_exclusive: [policy_arns]
#     aws_iam_group_policy_attachments_exclusive: [policy_arns]
#     aws_iam_role_policy_attachments_exclusive: [policy_arns]
#   controls:
#     - "nist-800-53-r5:AC-6"
#     - "nist-800-53-r5:AC-6(5)"
#     - "cis-aws-3.0:1.16"
#   aliases: [CKV_AWS_274, CKV2_AWS_56, iam_aws_attached_policy_no_administrative_privileges, iam_user_administrator_access_policy, iam_group_administrator_access_policy, iam_role_administratoraccess_policy]
#   message: "{policy} is attached"
#   remediation: "attach a policy of the actions and resources that are needed, or give administration for a time through IAM Identity Center"
#   example: |
#     resource "aws_iam_role_policy_attachment" "app" {
#       role       = "app"
#       policy_arn = "arn:aws:iam::111122223333:policy/app"
#     }
package driftgate.aws.iam.admin_attachment

import rego.v1

powers := {"AdministratorAccess", "PowerUserAccess", "IAMFullAccess"}

held contains {"path": ["policy_arn"], "arn": input.attributes.policy_arn}

held contains {"path": ["policy_arns"], "arn": arn} if {
	some arn in input.attributes.policy_arns
}

deny contains {"path": one.path, "observed": one.arn, "required": "a policy of what is needed", "args": {"policy": parts[1]}, "pin": one.arn} if {
	some one in held
	parts := split(one.arn, ":iam::aws:policy/")
	parts[1] in powers
}
