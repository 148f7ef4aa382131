# METADATA
# title: Containers do not ask for root
# description: "A container that is told to run as root is one flaw away from what its machine guards. What an image says by itself is not seen here."
# related_resources:
#   - https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html
# custom:
#   id: container-root-user
#   severity: medium
#   reason: "It takes a flaw in the container and one in what holds it."
#   category: access
#   resource_types:
#     - aws_ecs_task_definition
#   requires:
#     - container_definitions
#   controls:
#     - "nist-800-53-r5:AC-6"
#   message: "a container runs as root"
#   remediation: "set user to one without rights, such as 1000"
#   example: |
#     resource "aws_ecs_task_definition" "main" {
#       family = "main"
#       container_definitions = jsonencode([{
#         name  = "main"
#         image = "main:1"
#         user  = "1000:1000"
#       }])
#     }
package driftgate.aws.ecs.root_user

import data.driftgate.lib.containers
import rego.v1

told := {"\"user\":\"root\"", "\"user\":\"root:", "\"user\":\"0\"", "\"user\":\"0:"}

deny contains {"path": ["container_definitions"], "observed": "root", "required": "another user", "args": {}} if {
	text := containers.squeezed(input.attributes.container_definitions)
	some said in told
	contains(text, said)
}
