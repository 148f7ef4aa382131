# METADATA
# title: "Delivery streams are encrypted"
# description: "Records wait in a delivery stream until they are delivered, encrypted only where somebody says so. One that reads a stream of Kinesis or Kafka keeps none, and leaves it to its source."
# related_resources:
#   - https://docs.aws.amazon.com/firehose/latest/dev/encryption.html
# custom:
#   id: firehose-encrypted
#   severity: medium
#   reason: "records lie in plain text until they are delivered"
#   category: encryption
#   resource_types:
#     - aws_kinesis_firehose_delivery_stream
#   needs:
#     aws_kinesis_firehose_delivery_stream: [server_side_encryption, kinesis_source_configuration]
#   optional:
#     - msk_source_configuration
#   reads:
#     - kinesis_source_configuration.?
#     - msk_source_configuration.?
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_240, firehose_stream_encrypted_at_rest]
#   message: "the delivery stream is not encrypted"
#   remediation: "set server_side_encryption with enabled = true"
#   example: |
#     resource "aws_kinesis_firehose_delivery_stream" "this" {
#       name        = "orders"
#       destination = "extended_s3"
#       server_side_encryption {
#         enabled = true
#       }
#       # ...
#     }
package driftgate.aws.firehose.encrypted

import data.driftgate.lib.blocks
import rego.v1

# Versions of the provider before 5.14 know no source in Kafka.
encryption := object.get(input.attributes, "server_side_encryption", null)

deny contains {"path": blocks.path("server_side_encryption", encryption, "enabled"), "observed": blocks.member(encryption, "enabled"), "required": true, "args": {}} if {
	blocks.member(encryption, "enabled") != true
	count(blocks.entries(object.get(input.attributes, "kinesis_source_configuration", null))) == 0
	count(blocks.entries(object.get(input.attributes, "msk_source_configuration", null))) == 0
}
