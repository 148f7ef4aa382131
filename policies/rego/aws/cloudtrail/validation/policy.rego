# METADATA
# title: Files of trails can be checked
# description: "With validation CloudTrail writes signed digests beside its files. Without them nobody can prove afterwards that none was changed or removed."
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
# custom:
#   id: cloudtrail-validation
#   severity: low
#   reason: "it is evidence, and keeps nobody out"
#   category: logging
#   resource_types:
#     - aws_cloudtrail
#   requires:
#     - enable_log_file_validation
#   controls:
#     - "nist-800-53-r5:AU-9"
#     - "nist-800-53-r5:AU-10"
#     - "nist-800-53-r5:SI-7"
#     - "cis-aws-3.0:3.2"
#   aliases: [CKV_AWS_36, AVD-AWS-0016, cloudtrail_log_file_validation_enabled]
#   message: "the trail's files cannot be checked"
#   remediation: "set enable_log_file_validation = true"
#   example: |
#     resource "aws_cloudtrail" "this" {
#       name                       = "all"
#       s3_bucket_name             = aws_s3_bucket.trail.id
#       enable_log_file_validation = true
#     }
package driftgate.aws.cloudtrail.validation

import rego.v1

deny contains {"path": ["enable_log_file_validation"], "observed": value, "required": true, "args": {}} if {
	value := object.get(input.attributes, "enable_log_file_validation", null)
	value != true
}
