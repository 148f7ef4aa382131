# METADATA
# title: Builds are logged
# description: "Builds log to CloudWatch unless somebody switches it off. One of the two, CloudWatch or a bucket, has to be on."
# custom:
#   id: build-logs
#   severity: medium
#   reason: "It is a loss of proof of what was built."
#   category: logging
#   resource_types:
#     - aws_codebuild_project
#   requires:
#     - logs_config
#   reads:
#     - logs_config.cloudwatch_logs.status
#     - logs_config.s3_logs.status
#   controls:
#     - "nist-800-53-r5:AU-12"
#   aliases:
#     - CKV_AWS_314
#     - codebuild_project_logging_enabled
#   message: "builds are not logged"
#   remediation: "set the status of cloudwatch_logs or s3_logs to ENABLED"
#   example: |
#     resource "aws_codebuild_project" "main" {
#       name         = "main"
#       service_role = aws_iam_role.build.arn
#       logs_config {
#         cloudwatch_logs {
#           group_name = aws_cloudwatch_log_group.build.name
#         }
#       }
#     }
package driftgate.aws.codebuild.logs

import rego.v1

to_bucket if {
	some block in input.attributes.logs_config
	some target in block.s3_logs
	target.status == "ENABLED"
}

deny contains {"path": ["logs_config", index, "cloudwatch_logs", place, "status"], "observed": "DISABLED", "required": "ENABLED", "args": {}} if {
	some index, block in input.attributes.logs_config
	some place, target in block.cloudwatch_logs
	target.status == "DISABLED"
	not to_bucket
}
