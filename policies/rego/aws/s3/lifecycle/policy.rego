# METADATA
# title: "Buckets let objects expire or move"
# description: "Without rules a bucket keeps every object, every old version and every part of an unfinished upload for ever, and is paid for. Rules stand in a resource of their own or in the bucket itself; one of them has to be on."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html
# custom:
#   id: s3-lifecycle
#   severity: low
#   reason: "it costs money, and keeps data longer than anybody needs it"
#   category: general
#   resource_types:
#     - aws_s3_bucket
#   needs:
#     aws_s3_bucket: [lifecycle_rule]
#   related:
#     - aws_s3_bucket_lifecycle_configuration
#   controls:
#     - "nist-800-53-r5:SI-12"
#   aliases: [CKV2_AWS_61, s3_bucket_lifecycle_enabled]
#   message: "no rule lets objects of the bucket expire or move"
#   remediation: "add aws_s3_bucket_lifecycle_configuration with a rule whose status is Enabled"
#   example: |
#     resource "aws_s3_bucket_lifecycle_configuration" "this" {
#       bucket = aws_s3_bucket.this.id
#       rule {
#         id     = "old-versions"
#         status = "Enabled"
#         filter {}
#         noncurrent_version_expiration {
#           noncurrent_days = 90
#         }
#       }
#     }
package driftgate.aws.s3.lifecycle

import rego.v1

separate := object.get(input.related, "aws_s3_bucket_lifecycle_configuration", [])

on contains rule if {
	some configuration in separate
	some rule in configuration.attributes.rule
	rule.status == "Enabled"
}

on contains rule if {
	some rule in object.get(input.attributes, "lifecycle_rule", null)
	rule.enabled == true
}

deny contains {"path": ["lifecycle_rule"], "observed": null, "required": "Enabled", "args": {}, "unknown": unread} if count(on) == 0

open contains configuration.address if {
	some configuration in separate
	not configuration.attributes.rule
}

open contains configuration.address if {
	some configuration in separate
	some rule in configuration.attributes.rule
	not rule.status
}

open contains "lifecycle_rule" if {
	some rule in object.get(input.attributes, "lifecycle_rule", null)
	object.get(rule, "enabled", "unread") == "unread"
}

unread := "whether a rule is on is not known" if count(open) > 0

unread := "" if count(open) == 0
