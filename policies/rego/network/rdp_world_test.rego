package driftgate.network.rdp_world_test

import data.driftgate.network.rdp_world
import rego.v1

test_passes if {
	count(rdp_world.deny) == 0 with input as {"type": "aws_security_group", "address": "aws_security_group.x", "id": "x", "account": "", "region": "", "attributes": {"ingress": [{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": [], "security_groups": [], "self": false, "description": "d"}], "description": "d", "name": "n"}, "related": {}, "documents": {}}
}

test_fails if {
	count(rdp_world.deny) == 1 with input as {"type": "aws_security_group", "address": "aws_security_group.x", "id": "x", "account": "", "region": "", "attributes": {"ingress": [{"protocol": "tcp", "from_port": 3389, "to_port": 3389, "cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": [], "security_groups": [], "self": false, "description": "d"}], "description": "d", "name": "n"}, "related": {}, "documents": {}}
}

test_fails_ipv6 if {
	count(rdp_world.deny) == 1 with input as {"type": "aws_security_group", "address": "aws_security_group.x", "id": "x", "account": "", "region": "", "attributes": {"ingress": [{"protocol": "tcp", "from_port": 3389, "to_port": 3389, "cidr_blocks": [], "ipv6_cidr_blocks": ["::/0"], "security_groups": [], "self": false, "description": "d"}], "description": "d", "name": "n"}, "related": {}, "documents": {}}
}

test_inside_passes if {
	count(rdp_world.deny) == 0 with input as {"type": "aws_security_group", "address": "aws_security_group.x", "id": "x", "account": "", "region": "", "attributes": {"ingress": [{"protocol": "tcp", "from_port": 3389, "to_port": 3389, "cidr_blocks": ["10.0.0.0/8"], "ipv6_cidr_blocks": [], "security_groups": [], "self": false, "description": "d"}], "description": "d", "name": "n"}, "related": {}, "documents": {}}
}
