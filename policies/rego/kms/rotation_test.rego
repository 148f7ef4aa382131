package driftgate.kms.rotation_test

import data.driftgate.kms.rotation
import rego.v1

test_passes if {
	count(rotation.deny) == 0 with input as {"type": "aws_kms_key", "address": "aws_kms_key.x", "id": "x", "account": "", "region": "", "attributes": {"enable_key_rotation": true}, "related": {}, "documents": {}}
}

test_fails if {
	count(rotation.deny) == 1 with input as {"type": "aws_kms_key", "address": "aws_kms_key.x", "id": "x", "account": "", "region": "", "attributes": {"enable_key_rotation": false}, "related": {}, "documents": {}}
}

test_null_fails if {
	count(rotation.deny) == 1 with input as {"type": "aws_kms_key", "address": "aws_kms_key.x", "id": "x", "account": "", "region": "", "attributes": {"enable_key_rotation": null}, "related": {}, "documents": {}}
}
