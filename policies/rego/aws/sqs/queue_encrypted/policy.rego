# METADATA
# title: Queues are encrypted
# description: "A queue is encrypted by SQS itself unless somebody switches that off, or by a key of KMS. Either is enough here; only the key can be taken from somebody who may read the queue."
# custom:
#   id: data-queue-encrypted
#   severity: medium
#   reason: "messages lie there for up to two weeks"
#   category: encryption
#   resource_types:
#     - aws_sqs_queue
#   requires:
#     - kms_master_key_id
#     - sqs_managed_sse_enabled
#   controls:
#     - "nist-800-53-r5:SC-28"
#   aliases: [CKV_AWS_27, AVD-AWS-0096, sqs_queues_server_side_encryption_enabled]
#   message: "the queue is not encrypted"
#   remediation: "set sqs_managed_sse_enabled = true, or kms_master_key_id"
#   example: |
#     resource "aws_sqs_queue" "orders" {
#       name                    = "orders"
#       sqs_managed_sse_enabled = true
#     }
package driftgate.aws.sqs.queue_encrypted

import rego.v1

deny contains {"path": ["kms_master_key_id"], "observed": null, "required": "a key", "args": {}} if {
	object.get(input.attributes, "kms_master_key_id", null) in {"", null}
	input.attributes.sqs_managed_sse_enabled != true
}
