# METADATA
# title: Trails record
# description: "A trail that is stopped looks like one and records nothing. Stopping it is the first thing that an intruder does."
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-turning-off-logging.html
# custom:
#   id: cloudtrail-logging
#   severity: high
#   reason: "nobody can tell what happens in the account"
#   category: logging
#   resource_types:
#     - aws_cloudtrail
#   requires:
#     - enable_logging
#   controls:
#     - "nist-800-53-r5:AU-2"
#     - "nist-800-53-r5:AU-12"
#     - "cis-aws-3.0:3.1"
#   aliases: [CKV_AWS_251]
#   message: "the trail is stopped"
#   remediation: "set enable_logging = true"
#   example: |
#     resource "aws_cloudtrail" "this" {
#       name           = "all"
#       s3_bucket_name = aws_s3_bucket.trail.id
#       enable_logging = true
#     }
package driftgate.aws.cloudtrail.logging

import rego.v1

deny contains {"path": ["enable_logging"], "observed": false, "required": true, "args": {}} if {
	input.attributes.enable_logging == false
}
