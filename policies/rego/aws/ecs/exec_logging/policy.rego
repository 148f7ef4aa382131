# METADATA
# title: What people type in containers is logged
# description: "With ECS Exec people open a shell in a container. Unless it is switched off, what they type goes to the logs of the container; whoever overrides that has to say where it goes."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
# custom:
#   id: container-exec-logging
#   severity: medium
#   reason: "It is a loss of proof of what administrators did."
#   category: logging
#   resource_types:
#     - aws_ecs_cluster
#   requires:
#     - configuration
#   reads:
#     - configuration.execute_command_configuration.logging
#     - configuration.execute_command_configuration.log_configuration.cloud_watch_log_group_name
#     - configuration.execute_command_configuration.log_configuration.s3_bucket_name
#   controls:
#     - "nist-800-53-r5:AU-12"
#     - "nist-800-53-r5:AC-17"
#   aliases:
#     - CKV_AWS_223
#   message: "what people type in containers is not logged"
#   remediation: "set logging to DEFAULT, or to OVERRIDE with a log group or a bucket"
#   example: |
#     resource "aws_ecs_cluster" "main" {
#       name = "main"
#       configuration {
#         execute_command_configuration {
#           logging = "OVERRIDE"
#           log_configuration {
#             cloud_watch_log_group_name = aws_cloudwatch_log_group.exec.name
#           }
#         }
#       }
#     }
package driftgate.aws.ecs.exec_logging

import data.driftgate.lib.values
import rego.v1

commands contains {"path": ["configuration", index, "execute_command_configuration", place, "logging"], "block": block} if {
	some index, configuration in input.attributes.configuration
	some place, block in configuration.execute_command_configuration
}

goes_somewhere(block) if {
	some target in block.log_configuration
	some name in ["cloud_watch_log_group_name", "s3_bucket_name"]
	values.is_set(object.get(target, name, null))
}

deny contains {"path": command.path, "observed": "NONE", "required": "DEFAULT", "args": {}} if {
	some command in commands
	command.block.logging == "NONE"
}

deny contains {"path": command.path, "observed": "OVERRIDE", "required": "a log group or a bucket", "args": {}} if {
	some command in commands
	command.block.logging == "OVERRIDE"
	values.is_empty(object.get(command.block, "log_configuration", null))
}

deny contains {"path": array.concat(command.path, ["log_configuration"]), "observed": "OVERRIDE", "required": "a log group or a bucket", "args": {}, "unknown": "where it goes is not said, or only an apply tells it"} if {
	some command in commands
	command.block.logging == "OVERRIDE"
	not goes_somewhere(command.block)
}
