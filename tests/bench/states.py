"""Synthetic states of any size, for the benchmarks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


def state(count: int, *, every: int = 0) -> dict[str, Any]:
    """Return a state of security groups, roles and instances of about 1.5 KB each; one in `every` is changed."""
    entries = [_entry(number, bool(every) and number % every == 0) for number in range(count)]
    return {
        "version": 4,
        "terraform_version": "1.11.4",
        "serial": 2 if every else 1,
        "lineage": "2f0a3c86-synthetic",
        "outputs": {},
        "resources": entries,
    }


def _entry(number: int, changed: bool) -> dict[str, Any]:
    kind, attributes = _KINDS[number % len(_KINDS)](number, changed)
    return {
        "mode": "managed",
        "type": kind,
        "name": f"item_{number}",
        "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
        "instances": [{"schema_version": 1, "attributes": attributes, "sensitive_attributes": [], "dependencies": []}],
    }


def _tags(number: int) -> dict[str, str]:
    return {"Name": f"item-{number}", "Environment": "prod", "Owner": f"team-{number % 7}", "CostCentre": "cc-1001"}


def _group(number: int, changed: bool) -> tuple[str, dict[str, Any]]:
    rules = [
        {
            "cidr_blocks": [f"10.{number % 250}.{port % 250}.0/24", "192.168.0.0/16"],
            "description": f"port {port}",
            "from_port": port,
            "to_port": port,
            "protocol": "tcp",
            "ipv6_cidr_blocks": [],
            "prefix_list_ids": [],
            "security_groups": [],
            "self": False,
        }
        for port in (22 if changed else 443, 80, 8080, 5432)
    ]
    return "aws_security_group", {
        "id": f"sg-{number:017x}",
        "arn": f"arn:aws:ec2:eu-west-1:111122223333:security-group/sg-{number:017x}",
        "name": f"group-{number}",
        "description": "synthetic",
        "vpc_id": f"vpc-{number % 5:017x}",
        "ingress": rules,
        "egress": rules[1:2],
        "tags": _tags(number),
        "tags_all": _tags(number),
    }


def _role(number: int, changed: bool) -> tuple[str, dict[str, Any]]:
    action = "sts:AssumeRoleWithWebIdentity" if changed else "sts:AssumeRole"
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Action": action, "Principal": {"Service": f"service-{item}.amazonaws.com"}}
            for item in range(6)
        ],
    }
    return "aws_iam_role", {
        "id": f"role-{number}",
        "arn": f"arn:aws:iam::111122223333:role/role-{number}",
        "name": f"role-{number}",
        "path": "/",
        "assume_role_policy": json.dumps(trust),
        "max_session_duration": 3600,
        "description": "synthetic role " * 6,
        "inline_policy": [],
        "managed_policy_arns": [f"arn:aws:iam::aws:policy/Managed{item}" for item in range(5)],
        "tags": _tags(number),
        "tags_all": _tags(number),
    }


def _instance(number: int, changed: bool) -> tuple[str, dict[str, Any]]:
    block = {
        "delete_on_termination": True,
        "encrypted": True,
        "iops": 3000,
        "kms_key_id": f"arn:aws:kms:eu-west-1:111122223333:key/{number:032x}",
        "throughput": 125,
        "volume_size": 100,
        "volume_type": "gp3",
        "tags": _tags(number),
    }
    return "aws_instance", {
        "id": f"i-{number:017x}",
        "arn": f"arn:aws:ec2:eu-west-1:111122223333:instance/i-{number:017x}",
        "ami": "ami-12c6146b",
        "instance_type": "m6i.xlarge" if changed else "m6i.large",
        "availability_zone": "eu-west-1a",
        "ebs_optimized": False,
        "root_block_device": [{**block, "device_name": "/dev/sda1"}],
        "ebs_block_device": [{**block, "device_name": f"/dev/sd{letter}"} for letter in "fg"],
        "metadata_options": [{"http_endpoint": "enabled", "http_tokens": "required", "http_put_response_hop_limit": 1}],
        "subnet_id": f"subnet-{number % 9:017x}",
        "vpc_security_group_ids": [f"sg-{number:017x}", f"sg-{number + 1:017x}"],
        "tags": _tags(number),
        "tags_all": _tags(number),
    }


_KINDS: tuple[Callable[[int, bool], tuple[str, dict[str, Any]]], ...] = (_group, _role, _instance)
