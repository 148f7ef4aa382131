# METADATA
# title: What builds make is encrypted
# description: "Artifacts, those beside them, logs in a bucket and exported reports are encrypted unless somebody switches it off. A build without artifacts has none to encrypt."
# custom:
#   id: build-encryption
#   severity: high
#   reason: "Code, programs and what was written into logs lie in plain text."
#   category: encryption
#   resource_types:
#     - aws_codebuild_project
#     - aws_codebuild_report_group
#   needs:
#     aws_codebuild_project: [artifacts, secondary_artifacts, logs_config]
#     aws_codebuild_report_group: [export_config]
#   reads:
#     - artifacts.encryption_disabled
#     - artifacts.type
#     - secondary_artifacts.encryption_disabled
#     - secondary_artifacts.type
#     - logs_config.s3_logs.encryption_disabled
#     - export_config.s3_destination.encryption_disabled
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases:
#     - CKV_AWS_78
#     - CKV_AWS_311
#     - AVD-AWS-0018
#     - codebuild_project_s3_logs_encrypted
#     - codebuild_report_group_export_encrypted
#   message: "{what} are not encrypted"
#   remediation: "take encryption_disabled away"
#   example: |
#     resource "aws_codebuild_project" "main" {
#       name         = "main"
#       service_role = aws_iam_role.build.arn
#       artifacts {
#         type                = "S3"
#         location            = aws_s3_bucket.artifacts.bucket
#         encryption_disabled = false
#       }
#     }
package driftgate.aws.codebuild.encryption

import data.driftgate.lib.values
import rego.v1

deny contains {"path": [name, index, "encryption_disabled"], "observed": true, "required": false, "args": {"what": "artifacts"}} if {
	some name in ["artifacts", "secondary_artifacts"]
	some index, block in object.get(input.attributes, name, [])
	values.is_on(block.encryption_disabled)
	object.get(block, "type", null) != "NO_ARTIFACTS"
}

deny contains {"path": ["logs_config", index, "s3_logs", place, "encryption_disabled"], "observed": true, "required": false, "args": {"what": "logs"}} if {
	some index, block in input.attributes.logs_config
	some place, target in block.s3_logs
	values.is_on(target.encryption_disabled)
}

deny contains {"path": ["export_config", index, "s3_destination", place, "encryption_disabled"], "observed": true, "required": false, "args": {"what": "reports"}} if {
	some index, block in input.attributes.export_config
	some place, target in block.s3_destination
	values.is_on(target.encryption_disabled)
}
