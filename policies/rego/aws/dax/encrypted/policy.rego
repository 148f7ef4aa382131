# METADATA
# title: "DAX is encrypted at rest"
# description: "The cache before DynamoDB writes what it keeps to disks. Those are encrypted only where somebody says so when the cluster is made, whatever the table does."
# related_resources:
#   - https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAXEncryptionAtRest.html
# custom:
#   id: dax-encrypted
#   severity: high
#   reason: "disks can be read by whoever gets them"
#   category: encryption
#   resource_types:
#     - aws_dax_cluster
#   needs:
#     aws_dax_cluster: [server_side_encryption]
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_47, AVD-AWS-0023, dynamodb_accelerator_cluster_encryption_enabled]
#   message: "the cluster is not encrypted"
#   remediation: "set server_side_encryption with enabled = true (the cluster is made anew)"
#   example: |
#     resource "aws_dax_cluster" "this" {
#       cluster_name = "orders"
#       # ...
#       server_side_encryption {
#         enabled = true
#       }
#     }
package driftgate.aws.dax.encrypted

import data.driftgate.lib.blocks
import rego.v1

deny contains {"path": blocks.path("server_side_encryption", block, "enabled"), "observed": blocks.member(block, "enabled"), "required": true, "args": {}} if {
	block := object.get(input.attributes, "server_side_encryption", null)
	blocks.member(block, "enabled") != true
}
