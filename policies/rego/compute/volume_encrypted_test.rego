package driftgate.compute.volume_encrypted_test

import data.driftgate.compute.volume_encrypted
import rego.v1

test_passes if {
	count(volume_encrypted.deny) == 0 with input as {"type": "aws_ebs_volume", "address": "aws_ebs_volume.x", "id": "x", "account": "", "region": "", "attributes": {"encrypted": true}, "related": {}, "documents": {}}
}

test_fails if {
	count(volume_encrypted.deny) == 1 with input as {"type": "aws_ebs_volume", "address": "aws_ebs_volume.x", "id": "x", "account": "", "region": "", "attributes": {"encrypted": false}, "related": {}, "documents": {}}
}

test_null_fails if {
	count(volume_encrypted.deny) == 1 with input as {"type": "aws_ebs_volume", "address": "aws_ebs_volume.x", "id": "x", "account": "", "region": "", "attributes": {"encrypted": null}, "related": {}, "documents": {}}
}
