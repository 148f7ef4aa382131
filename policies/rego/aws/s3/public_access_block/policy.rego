# METADATA
# title: "Buckets block public access"
# description: "The block keeps ACLs and policies that somebody writes later from opening the bucket. It takes all four settings; what is not set is false. A block of the whole account does the same for all of its buckets."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   id: s3-public-access-block
#   severity: high
#   reason: "one mistaken ACL or policy opens the bucket to the world"
#   category: access
#   resource_types:
#     - aws_s3_bucket
#   related:
#     - aws_s3_bucket_public_access_block
#     - aws_s3_account_public_access_block
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:SC-7"
#     - "cis-aws-3.0:2.1.4"
#   aliases: [CKV2_AWS_6, CKV_AWS_53, CKV_AWS_54, CKV_AWS_55, CKV_AWS_56, AVD-AWS-0086, AVD-AWS-0087, AVD-AWS-0091, AVD-AWS-0093, AVD-AWS-0094, s3_bucket_level_public_access_block]
#   message: "the bucket does not block public access: {missing}"
#   remediation: "add aws_s3_bucket_public_access_block with all four settings true"
#   example: |
#     resource "aws_s3_bucket_public_access_block" "this" {
#       bucket                  = aws_s3_bucket.this.id
#       block_public_acls       = true
#       block_public_policy     = true
#       ignore_public_acls      = true
#       restrict_public_buckets = true
#     }
package driftgate.aws.s3.public_access_block

import rego.v1

settings := ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]

separate := object.get(input.related, "aws_s3_bucket_public_access_block", [])

# AWS takes the stricter of both for each setting.
by_account(name) if {
	some block in object.get(input.related, "aws_s3_account_public_access_block", [])
	block.attributes[name] == true
}

open_settings := [name | some name in settings; not by_account(name)]

deny contains {"path": [], "observed": null, "required": true, "args": {"missing": "it has no public access block"}} if {
	count(separate) == 0
	count(open_settings) > 0
}

deny contains {"path": [name], "observed": value, "required": true, "args": {"missing": name}, "unknown": unread(block, name, value), "pin": name} if {
	some block in separate
	some name in open_settings
	value := object.get(block.attributes, name, "unread")
	value != true
}

unread(block, name, "unread") := concat("", [name, " of ", block.address, " is not known"])

unread(_, _, value) := "" if value != "unread"
