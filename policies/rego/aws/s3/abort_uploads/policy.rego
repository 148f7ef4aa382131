# METADATA
# title: "Unfinished uploads are thrown away"
# description: "The parts of an upload that nobody finishes are invisible in lists of objects, and paid for until a rule throws them away. Rules stand in a resource of their own or in the bucket itself; a bucket without any rule is another finding."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html
# custom:
#   id: s3-abort-uploads
#   severity: low
#   reason: "it costs money that nobody sees"
#   category: general
#   resource_types:
#     - aws_s3_bucket_lifecycle_configuration
#     - aws_s3_bucket
#   needs:
#     aws_s3_bucket_lifecycle_configuration: [rule]
#     aws_s3_bucket: [lifecycle_rule]
#   controls:
#     - "nist-800-53-r5:SI-12"
#   aliases: [CKV_AWS_300]
#   message: "no rule throws unfinished uploads away"
#   remediation: "add abort_incomplete_multipart_upload to a rule that is Enabled and holds for the whole bucket"
#   example: |
#     resource "aws_s3_bucket_lifecycle_configuration" "this" {
#       bucket = aws_s3_bucket.this.id
#       rule {
#         id     = "uploads"
#         status = "Enabled"
#         filter {}
#         abort_incomplete_multipart_upload {
#           days_after_initiation = 7
#         }
#       }
#     }
package driftgate.aws.s3.abort_uploads

import rego.v1

rules := object.get(input.attributes, "rule", null)

inline := object.get(input.attributes, "lifecycle_rule", null)

aborting if {
	some rule in rules
	rule.status == "Enabled"
	some abort in rule.abort_incomplete_multipart_upload
	abort.days_after_initiation > 0
}

aborting if {
	some rule in inline
	rule.enabled == true
	rule.abort_incomplete_multipart_upload_days > 0
}

deny contains {"path": ["rule"], "observed": null, "required": "abort_incomplete_multipart_upload", "args": {}} if {
	input.type == "aws_s3_bucket_lifecycle_configuration"
	not aborting
}

deny contains {"path": ["lifecycle_rule"], "observed": null, "required": "abort_incomplete_multipart_upload_days", "args": {}} if {
	some _ in inline
	not aborting
}
