# METADATA
# title: "File systems are encrypted at rest"
# description: "A file system is encrypted when it is made, or never, and by the API only where somebody says so. The copy that replication makes always is encrypted."
# related_resources:
#   - https://docs.aws.amazon.com/efs/latest/ug/encryption-at-rest.html
# custom:
#   id: efs-encrypted
#   severity: high
#   reason: "backups and copies can be read by whoever gets them"
#   category: encryption
#   resource_types:
#     - aws_efs_file_system
#   needs:
#     aws_efs_file_system: [encrypted]
#   controls:
#     - "nist-800-53-r5:SC-28"
#     - "cis-aws-3.0:2.4.1"
#   aliases: [CKV_AWS_42, AVD-AWS-0037, efs_encryption_at_rest_enabled]
#   message: "the file system is not encrypted"
#   remediation: "set encrypted = true (the file system is made anew)"
#   example: |
#     resource "aws_efs_file_system" "this" {
#       encrypted  = true
#       kms_key_id = aws_kms_key.this.arn
#     }
package driftgate.aws.efs.encrypted

import rego.v1

deny contains {"path": ["encrypted"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "encrypted", null)
	value != true
}
