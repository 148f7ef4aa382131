# METADATA
# title: "Buckets keep versions"
# description: "What is overwritten or deleted in a bucket without versions is gone. Versions are set by a resource of their own or, as before version 4 of the provider, in the bucket itself; where there is the resource, it counts."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
# custom:
#   id: s3-versioning
#   severity: medium
#   reason: "objects that are lost by mistake or by malice cannot be had again"
#   category: recovery
#   resource_types:
#     - aws_s3_bucket
#   needs:
#     aws_s3_bucket: [versioning]
#     aws_s3_bucket_versioning: [versioning_configuration.status]
#   related:
#     - aws_s3_bucket_versioning
#   controls:
#     - "nist-800-53-r5:CP-9"
#     - "nist-800-53-r5:SI-12"
#   aliases: [CKV_AWS_21, AVD-AWS-0090, s3_bucket_object_versioning]
#   message: "the bucket does not keep versions (status {status})"
#   remediation: "add aws_s3_bucket_versioning with status Enabled"
#   example: |
#     resource "aws_s3_bucket_versioning" "this" {
#       bucket = aws_s3_bucket.this.id
#       versioning_configuration {
#         status = "Enabled"
#       }
#     }
package driftgate.aws.s3.versioning

import data.driftgate.lib.blocks
import rego.v1

separate := object.get(input.related, "aws_s3_bucket_versioning", [])

inline := object.get(input.attributes, "versioning", null)

deny contains {"path": blocks.path("versioning", inline, "enabled"), "observed": blocks.member(inline, "enabled"), "required": true, "args": {"status": "not set"}} if {
	count(separate) == 0
	blocks.member(inline, "enabled") != true
}

deny contains {"path": [], "observed": status, "required": "Enabled", "args": {"status": status}, "unknown": unread(version, status)} if {
	some version in separate
	status := blocks.member(object.get(version.attributes, "versioning_configuration", null), "status")
	status != "Enabled"
}

unread(version, status) := concat("", ["the status of ", version.address, " is not known"]) if status == null

unread(_, status) := "" if status != null
