# METADATA
# title: Things do what they are for
# description: "A policy of IoT is given to a certificate in a device that anybody may open. With all actions, or with publishing and listening on every topic, one device is all of them. Whom it is given to says nothing here."
# related_resources:
#   - https://docs.aws.amazon.com/iot/latest/developerguide/iot-policies.html
#   - https://docs.aws.amazon.com/iot/latest/developerguide/audit-chk-iot-policy-permissive.html
# custom:
#   id: iot-policy-wildcard
#   severity: high
#   reason: "one opened device reads and speaks for all"
#   category: access
#   resource_types:
#     - aws_iot_policy
#   requires:
#     - policy
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   message: "the policy allows {what}, whatever the topic or the client"
#   remediation: "name topics and clients by the policy variables of the thing, such as ${iot:Connection.Thing.ThingName}"
#   example: |
#     resource "aws_iot_policy" "sensor" {
#       name = "sensor"
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect   = "Allow"
#           Action   = ["iot:Publish"]
#           Resource = ["arn:aws:iot:eu-west-1:111122223333:topic/sensors/$${iot:Connection.Thing.ThingName}"]
#         }]
#       })
#     }
package driftgate.aws.iot.policy_wildcard

import data.driftgate.lib.actions
import rego.v1

data_actions := {"iot:publish", "iot:subscribe", "iot:receive", "iot:connect"}

kinds := {"topic/", "topicfilter/", "client/", "/"}

everywhere(statement) if {
	some resource in statement.Resource
	parts := split(resource, ":")
	last := parts[count(parts) - 1]
	stem := trim(last, "*?")
	stem != last
	some kind in kinds
	startswith(kind, stem)
}

everywhere(statement) if statement.NotResource

deny contains {"path": ["policy"], "observed": pattern, "required": "named resources", "args": {"what": pattern}} if {
	some statement in input.documents.policy.Statement
	statement.Effect == "Allow"
	some pattern in statement.Action
	some action in data_actions
	actions.means(pattern, action)
	everywhere(statement)
}

deny contains {"path": ["policy"], "observed": others, "required": "named actions", "args": {"what": concat("", ["all but ", concat(", ", others)])}} if {
	some statement in input.documents.policy.Statement
	statement.Effect == "Allow"
	others := statement.NotAction
}
