package driftgate.data.queue_encrypted_test

import data.driftgate.data.queue_encrypted
import rego.v1

test_passes if {
	count(queue_encrypted.deny) == 0 with input as {"type": "aws_sqs_queue", "address": "aws_sqs_queue.x", "id": "x", "account": "", "region": "", "attributes": {"kms_master_key_id": "k", "sqs_managed_sse_enabled": false}, "related": {}, "documents": {}}
}

test_managed_passes if {
	count(queue_encrypted.deny) == 0 with input as {"type": "aws_sqs_queue", "address": "aws_sqs_queue.x", "id": "x", "account": "", "region": "", "attributes": {"kms_master_key_id": "", "sqs_managed_sse_enabled": true}, "related": {}, "documents": {}}
}

test_fails if {
	count(queue_encrypted.deny) == 1 with input as {"type": "aws_sqs_queue", "address": "aws_sqs_queue.x", "id": "x", "account": "", "region": "", "attributes": {"kms_master_key_id": "", "sqs_managed_sse_enabled": false}, "related": {}, "documents": {}}
}
