# METADATA
# title: "Bucket policies are not public"
# description: "A statement for everybody counts unless a condition names who asks or from where in fixed values: an account, an organisation, an ARN, an endpoint, or few networks. Policies stand in a resource of their own, in the bucket itself, or at an access point, of which one in a network of its own lets in nobody else."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
# custom:
#   id: s3-policy-public
#   severity: critical
#   reason: "anybody on the internet reads the objects, or writes them"
#   category: access
#   resource_types:
#     - aws_s3_bucket_policy
#     - aws_s3_bucket
#     - aws_s3_access_point
#     - aws_s3control_access_point_policy
#     - aws_s3control_bucket_policy
#   needs:
#     aws_s3_bucket_policy: [policy]
#     aws_s3_bucket: [policy]
#     aws_s3_access_point: [policy, vpc_configuration]
#     aws_s3control_access_point_policy: [policy]
#     aws_s3control_bucket_policy: [policy]
#   facts:
#     - grants
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:AC-6"
#   aliases: [CKV_AWS_70, s3_bucket_policy_public_write_access]
#   message: "the policy lets anyone {what}"
#   remediation: "name the principals, or restrict them with a condition"
#   example: |
#     resource "aws_s3_bucket_policy" "this" {
#       bucket = aws_s3_bucket.this.id
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Allow"
#           Principal = { AWS = "arn:aws:iam::111122223333:role/reader" }
#           Action    = "s3:GetObject"
#           Resource  = "${aws_s3_bucket.this.arn}/*"
#         }]
#       })
#     }
package driftgate.aws.s3.policy_public

import data.driftgate.lib.blocks
import data.driftgate.lib.grants
import rego.v1

deny contains {"path": [found.at], "observed": found.grant.what, "required": "named principals", "args": {"what": found.grant.what, "whom": found.grant.whom}, "pin": found.grant.pin} if {
	count(blocks.entries(object.get(input.attributes, "vpc_configuration", null))) == 0
	some found in grants.of(input.facts.grants, "everyone")
}
