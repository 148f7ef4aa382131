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
#   controls:
#     - "nist-800-53-r5:CM-5"
#     - "nist-800-53-r5:SI-7"
#   aliases:
#     - CKV_AWS_336
#     - ecs_task_definitions_containers_readonly_access
#   message: "a container can write to its root"
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

import data.driftgate.lib.containers
import rego.v1

on_windows if {
	some platform in input.attributes.runtime_platform
	startswith(platform.operating_system_family, "WINDOWS")
}

text := containers.squeezed(input.attributes.container_definitions)

fixed := containers.times(text, "\"readonlyrootfilesystem\":true")

# Each container has an image; labels may be called so too.
images := containers.times(text, "\"image\":")

writes if fixed == 0

writes if contains(text, "\"readonlyrootfilesystem\":false")

deny contains {"path": ["container_definitions"], "observed": false, "required": true, "args": {}} if {
	not on_windows
	images > 0
	writes
}

deny contains {"path": ["container_definitions"], "observed": false, "required": true, "args": {}, "unknown": "which of the containers can write to its root"} if {
	not on_windows
	not writes
	fixed < images
}
