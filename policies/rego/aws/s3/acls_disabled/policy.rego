# METADATA
# title: "Buckets take no ACLs"
# description: "Where the bucket's owner owns every object (BucketOwnerEnforced), ACLs mean nothing, and who may do what stands in policies alone. New buckets have it since April 2023; the resource can take it back."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html
# custom:
#   id: s3-acls-disabled
#   severity: medium
#   reason: "ACLs of single objects open them where no policy shows it"
#   category: access
#   resource_types:
#     - aws_s3_bucket_ownership_controls
#   needs:
#     aws_s3_bucket_ownership_controls: [rule]
#   controls:
#     - "nist-800-53-r5:AC-3"
#   aliases: [CKV2_AWS_65, s3_bucket_acl_prohibited]
#   message: "the bucket takes ACLs (object ownership {ownership})"
#   remediation: "set object_ownership = \"BucketOwnerEnforced\""
#   example: |
#     resource "aws_s3_bucket_ownership_controls" "this" {
#       bucket = aws_s3_bucket.this.id
#       rule {
#         object_ownership = "BucketOwnerEnforced"
#       }
#     }
package driftgate.aws.s3.acls_disabled

import data.driftgate.lib.blocks
import rego.v1

rule := object.get(input.attributes, "rule", null)

ownership := blocks.member(rule, "object_ownership")

deny contains {"path": blocks.path("rule", rule, "object_ownership"), "observed": ownership, "required": "BucketOwnerEnforced", "args": {"ownership": named}} if {
	ownership != "BucketOwnerEnforced"
}

named := ownership if ownership != null

named := "not set" if ownership == null
