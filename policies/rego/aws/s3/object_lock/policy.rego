# METADATA
# title: "Locked buckets keep objects for some time"
# description: "Object lock alone keeps nothing. Only a default retention, of the bucket itself or as a resource of its own, keeps each new object from being deleted; in mode GOVERNANCE some may still do so. Buckets without object lock are not judged."
# related_resources:
#   - https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
# custom:
#   id: s3-object-lock
#   severity: low
#   reason: "objects of a bucket that is meant to keep them can be deleted"
#   category: recovery
#   resource_types:
#     - aws_s3_bucket
#   needs:
#     aws_s3_bucket: [object_lock_enabled, object_lock_configuration]
#   related:
#     - aws_s3_bucket_object_lock_configuration
#   controls:
#     - "nist-800-53-r5:CP-9"
#     - "nist-800-53-r5:AU-9"
#   aliases: [s3_bucket_object_lock]
#   message: "the bucket is locked, and keeps no object by default"
#   remediation: "add aws_s3_bucket_object_lock_configuration with a default retention"
#   example: |
#     resource "aws_s3_bucket_object_lock_configuration" "this" {
#       bucket = aws_s3_bucket.this.id
#       rule {
#         default_retention {
#           mode = "COMPLIANCE"
#           days = 30
#         }
#       }
#     }
package driftgate.aws.s3.object_lock

import rego.v1

inline := object.get(input.attributes, "object_lock_configuration", null)

separate := object.get(input.related, "aws_s3_bucket_object_lock_configuration", [])

locked if object.get(input.attributes, "object_lock_enabled", null) == true

locked if {
	some configuration in inline
	configuration.object_lock_enabled == "Enabled"
}

retentions contains retention if {
	some configuration in inline
	some rule in configuration.rule
	some retention in rule.default_retention
}

retentions contains retention if {
	some configuration in separate
	some rule in configuration.attributes.rule
	some retention in rule.default_retention
}

deny contains {"path": ["object_lock_configuration"], "observed": null, "required": "default_retention", "args": {}, "unknown": unread} if {
	locked
	count(retentions) == 0
}

open if {
	some configuration in separate
	not configuration.attributes.rule
}

unread := "its rule is not known" if open

unread := "" if not open
