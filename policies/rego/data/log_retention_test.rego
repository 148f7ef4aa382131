package driftgate.data.log_retention_test

import data.driftgate.data.log_retention
import rego.v1

test_passes if {
	count(log_retention.deny) == 0 with input as {"type": "aws_cloudwatch_log_group", "address": "aws_cloudwatch_log_group.x", "id": "x", "account": "", "region": "", "attributes": {"retention_in_days": 365}, "related": {}, "documents": {}}
}

test_for_ever_passes if {
	count(log_retention.deny) == 0 with input as {"type": "aws_cloudwatch_log_group", "address": "aws_cloudwatch_log_group.x", "id": "x", "account": "", "region": "", "attributes": {"retention_in_days": 0}, "related": {}, "documents": {}}
}

test_fails if {
	count(log_retention.deny) == 1 with input as {"type": "aws_cloudwatch_log_group", "address": "aws_cloudwatch_log_group.x", "id": "x", "account": "", "region": "", "attributes": {"retention_in_days": 14}, "related": {}, "documents": {}}
}
