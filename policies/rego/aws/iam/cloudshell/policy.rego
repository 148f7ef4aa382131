# METADATA
# title: Not everybody has a shell in the cloud
# description: "AWSCloudShellFullAccess lets one move files between the account and anywhere, past what watches the machines of the company."
# related_resources:
#   - https://docs.aws.amazon.com/cloudshell/latest/userguide/sec-auth-with-identities.html
# custom:
#   id: iam-cloudshell
#   severity: low
#   reason: "it is a way out for data that somebody may already read"
#   category: access
#   resource_types:
#     - aws_iam_user_policy_attachment
#     - aws_iam_group_policy_attachment
#     - aws_iam_role_policy_attachment
#     - aws_iam_policy_attachment
#   requires:
#     - policy_arn
#   controls:
#     - "nist-800-53-r5:AC-6"
#     - "cis-aws-3.0:1.22"
#   aliases: [iam_policy_cloudshell_admin_not_attached]
#   message: "AWSCloudShellFullAccess is attached"
#   remediation: "attach a policy that leaves out cloudshell:GetFileUploadUrls and cloudshell:GetFileDownloadUrls"
#   example: |
#     resource "aws_iam_group_policy_attachment" "shell" {
#       group      = "operators"
#       policy_arn = "arn:aws:iam::111122223333:policy/shell-without-files"
#     }
package driftgate.aws.iam.cloudshell

import rego.v1

deny contains {"path": ["policy_arn"], "observed": arn, "required": "a policy without files", "args": {}, "pin": arn} if {
	arn := input.attributes.policy_arn
	endswith(arn, ":iam::aws:policy/AWSCloudShellFullAccess")
}
