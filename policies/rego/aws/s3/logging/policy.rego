# METADATA
# title: Buckets log access
# description: Buckets log access.
# custom:
#   id: s3-logging
#   severity: low
#   category: logging
#   resource_types:
#     - aws_s3_bucket
#   requires:
#     - bucket
#   related:
#     - aws_s3_bucket_logging
#   controls:
#     - "nist-800-53-r5:AU-2"
#     - "nist-800-53-r5:AU-12"
#   message: "access to the bucket is not logged"
#   remediation: "add aws_s3_bucket_logging; a bucket that receives logs is exempt when its name ends in -logs"
package driftgate.aws.s3.logging

import rego.v1

deny contains {"path": [], "observed": null, "required": "target_bucket", "args": {}} if {
	not endswith(input.attributes.bucket, "-logs")
	count(object.get(input.related, "aws_s3_bucket_logging", [])) == 0
}
