# METADATA
# title: Buckets block public access
# description: Buckets block public access.
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   id: s3-public-access-block
#   severity: high
#   category: access
#   resource_types:
#     - aws_s3_bucket
#   requires:
#     - bucket
#   related:
#     - aws_s3_bucket_public_access_block
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:SC-7"
#     - "cis-aws-3.0:2.1.4"
#   message: "the bucket does not block public access: {missing}"
#   remediation: "add aws_s3_bucket_public_access_block with all four settings true"
package driftgate.aws.s3.public_access_block

import rego.v1

settings := ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]

blocks := object.get(input.related, "aws_s3_bucket_public_access_block", [])

deny contains {"path": [], "observed": null, "required": true, "args": {"missing": "it has no public access block"}} if {
	count(blocks) == 0
}

deny contains {"path": [name], "observed": value, "required": true, "args": {"missing": name}} if {
	some block in blocks
	some name in settings
	value := object.get(block.attributes, name, false)
	value != true
}
