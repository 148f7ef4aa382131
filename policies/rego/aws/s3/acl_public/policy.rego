# METADATA
# title: "ACLs give nothing to the world"
# description: "A canned ACL such as public-read, or a grant to the group of all users or of all accounts of AWS, gives a bucket to the world. It stands in a resource of its own or in the bucket itself. A block of public access may keep it from working, until somebody takes the block away."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html
# custom:
#   id: s3-acl-public
#   severity: critical
#   reason: "anybody on the internet reads the bucket, or writes to it"
#   category: access
#   resource_types:
#     - aws_s3_bucket
#     - aws_s3_bucket_acl
#   needs:
#     aws_s3_bucket: [grant]
#     aws_s3_bucket_acl: [access_control_policy]
#   optional:
#     - acl
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:SC-7"
#   aliases: [CKV_AWS_20, CKV_AWS_57, AVD-AWS-0092, s3_bucket_public_list_acl, s3_bucket_public_write_acl]
#   message: "the ACL gives {what} to {whom}"
#   remediation: "take the ACL away, and set object_ownership = \"BucketOwnerEnforced\", which switches ACLs off"
#   example: |
#     resource "aws_s3_bucket_ownership_controls" "this" {
#       bucket = aws_s3_bucket.this.id
#       rule {
#         object_ownership = "BucketOwnerEnforced"
#       }
#     }
package driftgate.aws.s3.acl_public

import data.driftgate.lib.acls
import data.driftgate.lib.values
import rego.v1

acl := values.told(input, "acl")

deny contains {"path": ["acl"], "observed": acl, "required": "private", "args": {"what": acl, "whom": whom}} if whom := acls.canned[acl]

# What is not set is private. What is not there is not known, unless the grants say what it means.
deny contains {"path": ["acl"], "observed": null, "required": "private", "args": {"what": "", "whom": ""}, "unknown": "acl is not known"} if {
	acl == values.unread
	count(grants) == 0
}

deny contains {"path": grant.path, "observed": grant.what, "required": "named accounts", "args": {"what": grant.what, "whom": acls.groups[grant.uri]}, "pin": concat(" ", [grant.what, grant.uri])} if some grant in grants

grants contains {"path": ["grant", index, "uri"], "what": concat(", ", grant.permissions), "uri": grant.uri} if {
	some index, grant in object.get(input.attributes, "grant", [])
}

grants contains {"path": ["access_control_policy", index, "grant", number, "grantee"], "what": grant.permission, "uri": grantee.uri} if {
	some index, control in object.get(input.attributes, "access_control_policy", [])
	some number, grant in control.grant
	some grantee in grant.grantee
}
