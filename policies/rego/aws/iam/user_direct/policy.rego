# METADATA
# title: Users have no policies of their own
# description: "What a group or a role gives can be seen and taken back in one place. A policy in or on a user is forgotten there, and stays when the user changes work."
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
# custom:
#   id: iam-user-direct
#   severity: medium
#   reason: "permissions of single users grow unseen, but give nothing by themselves"
#   category: access
#   resource_types:
#     - aws_iam_user_policy
#     - aws_iam_user_policy_attachment
#     - aws_iam_policy_attachment
#     - aws_iam_user_policies_exclusive
#     - aws_iam_user_policy_attachments_exclusive
#   needs:
#     aws_iam_user_policy: []
#     aws_iam_user_policy_attachment: []
#     aws_iam_policy_attachment: [users]
#     aws_iam_user_policies_exclusive: [policy_names]
#     aws_iam_user_policy_attachments_exclusive: [policy_arns]
#   controls:
#     - "nist-800-53-r5:AC-2"
#     - "nist-800-53-r5:AC-6"
#     - "cis-aws-3.0:1.15"
#   aliases: [CKV_AWS_40, AVD-AWS-0143, iam_policy_attached_only_to_group_or_roles]
#   message: "{what}"
#   remediation: "attach the policy to a group and put the user into it, or to a role"
#   example: |
#     resource "aws_iam_user_policy_attachments_exclusive" "jane" {
#       user_name   = aws_iam_user.jane.name
#       policy_arns = []
#     }
#
#     resource "aws_iam_group_policy_attachment" "readers" {
#       group      = aws_iam_group.readers.name
#       policy_arn = aws_iam_policy.read.arn
#     }
package driftgate.aws.iam.user_direct

import rego.v1

told := {
	"aws_iam_user_policy": "a policy stands in a user",
	"aws_iam_user_policy_attachment": "a policy is attached to a user",
}

deny contains {"path": [], "observed": null, "required": "a group or a role", "args": {"what": what}} if what := told[input.type]

deny contains {"path": ["users"], "observed": users, "required": [], "args": {"what": "a policy is attached to users"}} if {
	users := input.attributes.users
	count(users) > 0
}

deny contains {"path": ["policy_names"], "observed": names, "required": [], "args": {"what": "policies stand in a user"}} if {
	names := input.attributes.policy_names
	count(names) > 0
}

deny contains {"path": ["policy_arns"], "observed": arns, "required": [], "args": {"what": "policies are attached to a user"}} if {
	arns := input.attributes.policy_arns
	count(arns) > 0
}
