package driftgate.rds.minor_upgrades_test

import data.driftgate.rds.minor_upgrades
import rego.v1

test_passes if {
	count(minor_upgrades.deny) == 0 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"auto_minor_version_upgrade": true}, "related": {}, "documents": {}}
}

test_fails if {
	count(minor_upgrades.deny) == 1 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"auto_minor_version_upgrade": false}, "related": {}, "documents": {}}
}

test_null_fails if {
	count(minor_upgrades.deny) == 1 with input as {"type": "aws_db_instance", "address": "aws_db_instance.x", "id": "x", "account": "", "region": "", "attributes": {"auto_minor_version_upgrade": null}, "related": {}, "documents": {}}
}
