# METADATA
# title: "Security configurations of Glue encrypt everything"
# description: "A security configuration says how jobs encrypt what they write, their logs and their bookmarks. Each of the three has to have a mode other than DISABLED; what nobody sets is disabled."
# related_resources:
#   - https://docs.aws.amazon.com/glue/latest/dg/encryption-security-configuration.html
# custom:
#   id: glue-security-configuration
#   severity: medium
#   reason: "what jobs write, log or remember lies in plain text"
#   category: encryption
#   resource_types:
#     - aws_glue_security_configuration
#   needs:
#     aws_glue_security_configuration: [encryption_configuration]
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_99, glue_etl_jobs_amazon_s3_encryption_enabled, glue_etl_jobs_cloudwatch_logs_encryption_enabled, glue_etl_jobs_job_bookmark_encryption_enabled]
#   message: "{what} is {mode}"
#   remediation: "set SSE-KMS for logs and data, CSE-KMS for bookmarks"
#   example: |
#     resource "aws_glue_security_configuration" "this" {
#       name = "encrypted"
#       encryption_configuration {
#         cloudwatch_encryption {
#           cloudwatch_encryption_mode = "SSE-KMS"
#           kms_key_arn                = aws_kms_key.this.arn
#         }
#         job_bookmarks_encryption {
#           job_bookmarks_encryption_mode = "CSE-KMS"
#           kms_key_arn                   = aws_kms_key.this.arn
#         }
#         s3_encryption {
#           s3_encryption_mode = "SSE-KMS"
#           kms_key_arn        = aws_kms_key.this.arn
#         }
#       }
#     }
package driftgate.aws.glue.security_configuration

import data.driftgate.lib.blocks
import rego.v1

configuration := object.get(input.attributes, "encryption_configuration", null)

deny contains {"path": array.concat(["encryption_configuration", 0], blocks.path(name, block, member)), "observed": mode, "required": "KMS", "args": {"what": name, "mode": named(mode)}} if {
	some name in ["cloudwatch_encryption", "job_bookmarks_encryption", "s3_encryption"]
	member := concat("_", [name, "mode"])
	block := blocks.member(configuration, name)
	mode := blocks.member(block, member)
	mode in [null, "", "DISABLED"]
}

named(mode) := mode if mode != null

named(null) := "not set"
