# METADATA
# title: Clusters measure their containers
# description: "Container Insights shows the load of each task and service. A setting of the account decides where nobody says so."
# custom:
#   id: container-insights
#   severity: low
#   reason: "Faults are found later, nothing is exposed."
#   category: logging
#   resource_types:
#     - aws_ecs_cluster
#   requires:
#     - setting
#   reads:
#     - setting.name
#     - setting.value
#   controls:
#     - "nist-800-53-r5:SI-4"
#     - "nist-800-53-r5:AU-12"
#   aliases:
#     - CKV_AWS_65
#     - AVD-AWS-0034
#     - ecs_cluster_container_insights_enabled
#   message: "the cluster does not measure its containers"
#   remediation: "add a setting containerInsights with the value enabled"
#   example: |
#     resource "aws_ecs_cluster" "main" {
#       name = "main"
#       setting {
#         name  = "containerInsights"
#         value = "enabled"
#       }
#     }
package driftgate.aws.ecs.container_insights

import rego.v1

insights := {index: setting | some index, setting in input.attributes.setting; setting.name == "containerInsights"}

deny contains {"path": ["setting", index, "value"], "observed": object.get(setting, "value", null), "required": "enabled", "args": {}} if {
	some index, setting in insights
	not object.get(setting, "value", null) in {"enabled", "enhanced"}
}

deny contains {"path": ["setting"], "observed": null, "required": "enabled", "args": {}} if count(insights) == 0
