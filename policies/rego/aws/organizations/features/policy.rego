# METADATA
# title: Organisations can limit their accounts
# description: "An organisation that only shares the bill has no service control policies, and one that has not enabled that type of policy has none in force. Without them an administrator of an account is bound by nothing."
# related_resources:
#   - https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
# custom:
#   id: organizations-features
#   severity: medium
#   reason: "it is the limit above all others, but each account has its own"
#   category: access
#   resource_types:
#     - aws_organizations_organization
#   requires:
#     - feature_set
#     - enabled_policy_types
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#     - "nist-800-53-r5:CM-7"
#   message: "{what}"
#   remediation: "set feature_set = \"ALL\" and put SERVICE_CONTROL_POLICY into enabled_policy_types"
#   example: |
#     resource "aws_organizations_organization" "this" {
#       feature_set          = "ALL"
#       enabled_policy_types = ["SERVICE_CONTROL_POLICY"]
#     }
package driftgate.aws.organizations.features

import rego.v1

deny contains {"path": ["feature_set"], "observed": "CONSOLIDATED_BILLING", "required": "ALL", "args": {"what": "the organisation only shares the bill"}} if {
	input.attributes.feature_set == "CONSOLIDATED_BILLING"
}

deny contains {"path": ["enabled_policy_types"], "observed": types, "required": "SERVICE_CONTROL_POLICY", "args": {"what": "service control policies are not enabled"}} if {
	types := object.get(input.attributes, "enabled_policy_types", [])
	not has_control(types)
}

has_control(types) if "SERVICE_CONTROL_POLICY" in types
