package driftgate.data.table_recovery_test

import data.driftgate.data.table_recovery
import rego.v1

test_passes if {
	count(table_recovery.deny) == 0 with input as {"type": "aws_dynamodb_table", "address": "aws_dynamodb_table.x", "id": "x", "account": "", "region": "", "attributes": {"point_in_time_recovery": [{"enabled": true}]}, "related": {}, "documents": {}}
}

test_fails if {
	count(table_recovery.deny) == 1 with input as {"type": "aws_dynamodb_table", "address": "aws_dynamodb_table.x", "id": "x", "account": "", "region": "", "attributes": {"point_in_time_recovery": [{"enabled": false}]}, "related": {}, "documents": {}}
}

test_empty_fails if {
	count(table_recovery.deny) == 1 with input as {"type": "aws_dynamodb_table", "address": "aws_dynamodb_table.x", "id": "x", "account": "", "region": "", "attributes": {"point_in_time_recovery": []}, "related": {}, "documents": {}}
}
