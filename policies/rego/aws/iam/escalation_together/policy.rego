# METADATA
# title: Policies give no way to more power together
# description: "Two policies may give together what neither gives alone: one to pass a role, the other to start something with it. All that is attached counts, also what AWS writes itself and what the groups of a user give, within the boundary. What one policy of yours gives alone is told there."
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
#   - https://github.com/RhinoSecurityLabs/AWS-IAM-Privilege-Escalation
# custom:
#   id: iam-escalation-together
#   severity: high
#   reason: "one more call makes an administrator of whoever has them"
#   category: access
#   resource_types:
#     - aws_iam_role
#     - aws_iam_user
#     - aws_iam_group
#     - aws_ssoadmin_permission_set
#   facts:
#     - effective
#   controls:
#     - "nist-800-53-r5:AC-6"
#     - "nist-800-53-r5:AC-6(10)"
#   message: "its policies allow {what} together, which gives {whom}: {by}"
#   remediation: "name the resources in one of the policies, take one away, or set a permissions boundary"
#   example: |
#     resource "aws_iam_role" "deploy" {
#       name                 = "deploy"
#       assume_role_policy   = data.aws_iam_policy_document.trust.json
#       permissions_boundary = aws_iam_policy.boundary.arn
#     }
package driftgate.aws.iam.escalation_together

import rego.v1

deny contains {"path": [], "observed": entry.what, "required": "named resources", "args": {"what": entry.what, "whom": entry.whom, "by": concat(", ", entry.by)}, "pin": entry.pin, "unknown": entry.unknown} if {
	some entry in input.facts.effective
}
