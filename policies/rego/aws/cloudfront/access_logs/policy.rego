# METADATA
# title: Distributions log who asks
# description: "Standard logs tell which address asked for what, and how it was answered. Logs that are delivered by CloudWatch Logs are not seen here."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/AccessLogs.html
# custom:
#   id: cloudfront-access-logs
#   severity: medium
#   reason: "It is a loss of proof, not of protection."
#   category: logging
#   resource_types:
#     - aws_cloudfront_distribution
#   requires:
#     - logging_config
#   reads:
#     - logging_config.?
#   controls:
#     - "nist-800-53-r5:AU-12"
#     - "nist-800-53-r5:AU-2"
#   aliases:
#     - CKV_AWS_86
#     - AVD-AWS-0010
#     - cloudfront_distributions_logging_enabled
#   message: "the distribution keeps no access logs"
#   remediation: "add logging_config with a bucket"
#   example: |
#     resource "aws_cloudfront_distribution" "main" {
#       logging_config {
#         bucket = aws_s3_bucket.logs.bucket_domain_name
#       }
#     }
package driftgate.aws.cloudfront.access_logs

import data.driftgate.lib.values
import rego.v1

deny contains {"path": ["logging_config"], "observed": null, "required": "a bucket", "args": {}} if {
	values.is_empty(input.attributes.logging_config)
}
