# METADATA
# title: Queues are encrypted
# description: Queues are encrypted.
# custom:
#   id: data-queue-encrypted
#   severity: medium
#   category: encryption
#   resource_types:
#     - aws_sqs_queue
#   requires:
#     - kms_master_key_id
#     - sqs_managed_sse_enabled
#   controls:
#     - "nist-800-53-r5:SC-28"
#   message: "the queue is not encrypted"
#   remediation: "set sqs_managed_sse_enabled = true, or kms_master_key_id"
package driftgate.aws.sqs.queue_encrypted

import rego.v1

deny contains {"path": ["kms_master_key_id"], "observed": null, "required": "a key", "args": {}} if {
	object.get(input.attributes, "kms_master_key_id", null) in {"", null}
	object.get(input.attributes, "sqs_managed_sse_enabled", false) != true
}
