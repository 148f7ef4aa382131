package driftgate.rds.private_test

import data.driftgate.rds.private
import rego.v1

test_passes if {
	count(private.deny) == 0 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"publicly_accessible": false}, "related": {}, "documents": {}}
}

test_fails if {
	count(private.deny) == 1 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"publicly_accessible": true}, "related": {}, "documents": {}}
}

test_null_fails if {
	count(private.deny) == 1 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"publicly_accessible": null}, "related": {}, "documents": {}}
}
