# METADATA
# title: Tasks of services have no public address
# description: "A task with a public address is one rule of a group away from the internet. Load balancers and NAT gateways do without. Sets of tasks count."
# custom:
#   id: container-public-address
#   severity: medium
#   reason: "A security group still stands before it."
#   category: network
#   resource_types:
#     - aws_ecs_service
#     - aws_ecs_task_set
#   requires:
#     - network_configuration
#   reads:
#     - network_configuration.assign_public_ip
#   controls:
#     - "nist-800-53-r5:SC-7"
#     - "nist-800-53-r5:AC-4"
#   aliases:
#     - CKV_AWS_333
#     - ecs_service_no_assign_public_ip
#     - ecs_task_set_no_assign_public_ip
#   message: "tasks get a public address"
#   remediation: "set assign_public_ip = false, and put a load balancer before them"
#   example: |
#     resource "aws_ecs_service" "main" {
#       name            = "main"
#       task_definition = aws_ecs_task_definition.main.arn
#       network_configuration {
#         subnets          = [aws_subnet.private.id]
#         assign_public_ip = false
#       }
#     }
package driftgate.aws.ecs.public_address

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["network_configuration", index, "assign_public_ip"], "observed": true, "required": false, "args": {}} if {
	some index, block in input.attributes.network_configuration
	values.is_on(block.assign_public_ip)
}
