# METADATA
# title: No policy allows everything
# description: No policy allows everything.
# custom:
#   id: iam-admin-policy
#   severity: critical
#   category: access
#   resource_types:
#     - aws_iam_policy
#   requires:
#     - policy
#   controls:
#     - "nist-800-53-r5:AC-6"
#     - "cis-aws-3.0:1.16"
#   message: "the policy allows every action on every resource"
#   remediation: "list the actions and resources that are needed"
package driftgate.iam.admin_policy

import data.driftgate.lib.grants
import rego.v1

deny contains {"path": ["policy"], "observed": grant, "required": "named actions", "args": {}} if {
	some grant in grants.unbounded(input.documents.policy)
}
