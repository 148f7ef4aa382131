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
    "aws_security_group_rule": {"ipv6_cidr_blocks": [], "cidr_blocks": [], "prefix_list_ids": []},
    "aws_lambda_function": {"tracing_config": [], "dead_letter_config": [], "kms_key_arn": "", "environment": []},
    "aws_instance": {"metadata_options": [], "user_data": "", "root_block_device": [], "ebs_block_device": []},
}
