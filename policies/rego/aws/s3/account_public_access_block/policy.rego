# METADATA
# title: "The account blocks public access to its buckets"
# description: "The block of the account holds for every bucket and access point in it, also for those that nobody declared. It takes all four settings; what is not set is false."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   id: s3-account-public-access-block
#   severity: high
#   reason: "a bucket that somebody makes by hand can be opened to the world"
#   category: access
#   resource_types:
#     - aws_s3_account_public_access_block
#   needs:
#     aws_s3_account_public_access_block: [block_public_acls, block_public_policy, ignore_public_acls, restrict_public_buckets]
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:SC-7"
#     - "cis-aws-3.0:2.1.4"
#   aliases: [s3_account_level_public_access_blocks]
#   message: "the account does not block public access: {missing}"
#   remediation: "set all four settings of aws_s3_account_public_access_block to true"
#   example: |
#     resource "aws_s3_account_public_access_block" "this" {
#       block_public_acls       = true
#       block_public_policy     = true
#       ignore_public_acls      = true
#       restrict_public_buckets = true
#     }
package driftgate.aws.s3.account_public_access_block

import rego.v1

settings := ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]

deny contains {"path": [name], "observed": value, "required": true, "args": {"missing": name}} if {
	some name in settings
	value := object.get(input.attributes, name, null)
	value != true
}
