# METADATA
# title: Trust policies are not public
# description: Trust policies are not public.
# custom:
#   id: iam-trust-public
#   severity: critical
#   category: access
#   resource_types:
#     - aws_iam_role
#   requires:
#     - assume_role_policy
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   message: "the policy lets anyone {actions}"
#   remediation: "name the principals, or restrict them with a condition"
package driftgate.iam.trust_public

import data.driftgate.lib.principals
import rego.v1

deny contains {"path": ["assume_role_policy"], "observed": "*", "required": "named principals", "args": {"actions": actions}} if {
	some actions in principals.open_to_everyone(input.documents.assume_role_policy)
}
