"""What AWS makes of attributes that nobody sets: networks, machines, containers, functions and what stands before them.

Defaults are those of the API or of the provider, by the documentation of each:
https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs and https://docs.aws.amazon.com.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

UNSET: Mapping[str, Mapping[str, Any]] = {
    "aws_security_group": {"ingress": [], "egress": [], "description": "Managed by Terraform"},
    "aws_default_security_group": {"ingress": [], "egress": []},
    "aws_vpc": {"enable_dns_support": True},
    "aws_default_vpc": {"enable_dns_support": True},
    "aws_subnet": {"map_public_ip_on_launch": False},
    "aws_default_subnet": {"map_public_ip_on_launch": True},
    "aws_network_acl": {"ingress": [], "egress": []},
    "aws_default_network_acl": {"ingress": [], "egress": []},
    "aws_network_acl_rule": {"egress": False, "cidr_block": "", "ipv6_cidr_block": ""},
    "aws_security_group_rule": {"ipv6_cidr_blocks": [], "cidr_blocks": [], "prefix_list_ids": []},
    "aws_lambda_function": {"tracing_config": [], "dead_letter_config": [], "kms_key_arn": "", "environment": []},
    "aws_instance": {"metadata_options": [], "user_data": "", "root_block_device": [], "ebs_block_device": []},
}
