# METADATA
# title: "Permission sets are not the administrator's"
# description: "Whoever a permission set is assigned to is administrator in each account that it is assigned in, for as long as a session lasts."
# related_resources:
#   - https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html
# custom:
#   id: sso-admin-set
#   severity: medium
#   reason: "it is administration of many accounts, though for a time and for known people"
#   category: access
#   resource_types:
#     - aws_ssoadmin_managed_policy_attachment
#   requires:
#     - managed_policy_arn
#   controls:
#     - "nist-800-53-r5:AC-6"
#     - "nist-800-53-r5:AC-6(5)"
#   aliases: [CKV_AWS_274]
#   message: "the permission set holds {policy}"
#   remediation: "use a policy of a job, and keep administration for an emergency"
#   example: |
#     resource "aws_ssoadmin_managed_policy_attachment" "readers" {
#       instance_arn       = tolist(data.aws_ssoadmin_instances.this.arns)[0]
#       permission_set_arn = aws_ssoadmin_permission_set.readers.arn
#       managed_policy_arn = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
#     }
package driftgate.aws.sso.admin_set

import rego.v1

deny contains {"path": ["managed_policy_arn"], "observed": arn, "required": "a policy of what is needed", "args": {"policy": parts[1]}, "pin": arn} if {
	arn := input.attributes.managed_policy_arn
	parts := split(arn, ":iam::aws:policy/")
	parts[1] in {"AdministratorAccess", "PowerUserAccess", "IAMFullAccess"}
}
