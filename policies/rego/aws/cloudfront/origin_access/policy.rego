# METADATA
# title: Distributions sign what they ask of buckets
# description: "Without an origin access control or identity a bucket must be open to everybody to be an origin, and people can go around the distribution. The web site of a bucket is no such origin."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
# custom:
#   id: cloudfront-origin-access
#   severity: medium
#   reason: "The bucket's own policies say whether it is open."
#   category: access
#   resource_types:
#     - aws_cloudfront_distribution
#   requires:
#     - origin
#   reads:
#     - origin.domain_name
#     - origin.origin_access_control_id
#     - origin.s3_origin_config.origin_access_identity
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:SC-7"
#   aliases:
#     - CKV2_AWS_46
#     - cloudfront_distributions_s3_origin_access_control
#   message: "the bucket {bucket} is asked without a signature"
#   remediation: "add aws_cloudfront_origin_access_control, and name it in origin_access_control_id"
#   example: |
#     resource "aws_cloudfront_distribution" "main" {
#       origin {
#         origin_id                = "main"
#         domain_name              = aws_s3_bucket.main.bucket_regional_domain_name
#         origin_access_control_id = aws_cloudfront_origin_access_control.main.id
#       }
#     }
package driftgate.aws.cloudfront.origin_access

import data.driftgate.lib.values
import rego.v1

is_bucket(name) if {
	contains(name, ".s3.")
	contains(name, ".amazonaws.com")
}

is_bucket(name) if {
	contains(name, ".s3-")
	contains(name, ".amazonaws.com")
	not contains(name, ".s3-website")
}

signs(origin) if values.is_set(object.get(origin, "origin_access_control_id", null))

signs(origin) if {
	some config in origin.s3_origin_config
	values.is_set(object.get(config, "origin_access_identity", null))
}

deny contains {"path": ["origin", index, "origin_access_control_id"], "observed": null, "required": "an origin access control", "args": {"bucket": origin.domain_name}} if {
	some index, origin in input.attributes.origin
	is_bucket(origin.domain_name)
	not signs(origin)
}
