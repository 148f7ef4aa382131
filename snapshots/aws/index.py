"""Which service a resource type is of, by the beginning of its name: the list of all services that are known.

A service is found without importing any other, because a small run needs few of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from snapshots.aws.reading.service import Service

# The beginning of the names of types, in whole words, and the module under `snapshots/aws/services`; the longest that
# fits counts.
MODULES: Mapping[str, str] = {
    "aws_accessanalyzer": "accessanalyzer",
    "aws_acm": "acm",
    "aws_alb": "elbv2",
    "aws_ami": "ec2_images",
    "aws_api_gateway": "apigateway",
    "aws_api_gateway_account": "apigateway_domains",
    "aws_api_gateway_base": "apigateway_domains",
    "aws_api_gateway_domain": "apigateway_domains",
    "aws_api_gateway_gateway": "apigateway_domains",
    "aws_api_gateway_method_settings": "apigateway_domains",
    "aws_api_gateway_model": "apigateway_domains",
    "aws_api_gateway_vpc": "apigateway_domains",
    "aws_apigatewayv2": "apigatewayv2",
    "aws_appautoscaling": "appautoscaling",
    "aws_athena": "athena",
    "aws_autoscaling": "autoscaling",
    "aws_backup": "backup",
    "aws_batch": "batch",
    "aws_cloudformation": "cloudformation",
    "aws_cloudfront": "cloudfront",
    "aws_cloudfront_cache": "cloudfront_policies",
    "aws_cloudfront_origin_access_identity": "cloudfront_policies",
    "aws_cloudfront_origin_request": "cloudfront_policies",
    "aws_cloudfront_response": "cloudfront_policies",
    "aws_cloudtrail": "cloudtrail",
    "aws_cloudwatch": "cloudwatch",
    "aws_cloudwatch_event": "events",
    "aws_cloudwatch_log": "logs",
    "aws_cloudwatch_query": "logs",
    "aws_codebuild": "codebuild",
    "aws_codecommit": "codecommit",
    "aws_codedeploy": "codedeploy",
    "aws_codepipeline": "codepipeline",
    "aws_cognito": "cognito",
    "aws_config": "config",
    "aws_customer": "vpn",
    "aws_db": "rds",
    "aws_db_proxy": "rds_proxies",
    "aws_default": "vpc",
    "aws_default_network_acl": "network_acls",
    "aws_default_security_group": "security_groups",
    "aws_default_vpc_dhcp_options": "vpc_settings",
    "aws_docdb": "docdb",
    "aws_dynamodb": "dynamodb",
    "aws_dynamodb_table_item": "dynamodb_items",
    "aws_ebs": "ec2",
    "aws_ebs_encryption_by_default": "ec2_images",
    "aws_ec2": "ec2",
    "aws_ec2_managed_prefix_list": "vpc_settings",
    "aws_ec2_transit": "vpn",
    "aws_ecr": "ecr",
    "aws_ecs": "ecs",
    "aws_efs": "efs",
    "aws_egress": "vpc_gateways",
    "aws_eip": "vpc_gateways",
    "aws_eks": "eks",
    "aws_eks_access": "eks_access",
    "aws_eks_pod": "eks_access",
    "aws_elastic_beanstalk": "beanstalk",
    "aws_elasticache": "elasticache",
    "aws_elasticsearch": "opensearch",
    "aws_elb": "elb",
    "aws_flow": "vpc_settings",
    "aws_glue": "glue",
    "aws_glue_trigger": "glue_flows",
    "aws_guardduty": "guardduty",
    "aws_iam": "iam",
    "aws_iam_policy_attachment": "iam_attachments",
    "aws_iam_service_linked_role": "iam_attachments",
    "aws_imagebuilder": "imagebuilder",
    "aws_instance": "ec2",
    "aws_internet": "vpc",
    "aws_key": "ec2_images",
    "aws_kinesis": "kinesis",
    "aws_kinesis_firehose": "firehose",
    "aws_kms": "kms",
    "aws_lakeformation": "lakeformation",
    "aws_lambda": "lambda_",
    "aws_lambda_function_event": "lambda_settings",
    "aws_lambda_layer": "lambda_settings",
    "aws_launch": "launch_templates",
    "aws_launch_configuration": "autoscaling",
    "aws_lb": "elbv2",
    "aws_main": "vpc",
    "aws_nat": "vpc_gateways",
    "aws_neptune": "neptune",
    "aws_network": "network_interfaces",
    "aws_network_acl": "network_acls",
    "aws_opensearch": "opensearch",
    "aws_placement": "ec2",
    "aws_rds": "rds",
    "aws_redshift": "redshift",
    "aws_route": "vpc",
    "aws_route53": "route53",
    "aws_s3": "s3",
    "aws_s3_account": "s3control",
    "aws_s3_bucket_object": "s3_objects",
    "aws_s3_bucket_object_lock": "s3",
    "aws_s3_object": "s3_objects",
    "aws_scheduler": "scheduler",
    "aws_secretsmanager": "secretsmanager",
    "aws_security": "security_groups",
    "aws_securityhub": "securityhub",
    "aws_service_discovery": "servicediscovery",
    "aws_ses": "ses",
    "aws_sfn": "stepfunctions",
    "aws_snapshot": "ec2",
    "aws_sns": "sns",
    "aws_spot": "ec2",
    "aws_sqs": "sqs",
    "aws_ssm": "ssm",
    "aws_subnet": "vpc",
    "aws_volume": "ec2_images",
    "aws_vpc": "vpc",
    "aws_vpc_dhcp_options": "vpc_settings",
    "aws_vpc_endpoint": "vpc_endpoints",
    "aws_vpc_ipv4": "vpc_settings",
    "aws_vpc_peering_connection": "vpc_settings",
    "aws_vpc_security_group": "security_groups",
    "aws_vpn": "vpn",
    "aws_wafv2": "wafv2",
}


def module_of(type_: str) -> str:
    """Return the name of the module of a type's service; empty for a type of no service that is known."""
    words = type_.split("_")
    for length in range(len(words), 1, -1):
        found = MODULES.get("_".join(words[:length]))
        if found is not None:
            return found
    return ""


def services_of(module: str) -> tuple[Service, ...]:
    """Return what a service module declares."""
    services: tuple[Service, ...] = import_module(f"snapshots.aws.services.{module}").SERVICES
    return services
