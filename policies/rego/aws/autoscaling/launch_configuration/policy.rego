# METADATA
# title: Groups start machines from launch templates
# description: "Launch configurations get no new features and no new types of machines, and AWS lets new accounts make none."
# related_resources:
#   - https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-configurations.html
# custom:
#   id: scaling-launch-configuration
#   severity: low
#   reason: "It is a loss of features that protect, and nothing is exposed."
#   category: general
#   resource_types:
#     - aws_autoscaling_group
#   requires:
#     - launch_configuration
#   controls:
#     - "nist-800-53-r5:SA-22"
#   aliases:
#     - CKV_AWS_315
#     - autoscaling_group_using_ec2_launch_template
#   message: "the group uses the launch configuration {name}"
#   remediation: "make a launch template, and name it in launch_template"
#   example: |
#     resource "aws_autoscaling_group" "main" {
#       min_size = 2
#       max_size = 4
#       launch_template {
#         id      = aws_launch_template.main.id
#         version = "$Latest"
#       }
#     }
package driftgate.aws.autoscaling.launch_configuration

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["launch_configuration"], "observed": name, "required": "a launch template", "args": {"name": name}} if {
	name := input.attributes.launch_configuration
	values.is_set(name)
}
