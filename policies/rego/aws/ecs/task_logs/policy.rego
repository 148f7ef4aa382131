# METADATA
# title: Containers log
# description: "What a container writes is lost with it unless its definition says where it goes. Each container has to say so."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
# custom:
#   id: container-logs
#   severity: medium
#   reason: "It is a loss of proof, not of protection."
#   category: logging
#   resource_types:
#     - aws_ecs_task_definition
#   requires:
#     - container_definitions
#   facts:
#     - parsed
#   controls:
#     - "nist-800-53-r5:AU-12"
#   aliases:
#     - ecs_task_definitions_logging_enabled
#   message: "what the container {container} writes is lost"
#   remediation: "add logConfiguration to each container"
#   example: |
#     resource "aws_ecs_task_definition" "main" {
#       family = "main"
#       container_definitions = jsonencode([{
#         name  = "main"
#         image = "main:1"
#         logConfiguration = {
#           logDriver = "awslogs"
#           options   = { "awslogs-group" = "main", "awslogs-region" = "eu-west-1", "awslogs-stream-prefix" = "main" }
#         }
#       }])
#     }
package driftgate.aws.ecs.task_logs

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["container_definitions"], "observed": container.name, "required": "logConfiguration", "args": {"container": container.name}, "pin": container.name} if {
	some container in input.facts.parsed.container_definitions
	values.is_empty(object.get(container, "logConfiguration", null))
}

deny contains {"path": ["container_definitions"], "observed": null, "required": "logConfiguration", "args": {"container": "one"}, "unknown": "which containers it has is not known"} if {
	not input.facts.parsed.container_definitions
}
