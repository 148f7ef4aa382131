"""What AWS makes of attributes that nobody sets: networks, machines, containers, functions and what stands before them.

Defaults are those of the API or of the provider, by the documentation of each:
https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs and https://docs.aws.amazon.com.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

# Where the image, the account or another resource decides, nothing stands here: of the root volume of an instance, of
# whether it has a public address, of the zones of a group.
UNSET: Mapping[str, Mapping[str, Any]] = {
    "aws_security_group": {"ingress": [], "egress": [], "description": "Managed by Terraform"},
    "aws_default_security_group": {"ingress": [], "egress": []},
    "aws_security_group_rule": {"ipv6_cidr_blocks": [], "cidr_blocks": [], "prefix_list_ids": []},
    "aws_vpc": {"enable_dns_support": True},
    "aws_default_vpc": {"enable_dns_support": True},
    "aws_subnet": {"map_public_ip_on_launch": False},
    "aws_default_subnet": {"map_public_ip_on_launch": True},
    "aws_network_acl": {"ingress": [], "egress": []},
    "aws_default_network_acl": {"ingress": [], "egress": []},
    "aws_network_acl_rule": {"egress": False, "cidr_block": "", "ipv6_cidr_block": ""},
    "aws_route": {"destination_cidr_block": "", "destination_ipv6_cidr_block": "", "vpc_peering_connection_id": ""},
    "aws_route_table": {"route": []},
    "aws_default_route_table": {"route": []},
    "aws_vpc_endpoint": {"policy": "", "vpc_endpoint_type": "Gateway"},
    "aws_ec2_transit_gateway": {"auto_accept_shared_attachments": "disable"},
    "aws_vpn_connection": {"tunnel1_log_options": [], "tunnel2_log_options": []},
    "aws_instance": {
        "metadata_options": [],
        "user_data": "",
        "ebs_block_device": [],
        "launch_template": [],
        "iam_instance_profile": "",
        "monitoring": False,
        "ebs_optimized": False,
    },
    "aws_launch_template": {
        "metadata_options": [],
        "user_data": "",
        "network_interfaces": [],
        "block_device_mappings": [],
        "monitoring": [],
        "instance_type": "",
        "ebs_optimized": "",
    },
    "aws_launch_configuration": {
        "metadata_options": [],
        "user_data": "",
        "root_block_device": [],
        "ebs_block_device": [],
        "iam_instance_profile": "",
        "enable_monitoring": True,
        "ebs_optimized": False,
    },
    "aws_ami": {"public": False},
    "aws_ami_copy": {"public": False},
    "aws_ami_from_instance": {"public": False},
    "aws_ami_launch_permission": {"group": ""},
    "aws_autoscaling_group": {
        "health_check_type": "EC2",
        "target_group_arns": [],
        "load_balancers": [],
        "traffic_source": [],
        "availability_zones": [],
        "vpc_zone_identifier": [],
        "launch_configuration": "",
    },
    "aws_lambda_function": {"tracing_config": [], "dead_letter_config": [], "kms_key_arn": "", "environment": []},
}
