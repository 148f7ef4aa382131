# METADATA
# title: "Trails are encrypted with a key of one's own"
# description: "Files of a trail hold who did what from where. With a key of one's own reading them takes the bucket and the key, and each reading is itself recorded."
# related_resources:
#   - https://docs.aws.amazon.com/awscloudtrail/latest/userguide/encrypting-cloudtrail-log-files-with-aws-kms.html
# custom:
#   id: cloudtrail-trail-key
#   severity: low
#   reason: "it is encrypted either way, only a second door is missing"
#   category: encryption
#   resource_types:
#     - aws_cloudtrail
#     - aws_cloudtrail_event_data_store
#   requires:
#     - kms_key_id
#   controls:
#     - "nist-800-53-r5:AU-9"
#     - "nist-800-53-r5:SC-28"
#     - "cis-aws-3.0:3.5"
#   aliases: [CKV_AWS_35, CKV_AWS_294, AVD-AWS-0015, cloudtrail_kms_encryption_enabled]
#   message: "there is no key of one's own"
#   remediation: "set kms_key_id"
#   example: |
#     resource "aws_cloudtrail" "this" {
#       name           = "all"
#       s3_bucket_name = "acme-trail"
#       kms_key_id     = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
#     }
package driftgate.aws.cloudtrail.trail_key

import rego.v1

deny contains {"path": ["kms_key_id"], "observed": null, "required": "a key", "args": {}} if {
	object.get(input.attributes, "kms_key_id", null) in {null, ""}
}
