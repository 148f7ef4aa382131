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
#   facts:
#     - parsed
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

# A group may follow the user.
name(user) := split(user, ":")[0]

is_root(user) if lower(name(user)) == "root"

# A number may have a sign and zeros before it.
is_root(user) if {
	trim(name(user), "+-0") == ""
	contains(name(user), "0")
}

is_read if containers.is_list(input.facts.parsed.container_definitions)

deny contains {"path": ["container_definitions"], "observed": "root", "required": "another user", "args": {}} if {
	some container in containers.of("container_definitions", input.facts.parsed.container_definitions)
	some user in containers.said(container, "user")
	is_root(user)
}

deny contains {"path": ["container_definitions"], "observed": null, "required": "another user", "args": {}, "unknown": "which containers it has is not known"} if {
	not is_read
}
