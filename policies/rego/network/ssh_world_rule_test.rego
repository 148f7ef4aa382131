package driftgate.network.ssh_world_rule_test

import data.driftgate.network.ssh_world_rule
import rego.v1

test_passes if {
	count(ssh_world_rule.deny) == 0 with input as {"type": "aws_vpc_security_group_ingress_rule", "address": "aws_vpc_security_group_ingress_rule.x", "id": "x", "account": "", "region": "", "attributes": {"ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ipv4": "0.0.0.0/0", "cidr_ipv6": null}, "related": {}, "documents": {}}
}

test_fails if {
	count(ssh_world_rule.deny) == 1 with input as {"type": "aws_vpc_security_group_ingress_rule", "address": "aws_vpc_security_group_ingress_rule.x", "id": "x", "account": "", "region": "", "attributes": {"ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv4": "0.0.0.0/0", "cidr_ipv6": null}, "related": {}, "documents": {}}
}

test_fails_ipv6 if {
	count(ssh_world_rule.deny) == 1 with input as {"type": "aws_vpc_security_group_ingress_rule", "address": "aws_vpc_security_group_ingress_rule.x", "id": "x", "account": "", "region": "", "attributes": {"ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv4": null, "cidr_ipv6": "::/0"}, "related": {}, "documents": {}}
}

test_inside_passes if {
	count(ssh_world_rule.deny) == 0 with input as {"type": "aws_vpc_security_group_ingress_rule", "address": "aws_vpc_security_group_ingress_rule.x", "id": "x", "account": "", "region": "", "attributes": {"ip_protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_ipv4": "10.0.0.0/8", "cidr_ipv6": null}, "related": {}, "documents": {}}
}
