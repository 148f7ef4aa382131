# METADATA
# title: "Objects are not given to the world"
# description: "An object has an ACL of its own. With public-read anybody gets it who knows its name, whatever the bucket's policy says. It stands with objects, also of the older type, and with copies."
# custom:
#   id: s3-object-acl-public
#   severity: high
#   reason: "anybody on the internet gets the object"
#   category: access
#   resource_types:
#     - aws_s3_object
#     - aws_s3_bucket_object
#     - aws_s3_object_copy
#   requires:
#     - acl
#   controls:
#     - "nist-800-53-r5:AC-3"
#   message: "the ACL of the object is {acl}"
#   remediation: "take acl away, and give access by a policy of the bucket"
#   example: |
#     resource "aws_s3_object" "this" {
#       bucket = aws_s3_bucket.this.id
#       key    = "report.csv"
#       source = "report.csv"
#     }
package driftgate.aws.s3.object_acl_public

import rego.v1

public := {"public-read", "public-read-write", "authenticated-read"}

deny contains {"path": ["acl"], "observed": acl, "required": "private", "args": {"acl": acl}} if {
	acl := object.get(input.attributes, "acl", null)
	acl in public
}
