# METADATA
# title: Queue policies are not public
# description: Queue policies are not public.
# custom:
#   id: data-queue-policy-public
#   severity: critical
#   category: access
#   resource_types:
#     - aws_sqs_queue
#     - aws_sqs_queue_policy
#   requires:
#     - policy
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   message: "the policy lets anyone {actions}"
#   remediation: "name the principals, or restrict them with a condition"
package driftgate.data.queue_policy_public

import data.driftgate.lib.principals
import rego.v1

deny contains {"path": ["policy"], "observed": "*", "required": "named principals", "args": {"actions": actions}} if {
	some actions in principals.open_to_everyone(input.documents.policy)
}
