package driftgate.data.log_key_test

import data.driftgate.data.log_key
import rego.v1

test_passes if {
	count(log_key.deny) == 0 with input as {"type": "aws_cloudwatch_log_group", "address": "aws_cloudwatch_log_group.x", "id": "x", "account": "", "region": "", "attributes": {"kms_key_id": "k"}, "related": {}, "documents": {}}
}

test_fails if {
	count(log_key.deny) == 1 with input as {"type": "aws_cloudwatch_log_group", "address": "aws_cloudwatch_log_group.x", "id": "x", "account": "", "region": "", "attributes": {"kms_key_id": ""}, "related": {}, "documents": {}}
}
