# METADATA
# title: "Streams are encrypted"
# description: "Records stay in a stream for a day to a year. They are encrypted with a key of KMS only where somebody says so."
# related_resources:
#   - https://docs.aws.amazon.com/streams/latest/dev/server-side-encryption.html
# custom:
#   id: kinesis-encrypted
#   severity: high
#   reason: "records lie in plain text for as long as they are kept"
#   category: encryption
#   resource_types:
#     - aws_kinesis_stream
#   needs:
#     aws_kinesis_stream: [encryption_type]
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_43, AVD-AWS-0064, kinesis_stream_encrypted_at_rest]
#   message: "the stream is not encrypted"
#   remediation: "set encryption_type = \"KMS\" and kms_key_id"
#   example: |
#     resource "aws_kinesis_stream" "this" {
#       name            = "orders"
#       encryption_type = "KMS"
#       kms_key_id      = aws_kms_key.this.arn
#       # ...
#     }
package driftgate.aws.kinesis.encrypted

import rego.v1

deny contains {"path": ["encryption_type"], "observed": value, "required": "KMS", "args": {}} if {
	value := object.get(input.attributes, "encryption_type", null)
	value != "KMS"
}
