# METADATA
# title: Root users of member accounts are managed in one place
# description: "With central root access the members of an organisation need no root password at all, and what only root may do is done from the management account for minutes."
# related_resources:
#   - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html
# custom:
#   id: iam-root-central
#   severity: medium
#   reason: "a root password of a member passes every policy of the organisation"
#   category: access
#   resource_types:
#     - aws_iam_organizations_features
#   requires:
#     - enabled_features
#   controls:
#     - "nist-800-53-r5:AC-2"
#     - "nist-800-53-r5:AC-6(5)"
#     - "nist-800-53-r5:IA-2"
#   aliases: [iam_root_credentials_management_enabled]
#   message: "{feature} is not enabled"
#   remediation: "enable RootCredentialsManagement and RootSessions"
#   example: |
#     resource "aws_iam_organizations_features" "this" {
#       enabled_features = ["RootCredentialsManagement", "RootSessions"]
#     }
package driftgate.aws.iam.root_central

import rego.v1

deny contains {"path": ["enabled_features"], "observed": enabled, "required": feature, "args": {"feature": feature}} if {
	some feature in ["RootCredentialsManagement", "RootSessions"]
	enabled := object.get(input.attributes, "enabled_features", [])
	not feature in enabled
}
