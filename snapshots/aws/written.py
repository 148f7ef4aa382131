"""How code for the AWS provider is written, as far as neither its schema nor our declarations of types tell.

https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs: the section "Import" of each page, and what the
provider itself answers to `terraform validate` and to imports, which the tests of `explain --hcl` ask it. The words are
those of `TypeFacts`. A type that is read and stands in no line of `IMPORTED` is imported by its `id`.
"""

from __future__ import annotations

from collections.abc import Mapping

_OF_BUCKET = ("{bucket}",)
_OF_NAME_AND_SCOPE = ("{id}/{name}/{scope}",)
_OF_REST_API = ("{rest_api_id}/{id}",)
_OF_API = ("{api_id}/{id}",)
_OF_METHOD = ("{rest_api_id}/{resource_id}/{http_method}",)
_OF_ANSWER = ("{rest_api_id}/{resource_id}/{http_method}/{status_code}",)
_OF_GROUP = ("{autoscaling_group_name}/{name}",)
_NEVER: tuple[str, ...] = ()

IMPORTED: Mapping[str, tuple[str, ...]] = {
    "aws_acm_certificate_validation": _NEVER,
    "aws_alb_listener_certificate": ("{listener_arn}_{certificate_arn}",),
    "aws_alb_target_group_attachment": _NEVER,
    "aws_ami_launch_permission": (
        "{account_id}/{image_id}",
        "{group}/{image_id}",
        "{organization_arn}/{image_id}",
        "{organizational_unit_arn}/{image_id}",
    ),
    "aws_api_gateway_account": ("api-gateway-account",),
    "aws_api_gateway_authorizer": _OF_REST_API,
    "aws_api_gateway_base_path_mapping": ("{domain_name}/{base_path}", "{domain_name}/"),
    "aws_api_gateway_deployment": _OF_REST_API,
    "aws_api_gateway_gateway_response": ("{rest_api_id}/{response_type}",),
    "aws_api_gateway_integration": _OF_METHOD,
    "aws_api_gateway_integration_response": _OF_ANSWER,
    "aws_api_gateway_method": _OF_METHOD,
    "aws_api_gateway_method_response": _OF_ANSWER,
    "aws_api_gateway_method_settings": ("{rest_api_id}/{stage_name}/{method_path}",),
    "aws_api_gateway_model": ("{rest_api_id}/{name}",),
    "aws_api_gateway_resource": _OF_REST_API,
    "aws_api_gateway_stage": ("{rest_api_id}/{stage_name}",),
    "aws_api_gateway_usage_plan_key": ("{usage_plan_id}/{key_id}",),
    "aws_apigatewayv2_api_mapping": ("{id}/{domain_name}",),
    "aws_apigatewayv2_authorizer": _OF_API,
    "aws_apigatewayv2_deployment": _OF_API,
    "aws_apigatewayv2_integration": _OF_API,
    "aws_apigatewayv2_route": _OF_API,
    "aws_apigatewayv2_stage": ("{api_id}/{name}",),
    "aws_appautoscaling_policy": ("{service_namespace}/{resource_id}/{scalable_dimension}/{name}",),
    "aws_appautoscaling_target": ("{service_namespace}/{resource_id}/{scalable_dimension}",),
    "aws_autoscaling_attachment": _NEVER,
    "aws_autoscaling_lifecycle_hook": _OF_GROUP,
    "aws_autoscaling_policy": _OF_GROUP,
    "aws_autoscaling_schedule": ("{autoscaling_group_name}/{scheduled_action_name}",),
    "aws_backup_selection": ("{plan_id}|{id}",),
    "aws_cloudformation_stack": ("{name}",),
    "aws_cloudwatch_event_target": ("{event_bus_name}/{rule}/{target_id}",),
    "aws_cloudwatch_log_metric_filter": ("{log_group_name}:{name}",),
    "aws_cloudwatch_log_subscription_filter": ("{log_group_name}|{name}",),
    "aws_cloudwatch_query_definition": ("{arn}",),
    "aws_codedeploy_app": ("{name}",),
    "aws_cognito_user_group": ("{user_pool_id}/{name}",),
    "aws_cognito_user_pool_client": ("{user_pool_id}/{id}",),
    "aws_db_instance": ("{identifier}",),
    "aws_default_route_table": ("{vpc_id}",),
    "aws_dynamodb_table_item": _NEVER,
    "aws_ebs_encryption_by_default": ("default",),
    "aws_ecs_cluster": ("{name}",),
    "aws_ecs_service": ("{cluster:name}/{name}",),
    "aws_ecs_task_definition": ("{arn}",),
    "aws_eks_access_entry": ("{cluster_name}:{principal_arn}",),
    "aws_eks_access_policy_association": ("{cluster_name}#{principal_arn}#{policy_arn}",),
    "aws_eks_pod_identity_association": ("{cluster_name},{association_id}",),
    "aws_elastic_beanstalk_application_version": _NEVER,
    "aws_elasticsearch_domain": ("{domain_name}",),
    "aws_elb_attachment": _NEVER,
    "aws_glue_catalog_database": ("{id}",),
    "aws_glue_catalog_table": ("{id}",),
    "aws_iam_group_membership": _NEVER,
    "aws_iam_group_policy_attachment": ("{group}/{policy_arn}",),
    "aws_iam_policy_attachment": _NEVER,
    "aws_iam_role_policy_attachment": ("{role}/{policy_arn}",),
    "aws_iam_user_policy_attachment": ("{user}/{policy_arn}",),
    "aws_kinesis_stream": ("{name}",),
    "aws_lakeformation_data_lake_settings": _NEVER,
    "aws_lakeformation_permissions": _NEVER,
    "aws_lambda_alias": ("{function_name:name}/{name}",),
    "aws_lambda_function_event_invoke_config": ("{function_name:name}:{qualifier}", "{function_name:name}"),
    "aws_lambda_function_url": ("{function_name:name}/{qualifier}", "{function_name:name}"),
    "aws_lambda_permission": (
        "{function_name:name}:{qualifier}/{statement_id}",
        "{function_name:name}/{statement_id}",
    ),
    "aws_lb_listener_certificate": ("{listener_arn}_{certificate_arn}",),
    "aws_lb_target_group_attachment": _NEVER,
    "aws_main_route_table_association": _NEVER,
    "aws_network_acl_rule": ("{network_acl_id}:{rule_number}:{protocol}:{egress}",),
    "aws_network_interface_sg_attachment": ("{network_interface_id}_{security_group_id}",),
    "aws_opensearch_domain": ("{domain_name}",),
    "aws_opensearch_domain_policy": _NEVER,
    "aws_route": (
        "{route_table_id}_{destination_cidr_block}",
        "{route_table_id}_{destination_ipv6_cidr_block}",
        "{route_table_id}_{destination_prefix_list_id}",
    ),
    "aws_route53_record": ("{id}",),
    "aws_route_table_association": ("{subnet_id}/{route_table_id}", "{gateway_id}/{route_table_id}"),
    "aws_s3_bucket_accelerate_configuration": _OF_BUCKET,
    "aws_s3_bucket_acl": _OF_BUCKET,
    "aws_s3_bucket_cors_configuration": _OF_BUCKET,
    "aws_s3_bucket_lifecycle_configuration": _OF_BUCKET,
    "aws_s3_bucket_logging": _OF_BUCKET,
    "aws_s3_bucket_object": ("{bucket}/{key}",),
    "aws_s3_bucket_object_lock_configuration": _OF_BUCKET,
    "aws_s3_bucket_request_payment_configuration": _OF_BUCKET,
    "aws_s3_bucket_server_side_encryption_configuration": _OF_BUCKET,
    "aws_s3_bucket_versioning": _OF_BUCKET,
    "aws_s3_bucket_website_configuration": _OF_BUCKET,
    "aws_s3_object": ("{bucket}/{key}",),
    "aws_service_discovery_private_dns_namespace": ("{id}:{vpc}",),
    "aws_volume_attachment": ("{device_name}:{volume_id}:{instance_id}",),
    "aws_vpc_dhcp_options_association": ("{vpc_id}",),
    "aws_vpc_endpoint_route_table_association": ("{vpc_endpoint_id}/{route_table_id}",),
    "aws_vpc_endpoint_security_group_association": ("{vpc_endpoint_id}/{security_group_id}",),
    "aws_vpc_endpoint_subnet_association": ("{vpc_endpoint_id}/{subnet_id}",),
    "aws_vpn_connection_route": _NEVER,
    "aws_vpn_gateway_attachment": _NEVER,
    "aws_vpn_gateway_route_propagation": _NEVER,
    "aws_wafv2_ip_set": _OF_NAME_AND_SCOPE,
    "aws_wafv2_regex_pattern_set": _OF_NAME_AND_SCOPE,
    "aws_wafv2_rule_group": _OF_NAME_AND_SCOPE,
    "aws_wafv2_web_acl": _OF_NAME_AND_SCOPE,
}

# What the provider refuses beside others (it conflicts with them, or needs all of them), or does not take back.
UNSAID: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "aws_alb": {"subnet_mapping": ("subnets",)},
    "aws_autoscaling_group": {
        "availability_zones": ("vpc_zone_identifier",),
        "launch_template.name": ("id",),
    },
    "aws_cloudwatch_event_rule": {"is_enabled": ("state",)},
    "aws_eip": {"vpc": ("domain",)},
    "aws_elasticache_replication_group": dict.fromkeys(
        ("num_node_groups", "replicas_per_node_group"), ("num_cache_clusters",)
    ),
    "aws_elasticache_user": {"authentication_mode": ()},  # the API has other words for its types
    "aws_glue_job": {"max_capacity": ("number_of_workers", "worker_type")},
    "aws_kinesis_firehose_delivery_stream": {"server_side_encryption": ("kinesis_source_configuration",)},
    "aws_lakeformation_permissions": {"table_with_columns": ("table",)},
    "aws_lb": {"subnet_mapping": ("subnets",)},
    "aws_network_interface": {
        "interface_type": (),  # that of an ordinary one cannot be said
        "private_ip_list": ("private_ips",),
        "private_ips_count": ("private_ips",),
    },
    "aws_s3_bucket_website_configuration": {"routing_rules": ("routing_rule",)},
    "aws_security_group_rule": {
        "self": ("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "source_security_group_id")
    },
    "aws_sqs_queue": {"sqs_managed_sse_enabled": ("kms_master_key_id",)},
    "aws_subnet": {"availability_zone_id": ("availability_zone",), "map_customer_owned_ip_on_launch": ()},
    "aws_vpc": {"ipv6_cidr_block": ()},
}
# Of these one has to be said, though no schema says so; the first is asked for where none is known.
NEEDED: Mapping[str, tuple[str, ...]] = {
    "aws_lambda_function": ("filename", "image_uri", "s3_bucket"),
    "aws_ssm_parameter": ("value", "insecure_value"),
}
