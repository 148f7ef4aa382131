# METADATA
# title: Alarms do something
# description: "An alarm whose actions are switched off changes its colour and tells nobody. It is how people silence one for an evening and forget it."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
# custom:
#   id: cloudwatch-alarm-enabled
#   severity: medium
#   reason: "what somebody wanted to know goes unnoticed"
#   category: observability
#   resource_types:
#     - aws_cloudwatch_metric_alarm
#     - aws_cloudwatch_composite_alarm
#   requires:
#     - actions_enabled
#   controls:
#     - "nist-800-53-r5:SI-4"
#     - "nist-800-53-r5:AU-6"
#   aliases: [CKV_AWS_319, cloudwatch_alarm_actions_enabled]
#   message: "the alarm's actions are switched off"
#   remediation: "set actions_enabled = true"
#   example: |
#     resource "aws_cloudwatch_metric_alarm" "errors" {
#       alarm_name          = "errors"
#       comparison_operator = "GreaterThanThreshold"
#       evaluation_periods  = 1
#       actions_enabled     = true
#       alarm_actions       = [aws_sns_topic.oncall.arn]
#     }
package driftgate.aws.cloudwatch.alarm_enabled

import rego.v1

deny contains {"path": ["actions_enabled"], "observed": false, "required": true, "args": {}} if {
	input.attributes.actions_enabled == false
}
