# METADATA
# title: Nobody works with keys that never end
# description: "An access key, the password of a repository, an SSH key and a signing certificate of a user are good until somebody takes them away, and where they leak nobody notices. Roles and IAM Identity Center give keys for hours."
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
# custom:
#   id: iam-access-key
#   severity: medium
#   reason: "leaked keys are the most common way into an account, yet the key alone is no leak"
#   category: access
#   resource_types:
#     - aws_iam_access_key
#     - aws_iam_service_specific_credential
#     - aws_iam_signing_certificate
#     - aws_iam_user_ssh_key
#   requires:
#     - status
#   controls:
#     - "nist-800-53-r5:AC-2"
#     - "nist-800-53-r5:IA-5"
#     - "nist-800-53-r5:IA-5(1)"
#   aliases: [iam_user_with_temporary_credentials]
#   message: "{what} is active"
#   remediation: "give the workload a role (of the machine, of the pipeline by OIDC, by IAM Roles Anywhere), then set status = \"Inactive\" and remove the key"
#   example: |
#     resource "aws_iam_access_key" "old" {
#       user   = aws_iam_user.old.name
#       status = "Inactive"
#     }
package driftgate.aws.iam.access_key

import rego.v1

told := {
	"aws_iam_access_key": "an access key",
	"aws_iam_service_specific_credential": "a password of a service",
	"aws_iam_signing_certificate": "a signing certificate",
	"aws_iam_user_ssh_key": "an SSH key",
}

deny contains {"path": ["status"], "observed": status, "required": "Inactive", "args": {"what": told[input.type]}} if {
	status := object.get(input.attributes, "status", null)
	status != "Inactive"
}
