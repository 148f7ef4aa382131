# METADATA
# title: Containers cannot change their own files
# description: "What cannot be written cannot be changed by an intruder. Each container has to say so; on Windows it cannot."
# custom:
#   id: container-readonly-root
#   severity: low
#   reason: "It takes a flaw in the container."
#   category: access
#   resource_types:
#     - aws_ecs_task_definition
#   requires:
#     - container_definitions
#     - runtime_platform
#   reads:
#     - runtime_platform.operating_system_family
#   facts:
#     - parsed
#   controls:
#     - "nist-800-53-r5:CM-5"
#     - "nist-800-53-r5:SI-7"
#   aliases:
#     - CKV_AWS_336
#     - ecs_task_definitions_containers_readonly_access
#   message: "the container {container} can write to its root"
#   remediation: "set readonlyRootFilesystem = true, and mount volumes for what is written"
#   example: |
#     resource "aws_ecs_task_definition" "main" {
#       family = "main"
#       container_definitions = jsonencode([{
#         name                   = "main"
#         image                  = "main:1"
#         readonlyRootFilesystem = true
#       }])
#     }
package driftgate.aws.ecs.readonly_root

import rego.v1

on_windows if {
	some platform in input.attributes.runtime_platform
	startswith(platform.operating_system_family, "WINDOWS")
}

deny contains {"path": ["container_definitions"], "observed": container.name, "required": true, "args": {"container": container.name}, "pin": container.name} if {
	not on_windows
	some container in input.facts.parsed.container_definitions
	object.get(container, "readonlyRootFilesystem", false) != true
}

deny contains {"path": ["container_definitions"], "observed": null, "required": true, "args": {"container": "one"}, "unknown": "which containers it has is not known"} if {
	not input.facts.parsed.container_definitions
}
