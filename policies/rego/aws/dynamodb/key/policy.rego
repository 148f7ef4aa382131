# METADATA
# title: "Tables are encrypted with a KMS key"
# description: "DynamoDB encrypts every table, by default with a key that AWS owns and nobody sees. With a key of KMS in the account each use of it is recorded; a key of one's own says besides who may decrypt."
# related_resources:
#   - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/EncryptionAtRest.html
# custom:
#   id: dynamodb-key
#   severity: low
#   reason: "the data is encrypted, with a key that says nothing of who may read it"
#   category: encryption
#   resource_types:
#     - aws_dynamodb_table
#   needs:
#     aws_dynamodb_table: [server_side_encryption]
#   controls:
#     - "nist-800-53-r5:SC-28"
#     - "nist-800-53-r5:SC-12"
#   aliases: [CKV_AWS_119, AVD-AWS-0025, dynamodb_tables_kms_cmk_encryption_enabled]
#   message: "the table is encrypted with a key that AWS owns"
#   remediation: "set server_side_encryption with enabled = true and kms_key_arn"
#   example: |
#     resource "aws_dynamodb_table" "this" {
#       name = "orders"
#       # ...
#       server_side_encryption {
#         enabled     = true
#         kms_key_arn = aws_kms_key.this.arn
#       }
#     }
package driftgate.aws.dynamodb.key

import data.driftgate.lib.blocks
import rego.v1

deny contains {"path": blocks.path("server_side_encryption", block, "enabled"), "observed": blocks.member(block, "enabled"), "required": true, "args": {}} if {
	block := object.get(input.attributes, "server_side_encryption", null)
	blocks.member(block, "enabled") != true
}
