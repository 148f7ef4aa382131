# METADATA
# title: "Versions are deleted with a second factor only"
# description: "With MFA delete, whoever steals a key cannot remove versions or suspend them. Only the root user can switch it on, with a device at hand; a bucket whose objects are locked cannot lose them, either."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiFactorAuthenticationDelete.html
# custom:
#   id: s3-mfa-delete
#   severity: low
#   reason: "it protects what versions already protect against everybody but administrators"
#   category: recovery
#   resource_types:
#     - aws_s3_bucket
#   needs:
#     aws_s3_bucket: [versioning, object_lock_enabled]
#   related:
#     - aws_s3_bucket_versioning
#   controls:
#     - "nist-800-53-r5:CP-9"
#     - "nist-800-53-r5:IA-2"
#     - "cis-aws-3.0:2.1.2"
#   aliases: [s3_bucket_no_mfa_delete]
#   message: "versions of the bucket can be deleted without a second factor"
#   remediation: "as the root user set mfa_delete = \"Enabled\" in versioning_configuration, with mfa"
#   example: |
#     resource "aws_s3_bucket_versioning" "this" {
#       bucket = aws_s3_bucket.this.id
#       mfa    = "arn:aws:iam::111122223333:mfa/root-account-mfa-device 123456"
#       versioning_configuration {
#         status     = "Enabled"
#         mfa_delete = "Enabled"
#       }
#     }
package driftgate.aws.s3.mfa_delete

import data.driftgate.lib.blocks
import rego.v1

separate := object.get(input.related, "aws_s3_bucket_versioning", [])

inline := object.get(input.attributes, "versioning", null)

deny contains {"path": blocks.path("versioning", inline, "mfa_delete"), "observed": blocks.member(inline, "mfa_delete"), "required": true, "args": {}} if {
	object.get(input.attributes, "object_lock_enabled", null) != true
	count(separate) == 0
	blocks.member(inline, "mfa_delete") != true
}

deny contains {"path": [], "observed": value, "required": "Enabled", "args": {}} if {
	object.get(input.attributes, "object_lock_enabled", null) != true
	some version in separate
	value := blocks.member(object.get(version.attributes, "versioning_configuration", null), "mfa_delete")
	value != "Enabled"
}
