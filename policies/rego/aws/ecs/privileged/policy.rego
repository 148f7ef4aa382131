# METADATA
# title: Containers are not privileged
# description: "A privileged container is root on the machine on which it runs. Tasks of ECS and jobs of Batch count, those in several parts and those on Kubernetes too."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
# custom:
#   id: container-privileged
#   severity: high
#   reason: "A flaw in one container is a flaw in the machine and all that runs there."
#   category: access
#   resource_types:
#     - aws_ecs_task_definition
#     - aws_batch_job_definition
#   needs:
#     aws_ecs_task_definition: [container_definitions]
#     aws_batch_job_definition: [container_properties, node_properties, ecs_properties, eks_properties]
#   reads:
#     - eks_properties.pod_properties.containers.security_context.privileged
#     - eks_properties.pod_properties.init_containers.security_context.privileged
#   facts:
#     - parsed
#   controls:
#     - "nist-800-53-r5:AC-6"
#     - "nist-800-53-r5:CM-7"
#   aliases:
#     - CKV_AWS_334
#     - CKV_AWS_210
#     - ecs_task_definitions_no_privileged_containers
#   message: "a container is privileged"
#   remediation: "leave privileged out, and add the capabilities that are needed"
#   example: |
#     resource "aws_ecs_task_definition" "main" {
#       family = "main"
#       container_definitions = jsonencode([{
#         name       = "main"
#         image      = "main:1"
#         privileged = false
#       }])
#     }
package driftgate.aws.ecs.privileged

import data.driftgate.lib.containers
import data.driftgate.lib.values
import rego.v1

texts := {
	"aws_ecs_task_definition": {"container_definitions"},
	"aws_batch_job_definition": {"container_properties", "node_properties", "ecs_properties"},
}

deny contains {"path": [name], "observed": true, "required": false, "args": {}} if {
	some name in texts[input.type]
	some container in containers.of(name, input.facts.parsed[name])
	some value in containers.said(container, "privileged")
	values.is_on(value)
}

deny contains {"path": [name], "observed": null, "required": false, "args": {}, "unknown": "which containers it has is not known"} if {
	some name in texts[input.type]
	values.is_set(input.attributes[name])
	not input.facts.parsed[name]
}

deny contains {"path": ["eks_properties"], "observed": true, "required": false, "args": {}} if {
	some properties in input.attributes.eks_properties
	some pod in properties.pod_properties
	some kind in ["containers", "init_containers"]
	some container in pod[kind]
	some context in container.security_context
	values.is_on(context.privileged)
}
