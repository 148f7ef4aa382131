# METADATA
# title: Builds are not shown to everybody
# description: "The logs and artifacts of a public project are for everybody on the internet, with what was written into them by mistake."
# related_resources:
#   - https://docs.aws.amazon.com/codebuild/latest/userguide/public-builds.html
# custom:
#   id: build-public
#   severity: high
#   reason: "Everybody reads logs and artifacts."
#   category: access
#   resource_types:
#     - aws_codebuild_project
#   requires:
#     - project_visibility
#   controls:
#     - "nist-800-53-r5:AC-3"
#   aliases:
#     - codebuild_project_not_publicly_accessible
#   message: "everybody may see the builds"
#   remediation: "set project_visibility = \"PRIVATE\""
#   example: |
#     resource "aws_codebuild_project" "main" {
#       name               = "main"
#       service_role       = aws_iam_role.build.arn
#       project_visibility = "PRIVATE"
#     }
package driftgate.aws.codebuild.public

import rego.v1

deny contains {"path": ["project_visibility"], "observed": "PUBLIC_READ", "required": "PRIVATE", "args": {}} if {
	input.attributes.project_visibility == "PUBLIC_READ"
}
