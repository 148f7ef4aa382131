# METADATA
# title: AWS Config records
# description: "A recorder does nothing until it is started, which is a resource of its own, and a stopped one keeps its history as if all were well."
# related_resources:
#   - https://docs.aws.amazon.com/config/latest/developerguide/stop-start-recorder.html
# custom:
#   id: config-recorder-on
#   severity: medium
#   reason: "changes go unseen, CloudTrail still has the calls"
#   category: logging
#   resource_types:
#     - aws_config_configuration_recorder_status
#   requires:
#     - is_enabled
#   controls:
#     - "nist-800-53-r5:CM-8"
#     - "nist-800-53-r5:AU-12"
#     - "cis-aws-3.0:3.3"
#   aliases: [CKV2_AWS_45, config_recorder_all_regions_enabled]
#   message: "the recorder is stopped"
#   remediation: "set is_enabled = true"
#   example: |
#     resource "aws_config_configuration_recorder_status" "this" {
#       name       = aws_config_configuration_recorder.this.name
#       is_enabled = true
#       depends_on = [aws_config_delivery_channel.this]
#     }
package driftgate.aws.config.recorder_on

import rego.v1

deny contains {"path": ["is_enabled"], "observed": value, "required": true, "args": {}} if {
	value := input.attributes.is_enabled
	value != true
}
