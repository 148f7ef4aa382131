package driftgate.data.topic_encrypted_test

import data.driftgate.data.topic_encrypted
import rego.v1

test_passes if {
	count(topic_encrypted.deny) == 0 with input as {"type": "aws_sns_topic", "address": "aws_sns_topic.x", "id": "x", "account": "", "region": "", "attributes": {"kms_master_key_id": "k"}, "related": {}, "documents": {}}
}

test_fails if {
	count(topic_encrypted.deny) == 1 with input as {"type": "aws_sns_topic", "address": "aws_sns_topic.x", "id": "x", "account": "", "region": "", "attributes": {"kms_master_key_id": ""}, "related": {}, "documents": {}}
}
