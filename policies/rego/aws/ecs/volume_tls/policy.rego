# METADATA
# title: Tasks reach their file systems in TLS
# description: "What a task reads from EFS and writes there goes over the network, in plain text unless the volume says otherwise."
# custom:
#   id: container-volume-tls
#   severity: medium
#   reason: "It takes somebody in the network."
#   category: encryption
#   resource_types:
#     - aws_ecs_task_definition
#   requires:
#     - volume
#   reads:
#     - volume.efs_volume_configuration.transit_encryption
#   controls:
#     - "nist-800-53-r5:SC-8"
#   aliases:
#     - CKV_AWS_97
#     - AVD-AWS-0035
#   message: "the volume {name} is reached in plain text"
#   remediation: "set transit_encryption = \"ENABLED\""
#   example: |
#     resource "aws_ecs_task_definition" "main" {
#       family                = "main"
#       container_definitions = file("main.json")
#       volume {
#         name = "data"
#         efs_volume_configuration {
#           file_system_id     = aws_efs_file_system.main.id
#           transit_encryption = "ENABLED"
#         }
#       }
#     }
package driftgate.aws.ecs.volume_tls

import rego.v1

deny contains {"path": ["volume", index, "efs_volume_configuration", place, "transit_encryption"], "observed": object.get(block, "transit_encryption", null), "required": "ENABLED", "args": {"name": object.get(volume, "name", null)}} if {
	some index, volume in input.attributes.volume
	some place, block in volume.efs_volume_configuration
	object.get(block, "transit_encryption", null) != "ENABLED"
}
