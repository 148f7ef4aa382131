# METADATA
# title: Tasks do not share what the machine has
# description: "A task that shares the processes, the network or the shared memory of its machine sees and reaches what others do there."
# custom:
#   id: container-host-modes
#   severity: medium
#   reason: "It takes a flaw in the task."
#   category: access
#   resource_types:
#     - aws_ecs_task_definition
#   requires:
#     - network_mode
#     - pid_mode
#     - ipc_mode
#   controls:
#     - "nist-800-53-r5:AC-6"
#     - "nist-800-53-r5:SC-39"
#   aliases:
#     - CKV_AWS_335
#     - ecs_task_definitions_host_namespace_not_shared
#     - ecs_task_definitions_host_networking_mode_users
#   message: "the task shares {what} of the machine"
#   remediation: "use the mode awsvpc, and leave pid_mode and ipc_mode out"
#   example: |
#     resource "aws_ecs_task_definition" "main" {
#       family                = "main"
#       network_mode          = "awsvpc"
#       container_definitions = file("main.json")
#     }
package driftgate.aws.ecs.host_modes

import rego.v1

words := {"network_mode": "the network", "pid_mode": "the processes", "ipc_mode": "the shared memory"}

deny contains {"path": [name], "observed": "host", "required": "its own", "args": {"what": what}} if {
	some name, what in words
	input.attributes[name] == "host"
}
