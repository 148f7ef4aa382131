"""What AWS makes of attributes that nobody sets: networks, machines, containers, functions and what stands before them.

Defaults are those of the API or of the provider, by the documentation of each:
https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs and https://docs.aws.amazon.com.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_BALANCER: Mapping[str, Any] = {
    "load_balancer_type": "application",
    "access_logs": [],
    "enable_deletion_protection": False,
    "drop_invalid_header_fields": False,
    "desync_mitigation_mode": "defensive",
    "enable_cross_zone_load_balancing": False,
}
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
    "aws_lb": _BALANCER,
    "aws_alb": _BALANCER,
    "aws_elb": {"access_logs": [], "desync_mitigation_mode": "defensive", "cross_zone_load_balancing": True},
    "aws_lb_listener": {"ssl_policy": ""},
    "aws_alb_listener": {"ssl_policy": ""},
    "aws_cloudfront_distribution": {
        "ordered_cache_behavior": [],
        "logging_config": [],
        "web_acl_id": "",
        "default_root_object": "",
    },
    "aws_api_gateway_method": {"api_key_required": False},
    "aws_apigatewayv2_route": {"authorization_type": "NONE", "api_key_required": False},
    "aws_api_gateway_stage": {"access_log_settings": [], "xray_tracing_enabled": False, "client_certificate_id": ""},
    "aws_apigatewayv2_stage": {"access_log_settings": []},
    "aws_wafv2_web_acl": {"rule": []},
    "aws_wafv2_rule_group": {"rule": []},
    "aws_waf_web_acl": {"rules": [], "logging_configuration": []},
    "aws_wafregional_web_acl": {"rule": [], "logging_configuration": []},
    "aws_waf_rule_group": {"activated_rule": []},
    "aws_wafregional_rule_group": {"activated_rule": []},
    "aws_route53_zone": {"vpc": []},
    "aws_route53domains_registered_domain": {"transfer_lock": True, "auto_renew": True},
    "aws_acm_certificate": {"options": [], "certificate_authority_arn": "", "validation_method": "NONE"},
    "aws_lambda_function": {"tracing_config": [], "dead_letter_config": [], "kms_key_arn": "", "environment": []},
}
