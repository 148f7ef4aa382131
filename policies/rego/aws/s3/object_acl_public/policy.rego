# METADATA
# title: "Objects are not given to the world"
# description: "An object has an ACL of its own. With public-read anybody gets it who knows its name, whatever the bucket's policy says. It stands with objects, also of the older type, and with copies, which may write out whom they let in."
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
#   needs:
#     aws_s3_object_copy: [grant]
#   controls:
#     - "nist-800-53-r5:AC-3"
#   message: "the ACL of the object is {acl}, which lets in {whom}"
#   remediation: "take acl away, and give access by a policy of the bucket"
#   example: |
#     resource "aws_s3_object" "this" {
#       bucket = aws_s3_bucket.this.id
#       key    = "report.csv"
#       source = "report.csv"
#     }
package driftgate.aws.s3.object_acl_public

import data.driftgate.lib.acls
import rego.v1

deny contains {"path": ["acl"], "observed": acl, "required": "private", "args": {"acl": acl, "whom": whom}} if {
	acl := object.get(input.attributes, "acl", null)
	whom := acls.canned[acl]
}

deny contains {"path": ["grant", index, "uri"], "observed": what, "required": "named accounts", "args": {"acl": what, "whom": whom}, "pin": concat(" ", [what, grant.uri])} if {
	some index, grant in input.attributes.grant
	whom := acls.groups[grant.uri]
	what := concat(", ", grant.permissions)
}
