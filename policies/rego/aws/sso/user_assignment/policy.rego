# METADATA
# title: Accounts are assigned to groups, not to single users
# description: "What belongs to a group ends when somebody leaves it. What is assigned to a user stays until somebody remembers it in each account."
# related_resources:
#   - https://docs.aws.amazon.com/singlesignon/latest/userguide/useraccess.html
# custom:
#   id: sso-user-assignment
#   severity: low
#   reason: "it gives nothing by itself, but is forgotten"
#   category: access
#   resource_types:
#     - aws_ssoadmin_account_assignment
#     - aws_ssoadmin_application_assignment
#   requires:
#     - principal_type
#   controls:
#     - "nist-800-53-r5:AC-2"
#     - "nist-800-53-r5:AC-6"
#   message: "a single user is assigned"
#   remediation: "assign a group, and put the user into it"
#   example: |
#     resource "aws_ssoadmin_account_assignment" "readers" {
#       instance_arn       = tolist(data.aws_ssoadmin_instances.this.arns)[0]
#       permission_set_arn = aws_ssoadmin_permission_set.readers.arn
#       principal_type     = "GROUP"
#       principal_id       = aws_identitystore_group.readers.group_id
#       target_type        = "AWS_ACCOUNT"
#       target_id          = "111122223333"
#     }
package driftgate.aws.sso.user_assignment

import rego.v1

deny contains {"path": ["principal_type"], "observed": "USER", "required": "GROUP", "args": {}} if {
	input.attributes.principal_type == "USER"
}
