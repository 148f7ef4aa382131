# METADATA
# title: "Pictures are encrypted with a key of one's own"
# description: "Kinesis Video encrypts with its own key where nobody names one. Pictures of people are personal data, and taking back a key is the quickest way to close them."
# related_resources:
#   - https://docs.aws.amazon.com/kinesisvideostreams/latest/dg/how-kms.html
# custom:
#   id: kinesisvideo-key
#   severity: low
#   reason: "it is encrypted either way, only a second door is missing"
#   category: encryption
#   resource_types:
#     - aws_kinesis_video_stream
#   requires:
#     - kms_key_id
#   controls:
#     - "nist-800-53-r5:SC-12"
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_177]
#   message: "the stream is encrypted with the default key"
#   remediation: "set kms_key_id"
#   example: |
#     resource "aws_kinesis_video_stream" "door" {
#       name       = "door"
#       kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
#     }
package driftgate.aws.kinesisvideo.key

import rego.v1

default_key(key) if key in {null, ""}

default_key(key) if endswith(key, "alias/aws/kinesisvideo")

deny contains {"path": ["kms_key_id"], "observed": key, "required": "a key", "args": {}} if {
	key := object.get(input.attributes, "kms_key_id", null)
	default_key(key)
}
