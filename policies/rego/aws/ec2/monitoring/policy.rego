# METADATA
# title: Instances are measured every minute
# description: "Without detailed monitoring a figure comes every five minutes, so alarms and groups that grow are late."
# custom:
#   id: compute-monitoring
#   severity: info
#   reason: "It costs money, and is for machines whose load matters."
#   category: logging
#   resource_types:
#     - aws_instance
#     - aws_launch_template
#     - aws_launch_configuration
#   needs:
#     aws_instance: [monitoring]
#     aws_launch_template: [monitoring.enabled]
#     aws_launch_configuration: [enable_monitoring]
#   controls:
#     - "nist-800-53-r5:SI-4"
#   aliases:
#     - CKV_AWS_126
#     - ec2_instance_detailed_monitoring_enabled
#   message: "figures come every five minutes only"
#   remediation: "switch detailed monitoring on"
#   example: |
#     resource "aws_instance" "main" {
#       ami           = data.aws_ami.main.id
#       instance_type = "t3.micro"
#       monitoring    = true
#     }
package driftgate.aws.ec2.monitoring

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["monitoring"], "observed": value, "required": true, "args": {}} if {
	input.type == "aws_instance"
	value := input.attributes.monitoring
	not values.is_on(value)
}

deny contains {"path": ["enable_monitoring"], "observed": false, "required": true, "args": {}} if {
	input.attributes.enable_monitoring == false
}

deny contains {"path": ["monitoring"], "observed": null, "required": true, "args": {}} if {
	input.type == "aws_launch_template"
	not measured
}

measured if {
	some block in input.attributes.monitoring
	values.is_on(block.enabled)
}
