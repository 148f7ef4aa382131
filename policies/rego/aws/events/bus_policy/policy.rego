# METADATA
# title: Event buses say in a policy who puts events
# description: "Without a policy everybody in the account whom IAM allows puts events on a bus, and nothing written says who is meant to. The policy may be a whole one or made of permissions. The default bus of an account, and those of partners, are none of these."
# related_resources:
#   - https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-perms.html
#   - https://docs.aws.amazon.com/config/latest/developerguide/custom-eventbus-policy-attached.html
# custom:
#   id: events-bus-policy
#   severity: low
#   reason: "nobody outside of the account gets in without one"
#   category: access
#   resource_types:
#     - aws_cloudwatch_event_bus
#   requires:
#     - name
#   needs:
#     aws_cloudwatch_event_bus_policy: []
#     aws_cloudwatch_event_permission: []
#   related:
#     - aws_cloudwatch_event_bus_policy
#     - aws_cloudwatch_event_permission
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   message: "the bus has no policy"
#   remediation: "add aws_cloudwatch_event_bus_policy with who may put events"
#   example: |
#     resource "aws_cloudwatch_event_bus_policy" "orders" {
#       event_bus_name = aws_cloudwatch_event_bus.orders.name
#       policy         = data.aws_iam_policy_document.orders.json
#     }
package driftgate.aws.events.bus_policy

import rego.v1

policies := array.concat(object.get(input.related, "aws_cloudwatch_event_bus_policy", []), object.get(input.related, "aws_cloudwatch_event_permission", []))

custom if {
	input.attributes.name != "default"
	not startswith(input.attributes.name, "aws.partner/")
}

deny contains {"path": [], "observed": null, "required": "a policy", "args": {}} if {
	custom
	count(policies) == 0
}
