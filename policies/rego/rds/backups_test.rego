package driftgate.rds.backups_test

import data.driftgate.rds.backups
import rego.v1

test_passes if {
	count(backups.deny) == 0 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"backup_retention_period": 7}, "related": {}, "documents": {}}
}

test_fails if {
	count(backups.deny) == 1 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"backup_retention_period": 6}, "related": {}, "documents": {}}
}

test_null_fails if {
	count(backups.deny) == 1 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"backup_retention_period": null}, "related": {}, "documents": {}}
}
