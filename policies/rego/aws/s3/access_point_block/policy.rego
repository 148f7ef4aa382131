# METADATA
# title: "Access points block public access"
# description: "An access point has a block of public access of its own, which AWS switches on whole where nobody sets it, and which nobody can change later. Access points of several regions have the same."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-bpa-settings.html
# custom:
#   id: s3-access-point-block
#   severity: high
#   reason: "the access point can be opened to the world past the block of its bucket's other doors"
#   category: access
#   resource_types:
#     - aws_s3_access_point
#     - aws_s3control_multi_region_access_point
#   needs:
#     aws_s3_access_point: [public_access_block_configuration]
#     aws_s3control_multi_region_access_point: [details]
#   controls:
#     - "nist-800-53-r5:AC-3"
#     - "nist-800-53-r5:SC-7"
#   aliases: [CKV_AWS_392, s3_access_point_public_access_block, s3_multi_region_access_point_public_access_block]
#   message: "the access point does not block public access: {missing}"
#   remediation: "take the block away, or set its four settings to true (the access point is made anew)"
#   example: |
#     resource "aws_s3_access_point" "this" {
#       bucket = aws_s3_bucket.this.id
#       name   = "reports"
#       public_access_block_configuration {
#         block_public_acls       = true
#         block_public_policy     = true
#         ignore_public_acls      = true
#         restrict_public_buckets = true
#       }
#     }
package driftgate.aws.s3.access_point_block

import rego.v1

settings := ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"]

found contains {"path": ["public_access_block_configuration", index], "block": block} if {
	some index, block in object.get(input.attributes, "public_access_block_configuration", null)
}

found contains {"path": ["details", index, "public_access_block", number], "block": block} if {
	some index, details in object.get(input.attributes, "details", null)
	some number, block in details.public_access_block
}

# What nobody sets is true.
deny contains {"path": array.concat(entry.path, [name]), "observed": false, "required": true, "args": {"missing": name}} if {
	some entry in found
	some name in settings
	entry.block[name] == false
}
