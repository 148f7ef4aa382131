"""The resource types of CloudFormation that are read, by Terraform's names.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
"""

from __future__ import annotations

from collections.abc import Mapping

_SERVICES: Mapping[str, Mapping[str, str]] = {
    "AccessAnalyzer": {"Analyzer": "aws_accessanalyzer_analyzer"},
    "ApiGateway": {
        "ApiKey": "aws_api_gateway_api_key",
        "Authorizer": "aws_api_gateway_authorizer",
        "Deployment": "aws_api_gateway_deployment",
        "Resource": "aws_api_gateway_resource",
        "RestApi": "aws_api_gateway_rest_api",
        "Stage": "aws_api_gateway_stage",
        "UsagePlan": "aws_api_gateway_usage_plan",
    },
    "ApiGatewayV2": {
        "Api": "aws_apigatewayv2_api",
        "Authorizer": "aws_apigatewayv2_authorizer",
        "Integration": "aws_apigatewayv2_integration",
        "Route": "aws_apigatewayv2_route",
        "Stage": "aws_apigatewayv2_stage",
    },
    "AutoScaling": {
        "AutoScalingGroup": "aws_autoscaling_group",
        "LaunchConfiguration": "aws_launch_configuration",
        "LifecycleHook": "aws_autoscaling_lifecycle_hook",
        "ScalingPolicy": "aws_autoscaling_policy",
        "ScheduledAction": "aws_autoscaling_schedule",
    },
    "Backup": {
        "BackupPlan": "aws_backup_plan",
        "BackupSelection": "aws_backup_selection",
        "BackupVault": "aws_backup_vault",
    },
    "CertificateManager": {"Certificate": "aws_acm_certificate"},
    "CloudFront": {
        "Distribution": "aws_cloudfront_distribution",
        "OriginAccessControl": "aws_cloudfront_origin_access_control",
    },
    "CloudTrail": {"Trail": "aws_cloudtrail"},
    "CloudWatch": {
        "Alarm": "aws_cloudwatch_metric_alarm",
        "CompositeAlarm": "aws_cloudwatch_composite_alarm",
        "Dashboard": "aws_cloudwatch_dashboard",
    },
    "Config": {
        "ConfigRule": "aws_config_config_rule",
        "ConfigurationRecorder": "aws_config_configuration_recorder",
        "DeliveryChannel": "aws_config_delivery_channel",
    },
    "DynamoDB": {"Table": "aws_dynamodb_table"},
    "EC2": {
        "DHCPOptions": "aws_vpc_dhcp_options",
        "EIP": "aws_eip",
        "EIPAssociation": "aws_eip_association",
        "EgressOnlyInternetGateway": "aws_egress_only_internet_gateway",
        "FlowLog": "aws_flow_log",
        "Instance": "aws_instance",
        "InternetGateway": "aws_internet_gateway",
        "KeyPair": "aws_key_pair",
        "LaunchTemplate": "aws_launch_template",
        "NatGateway": "aws_nat_gateway",
        "NetworkAcl": "aws_network_acl",
        "NetworkInterface": "aws_network_interface",
        "PrefixList": "aws_ec2_managed_prefix_list",
        "RouteTable": "aws_route_table",
        "SecurityGroup": "aws_security_group",
        "SecurityGroupEgress": "aws_vpc_security_group_egress_rule",
        "SecurityGroupIngress": "aws_vpc_security_group_ingress_rule",
        "Subnet": "aws_subnet",
        "SubnetNetworkAclAssociation": "aws_network_acl_association",
        "SubnetRouteTableAssociation": "aws_route_table_association",
        "VPC": "aws_vpc",
        "VPCEndpoint": "aws_vpc_endpoint",
        "VPCPeeringConnection": "aws_vpc_peering_connection",
        "Volume": "aws_ebs_volume",
    },
    "ECR": {"Repository": "aws_ecr_repository"},
    "ECS": {"Cluster": "aws_ecs_cluster", "Service": "aws_ecs_service", "TaskDefinition": "aws_ecs_task_definition"},
    "EFS": {
        "AccessPoint": "aws_efs_access_point",
        "FileSystem": "aws_efs_file_system",
        "MountTarget": "aws_efs_mount_target",
    },
    "EKS": {
        "Addon": "aws_eks_addon",
        "Cluster": "aws_eks_cluster",
        "FargateProfile": "aws_eks_fargate_profile",
        "Nodegroup": "aws_eks_node_group",
    },
    "ElastiCache": {
        "CacheCluster": "aws_elasticache_cluster",
        "ParameterGroup": "aws_elasticache_parameter_group",
        "ReplicationGroup": "aws_elasticache_replication_group",
        "SubnetGroup": "aws_elasticache_subnet_group",
        "User": "aws_elasticache_user",
    },
    "ElasticLoadBalancingV2": {
        "Listener": "aws_lb_listener",
        "ListenerRule": "aws_lb_listener_rule",
        "LoadBalancer": "aws_lb",
        "TargetGroup": "aws_lb_target_group",
    },
    "Events": {"EventBus": "aws_cloudwatch_event_bus", "Rule": "aws_cloudwatch_event_rule"},
    "GuardDuty": {"Detector": "aws_guardduty_detector", "Filter": "aws_guardduty_filter"},
    "IAM": {
        "AccessKey": "aws_iam_access_key",
        "Group": "aws_iam_group",
        "InstanceProfile": "aws_iam_instance_profile",
        "ManagedPolicy": "aws_iam_policy",
        "OIDCProvider": "aws_iam_openid_connect_provider",
        "Role": "aws_iam_role",
        "SAMLProvider": "aws_iam_saml_provider",
        "User": "aws_iam_user",
    },
    "KMS": {"Alias": "aws_kms_alias", "Key": "aws_kms_key"},
    "Kinesis": {"Stream": "aws_kinesis_stream"},
    "KinesisFirehose": {"DeliveryStream": "aws_kinesis_firehose_delivery_stream"},
    "Lambda": {
        "Alias": "aws_lambda_alias",
        "EventSourceMapping": "aws_lambda_event_source_mapping",
        "Function": "aws_lambda_function",
        "Permission": "aws_lambda_permission",
    },
    "Logs": {
        "LogGroup": "aws_cloudwatch_log_group",
        "MetricFilter": "aws_cloudwatch_log_metric_filter",
        "ResourcePolicy": "aws_cloudwatch_log_resource_policy",
        "SubscriptionFilter": "aws_cloudwatch_log_subscription_filter",
    },
    "OpenSearchService": {"Domain": "aws_opensearch_domain"},
    "RDS": {
        "DBCluster": "aws_rds_cluster",
        "DBClusterParameterGroup": "aws_rds_cluster_parameter_group",
        "DBInstance": "aws_db_instance",
        "DBParameterGroup": "aws_db_parameter_group",
        "DBSubnetGroup": "aws_db_subnet_group",
        "EventSubscription": "aws_db_event_subscription",
        "OptionGroup": "aws_db_option_group",
    },
    "Redshift": {
        "Cluster": "aws_redshift_cluster",
        "ClusterParameterGroup": "aws_redshift_parameter_group",
        "ClusterSubnetGroup": "aws_redshift_subnet_group",
    },
    "Route53": {
        "HealthCheck": "aws_route53_health_check",
        "HostedZone": "aws_route53_zone",
        "RecordSet": "aws_route53_record",
    },
    "S3": {"Bucket": "aws_s3_bucket", "BucketPolicy": "aws_s3_bucket_policy"},
    "SNS": {"Subscription": "aws_sns_topic_subscription", "Topic": "aws_sns_topic"},
    "SQS": {"Queue": "aws_sqs_queue"},
    "SSM": {
        "Document": "aws_ssm_document",
        "MaintenanceWindow": "aws_ssm_maintenance_window",
        "Parameter": "aws_ssm_parameter",
    },
    "SecretsManager": {
        "ResourcePolicy": "aws_secretsmanager_secret_policy",
        "RotationSchedule": "aws_secretsmanager_secret_rotation",
        "Secret": "aws_secretsmanager_secret",
    },
    "StepFunctions": {"StateMachine": "aws_sfn_state_machine"},
    "WAFv2": {
        "IPSet": "aws_wafv2_ip_set",
        "LoggingConfiguration": "aws_wafv2_web_acl_logging_configuration",
        "RegexPatternSet": "aws_wafv2_regex_pattern_set",
        "RuleGroup": "aws_wafv2_rule_group",
        "WebACL": "aws_wafv2_web_acl",
    },
}
# A type of CloudFormation's -> ours.
STACK_TYPES: Mapping[str, str] = {
    f"AWS::{service}::{theirs}": ours for service, types in _SERVICES.items() for theirs, ours in types.items()
}
# One of theirs that is two of ours: an instance of a cluster has a type of its own with us.
ALSO: Mapping[str, str] = {"aws_rds_cluster_instance": "aws_db_instance"}
