package driftgate.rds.iam_authentication_test

import data.driftgate.rds.iam_authentication
import rego.v1

test_passes if {
	count(iam_authentication.deny) == 0 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"iam_database_authentication_enabled": true}, "related": {}, "documents": {}}
}

test_fails if {
	count(iam_authentication.deny) == 1 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"iam_database_authentication_enabled": false}, "related": {}, "documents": {}}
}

test_null_fails if {
	count(iam_authentication.deny) == 1 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"iam_database_authentication_enabled": null}, "related": {}, "documents": {}}
}
