# METADATA
# title: Alarms tell somebody
# description: "An alarm without an action is a line in a list that nobody opens. One that is only a part of a composite alarm needs none, which nobody can see from here, so this is low."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
# custom:
#   id: cloudwatch-alarm-action
#   severity: low
#   reason: "it may be a part of another alarm or of a rollback"
#   category: observability
#   resource_types:
#     - aws_cloudwatch_metric_alarm
#     - aws_cloudwatch_composite_alarm
#   requires:
#     - alarm_actions
#   controls:
#     - "nist-800-53-r5:SI-4"
#     - "nist-800-53-r5:AU-6"
#   aliases: [cloudwatch_alarm_actions_alarm_state_configured]
#   message: "the alarm has no action"
#   remediation: "set alarm_actions to a topic that reaches people"
#   example: |
#     resource "aws_cloudwatch_metric_alarm" "errors" {
#       alarm_name          = "errors"
#       comparison_operator = "GreaterThanThreshold"
#       evaluation_periods  = 1
#       alarm_actions       = ["arn:aws:sns:eu-west-1:111122223333:oncall"]
#     }
package driftgate.aws.cloudwatch.alarm_action

import rego.v1

deny contains {"path": ["alarm_actions"], "observed": null, "required": "an action", "args": {}} if {
	input.attributes.alarm_actions == null
}

deny contains {"path": ["alarm_actions"], "observed": [], "required": "an action", "args": {}} if {
	count(input.attributes.alarm_actions) == 0
}
