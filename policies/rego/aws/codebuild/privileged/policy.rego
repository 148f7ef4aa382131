# METADATA
# title: Builds are not privileged
# description: "A privileged build is root on the machine on which it runs. Builds of images with Docker need it; others do not."
# custom:
#   id: build-privileged
#   severity: medium
#   reason: "It takes a build of foreign code."
#   category: access
#   resource_types:
#     - aws_codebuild_project
#   requires:
#     - environment
#   reads:
#     - environment.privileged_mode
#   controls:
#     - "nist-800-53-r5:AC-6"
#     - "nist-800-53-r5:CM-7"
#   aliases:
#     - CKV_AWS_316
#   message: "the build is privileged"
#   remediation: "leave privileged_mode out, and build images without a daemon"
#   example: |
#     resource "aws_codebuild_project" "main" {
#       name         = "main"
#       service_role = aws_iam_role.build.arn
#       environment {
#         compute_type    = "BUILD_GENERAL1_SMALL"
#         image           = "aws/codebuild/standard:7.0"
#         type            = "LINUX_CONTAINER"
#         privileged_mode = false
#       }
#     }
package driftgate.aws.codebuild.privileged

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["environment", index, "privileged_mode"], "observed": true, "required": false, "args": {}} if {
	some index, block in input.attributes.environment
	values.is_on(block.privileged_mode)
}
