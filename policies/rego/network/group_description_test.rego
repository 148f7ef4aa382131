package driftgate.network.group_description_test

import data.driftgate.network.group_description
import rego.v1

test_passes if {
	count(group_description.deny) == 0 with input as {"type": "aws_security_group", "address": "aws_security_group.x", "id": "x", "account": "", "region": "", "attributes": {"ingress": [], "description": "d", "name": "n"}, "related": {}, "documents": {}}
}

test_fails if {
	count(group_description.deny) == 1 with input as {"type": "aws_security_group", "address": "aws_security_group.x", "id": "x", "account": "", "region": "", "attributes": {"description": "Managed by Terraform", "ingress": []}, "related": {}, "documents": {}}
}
