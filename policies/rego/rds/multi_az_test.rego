package driftgate.rds.multi_az_test

import data.driftgate.rds.multi_az
import rego.v1

test_passes if {
	count(multi_az.deny) == 0 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"multi_az": true}, "related": {}, "documents": {}}
}

test_fails if {
	count(multi_az.deny) == 1 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"multi_az": false}, "related": {}, "documents": {}}
}

test_null_fails if {
	count(multi_az.deny) == 1 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"multi_az": null}, "related": {}, "documents": {}}
}
