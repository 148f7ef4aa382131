# METADATA
# title: Nobody from outside puts events on a bus
# description: "Whoever puts an event on a bus sets off the rules that listen there. The right is given by a policy of the bus, or by single permissions, which is the older form."
# related_resources:
#   - https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-permissions-manage.html
# custom:
#   id: events-policy-public
#   severity: high
#   reason: "anybody sets off what listens, by events that look like one's own"
#   category: access
#   resource_types:
#     - aws_cloudwatch_event_bus_policy
#     - aws_cloudwatch_event_permission
#     - aws_schemas_registry_policy
#   needs:
#     aws_cloudwatch_event_bus_policy: [policy]
#     aws_cloudwatch_event_permission: [principal, condition]
#     aws_schemas_registry_policy: [policy]
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   aliases: [eventbridge_bus_exposed]
#   message: "the policy lets anyone {what}"
#   remediation: "name the accounts, or restrict them with a condition on aws:PrincipalOrgID"
#   example: |
#     resource "aws_cloudwatch_event_permission" "org" {
#       statement_id = "org"
#       principal    = "*"
#       condition {
#         key   = "aws:PrincipalOrgID"
#         type  = "StringEquals"
#         value = "o-a1b2c3d4e5"
#       }
#     }
package driftgate.aws.events.policy_public

import data.driftgate.lib.grants
import data.driftgate.lib.limits
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what}, "pin": found.grant.pin} if {
	some found in grants.of(input.facts.grants, "everyone")
}

limited if {
	some condition in input.attributes.condition
	lower(condition.key) == "aws:principalorgid"
	lower(condition.type) in {"stringequals", "stringlike"}
	limits.is_fixed(condition.value)
}

deny contains {"path": ["principal"], "observed": "*", "required": "an account", "args": {"what": "put events on the bus"}} if {
	input.attributes.principal == "*"
	not limited
}
