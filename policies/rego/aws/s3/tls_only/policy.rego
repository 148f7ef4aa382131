# METADATA
# title: "Bucket policies refuse plain HTTP"
# description: "S3 answers plain HTTP, and what goes over it can be read and changed on the way. Only a denial of every action to everybody, on the bucket and on its objects, refuses it; a bucket without a policy refuses nothing. A policy stands in a resource of its own or in the bucket itself."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
# custom:
#   id: s3-tls-only
#   severity: medium
#   reason: "clients of AWS use TLS by themselves, so it takes one that does not"
#   category: encryption
#   resource_types:
#     - aws_s3_bucket_policy
#     - aws_s3_bucket
#   needs:
#     aws_s3_bucket_policy: [bucket, policy]
#     aws_s3_bucket: [policy]
#   related:
#     - aws_s3_bucket_policy
#   optional:
#     - bucket
#   facts:
#     - refuses_plain_http
#   controls:
#     - "nist-800-53-r5:SC-8"
#     - "cis-aws-3.0:2.1.1"
#   aliases: [s3_bucket_secure_transport_policy]
#   message: "the bucket policy does not refuse requests without TLS to the bucket and all its objects"
#   remediation: "deny s3:* on the bucket and its objects to everyone where aws:SecureTransport is false"
#   example: |
#     resource "aws_s3_bucket_policy" "this" {
#       bucket = aws_s3_bucket.this.id
#       policy = jsonencode({
#         Version = "2012-10-17"
#         Statement = [{
#           Effect    = "Deny"
#           Principal = "*"
#           Action    = "s3:*"
#           Resource  = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
#           Condition = { Bool = { "aws:SecureTransport" = "false" } }
#         }]
#       })
#     }
package driftgate.aws.s3.tls_only

import rego.v1

# The policy of a bucket that is a resource of its own is judged there.
is_judged if input.type == "aws_s3_bucket_policy"

is_judged if count(object.get(input.related, "aws_s3_bucket_policy", [])) == 0

deny contains {"path": ["policy"], "observed": false, "required": "aws:SecureTransport", "args": {}, "unknown": unnamed} if {
	is_judged
	some refused in input.facts.refuses_plain_http
	refused == false
}

deny contains {"path": ["policy"], "observed": null, "required": "aws:SecureTransport", "args": {}} if {
	is_judged
	count(input.facts.refuses_plain_http) == 0
}

unnamed := "" if object.get(input.attributes, "bucket", "") != ""

unnamed := "the name of the bucket is not known" if object.get(input.attributes, "bucket", "") == ""
