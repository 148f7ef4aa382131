# METADATA
# title: Policies allow what they name, not all but what they name
# description: "An Allow with NotAction or NotResource gives all that AWS has and will ever have, but for a list. It is meant for denials, where what is forgotten is refused."
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
# custom:
#   id: iam-not-action
#   severity: medium
#   reason: "it gives more than anybody sees, how much depends on the rest of the statement"
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
#     aws_iam_role: [assume_role_policy]
#     aws_ssoadmin_permission_set_inline_policy: [inline_policy]
#   controls:
#     - "nist-800-53-r5:AC-6"
#   message: "the policy allows all but {what}"
#   remediation: "name the actions and resources, or turn the statement into a denial"
#   example: |
#     resource "aws_iam_policy" "regions" {
#       name = "regions"
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Deny"
#           NotAction = ["iam:*", "sts:*"]
#           Resource  = "*"
#           Condition = { StringNotEquals = { "aws:RequestedRegion" = "eu-west-1" } }
#         }]
#       })
#     }
package driftgate.aws.iam.not_action

import rego.v1

deny contains {"path": [at], "observed": listed, "required": "what is allowed", "args": {"what": concat(", ", listed)}} if {
	some at, document in input.documents
	some statement in document.Statement
	statement.Effect == "Allow"
	some name in ["NotAction", "NotResource"]
	listed := statement[name]
}
