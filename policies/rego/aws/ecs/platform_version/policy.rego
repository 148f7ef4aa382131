# METADATA
# title: Services run on a supported platform of Fargate
# description: "Platforms before 1.4.0 get no more repairs for Linux. For Windows 1.0.0 is the newest, and which of the two a service runs is not told there."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html
# custom:
#   id: container-platform-version
#   severity: medium
#   reason: "Known flaws of the platform stay open."
#   category: general
#   resource_types:
#     - aws_ecs_service
#   requires:
#     - platform_version
#   controls:
#     - "nist-800-53-r5:SI-2"
#     - "nist-800-53-r5:SA-22"
#   aliases:
#     - CKV_AWS_332
#     - ecs_service_fargate_latest_platform_version
#   message: "the platform {version} is no longer supported"
#   remediation: "set platform_version = \"LATEST\""
#   example: |
#     resource "aws_ecs_service" "main" {
#       name             = "main"
#       task_definition  = aws_ecs_task_definition.main.arn
#       launch_type      = "FARGATE"
#       platform_version = "LATEST"
#     }
package driftgate.aws.ecs.platform_version

import rego.v1

deny contains {"path": ["platform_version"], "observed": version, "required": "LATEST", "args": {"version": version}} if {
	version := input.attributes.platform_version
	version in {"1.1.0", "1.2.0", "1.3.0"}
}

deny contains {"path": ["platform_version"], "observed": "1.0.0", "required": "LATEST", "args": {"version": "1.0.0"}, "unknown": "whether the service runs Windows, for which 1.0.0 is the newest platform, is not known"} if {
	input.attributes.platform_version == "1.0.0"
}
