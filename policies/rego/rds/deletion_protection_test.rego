package driftgate.rds.deletion_protection_test

import data.driftgate.rds.deletion_protection
import rego.v1

test_passes if {
	count(deletion_protection.deny) == 0 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"deletion_protection": true}, "related": {}, "documents": {}}
}

test_fails if {
	count(deletion_protection.deny) == 1 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"deletion_protection": false}, "related": {}, "documents": {}}
}

test_null_fails if {
	count(deletion_protection.deny) == 1 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"deletion_protection": null}, "related": {}, "documents": {}}
}
