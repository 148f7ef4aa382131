package driftgate.rds.encrypted_test

import data.driftgate.rds.encrypted
import rego.v1

test_passes if {
	count(encrypted.deny) == 0 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"storage_encrypted": true}, "related": {}, "documents": {}}
}

test_fails if {
	count(encrypted.deny) == 1 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"storage_encrypted": false}, "related": {}, "documents": {}}
}

test_null_fails if {
	count(encrypted.deny) == 1 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"storage_encrypted": null}, "related": {}, "documents": {}}
}
