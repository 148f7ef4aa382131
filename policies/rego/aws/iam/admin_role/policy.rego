# METADATA
# title: "Roles do not hold the administrator's managed policies"
# description: "The list in a role itself is the older way to attach. What a resource of its own attaches is said there, and not again of the role."
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html
# custom:
#   id: iam-admin-role
#   severity: high
#   reason: "who takes over the role has the account"
#   category: access
#   resource_types:
#     - aws_iam_role
#   requires:
#     - managed_policy_arns
#   needs:
#     aws_iam_role_policy_attachment: [policy_arn]
#   related:
#     - aws_iam_role_policy_attachment
#   controls:
#     - "nist-800-53-r5:AC-6"
#     - "nist-800-53-r5:AC-6(5)"
#     - "cis-aws-3.0:1.16"
#   aliases: [CKV_AWS_274, CKV2_AWS_56, iam_role_administratoraccess_policy]
#   message: "the role holds {policy}"
#   remediation: "attach a policy of the actions and resources that are needed"
#   example: |
#     resource "aws_iam_role" "app" {
#       name = "app"
#       assume_role_policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { Service = "ec2.amazonaws.com" }
#           Action    = "sts:AssumeRole"
#         }]
#       })
#       managed_policy_arns = ["arn:aws:iam::111122223333:policy/app"]
#     }
package driftgate.aws.iam.admin_role

import rego.v1

powers := {"AdministratorAccess", "PowerUserAccess", "IAMFullAccess"}

attached contains attachment.attributes.policy_arn if {
	some attachment in input.related.aws_iam_role_policy_attachment
}

deny contains {"path": ["managed_policy_arns"], "observed": arn, "required": "a policy of what is needed", "args": {"policy": parts[1]}, "pin": arn} if {
	some arn in input.attributes.managed_policy_arns
	parts := split(arn, ":iam::aws:policy/")
	parts[1] in powers
	not arn in attached
}
