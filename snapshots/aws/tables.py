"""Facts about the AWS provider that its schema does not tell.

Each table is data with one reader. Names are those of AWS provider 5.x; what a refresh was seen to change by itself is
in VOLATILE.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

# Attributes that move by themselves, or as the side effect of a change that is seen elsewhere. `block.name` is an
# attribute of a block.
VOLATILE: Mapping[str, frozenset[str]] = {
    "*": frozenset({"etag", "id", "timeouts"}),
    "aws_cloudwatch_event_rule": frozenset({"is_enabled"}),
    "aws_db_instance": frozenset({"latest_restorable_time", "status", "hosted_zone_id", "replicas"}),
    "aws_instance": frozenset(
        {
            "instance_state",
            "public_dns",
            "public_ip",
            "password_data",
            "private_dns",
            # Only where the configuration has no `volume_tags`.
            "ebs_block_device.tags",
            "ebs_block_device.tags_all",
            "root_block_device.tags",
            "root_block_device.tags_all",
            # The version can be $Latest, and what is fixed at launch cannot drift.
            "launch_template.name",
            "launch_template.version",
        }
    ),
    "aws_kinesis_firehose_delivery_stream": frozenset({"version_id"}),
    "aws_lambda_function": frozenset({"last_modified", "qualified_arn", "qualified_invoke_arn", "version"}),
    "aws_lambda_event_source_mapping": frozenset({"last_modified", "last_processing_result", "state"}),
    "aws_lb_target_group": frozenset({"load_balancer_arns"}),
    "aws_route53_record": frozenset({"name"}),  # with or without the zone's name; `fqdn` is compared
    "aws_rds_cluster": frozenset({"ca_certificate_valid_till", "cluster_members", "hosted_zone_id"}),
    "aws_rds_cluster_instance": frozenset({"writer"}),
    "aws_lambda_permission": frozenset({"function_name"}),  # a name or an ARN of the same; it is part of the identity
    "aws_redshift_cluster": frozenset({"cluster_nodes", "cluster_public_key", "cluster_revision_number"}),
    "aws_ssm_parameter": frozenset({"version"}),
    "aws_wafv2_web_acl": frozenset({"lock_token", "capacity"}),
    "aws_iam_policy": frozenset({"attachment_count"}),
    "aws_iam_role": frozenset({"unique_id", "create_date"}),
}

_ACL_DEFAULTS = {
    f"{way}.{name}": 0 for way in ("ingress", "egress") for name in ("from_port", "to_port", "icmp_code", "icmp_type")
}
# Attributes that mean the same when they are absent as when they have this value. `block.name` is an attribute of a
# block.
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "aws_db_instance": {"manage_master_user_password": False},
    "aws_rds_cluster": {"manage_master_user_password": False},
    "aws_opensearch_domain": {
        "advanced_security_options": [
            {"enabled": False, "anonymous_auth_enabled": False, "internal_user_database_enabled": False}
        ]
    },
    "aws_redshift_cluster": {"logging": [{"enable": False}], "manage_master_password": False},
    "aws_redshift_logging": {"log_destination_type": "s3"},
    "aws_dynamodb_table": {"table_class": "STANDARD", "deletion_protection_enabled": False},
    "aws_cloudwatch_metric_alarm": {
        "datapoints_to_alarm": 0,
        "period": 0,
        "threshold": 0,
        "treat_missing_data": "missing",
    },
    "aws_cloudwatch_log_group": {"log_group_class": "STANDARD", "retention_in_days": 0},
    "aws_instance": {"enable_primary_ipv6": False},
    "aws_default_network_acl": _ACL_DEFAULTS,
    "aws_network_acl": _ACL_DEFAULTS,
    "aws_autoscaling_group": {"termination_policies": ["Default"]},
    "aws_autoscaling_policy": {
        "cooldown": 0,
        "estimated_instance_warmup": 0,
        "min_adjustment_magnitude": 0,
        "scaling_adjustment": 0,
    },
    "aws_network_acl_rule": {"egress": False, "from_port": 0, "to_port": 0, "icmp_code": 0, "icmp_type": 0},
    "aws_network_interface": {"enable_primary_ipv6": False},
    "aws_ecs_service": {"deployment_controller": [{"type": "ECS"}], "scheduling_strategy": "REPLICA"},
    "aws_iam_role": {"path": "/", "max_session_duration": 3600},
    "aws_iam_policy": {"path": "/"},
    "aws_lambda_function": {"architectures": ["x86_64"], "package_type": "Zip", "reserved_concurrent_executions": -1},
    # What a kind of load balancer does not have is at its default in a state, and AWS says nothing of it.
    "aws_lb": {
        "client_keep_alive": 3600,
        "desync_mitigation_mode": "defensive",
        "dns_record_client_routing_policy": "any_availability_zone",
        "drop_invalid_header_fields": False,
        "enable_cross_zone_load_balancing": False,
        "enable_http2": True,
        "enable_tls_version_and_cipher_suite_headers": False,
        "enable_waf_fail_open": False,
        "enable_xff_client_port": False,
        "enable_zonal_shift": False,
        "idle_timeout": 60,
        "preserve_host_header": False,
        "xff_header_processing_mode": "append",
    },
    "aws_lb_listener": {"tcp_idle_timeout_seconds": 350},
    "aws_lb_target_group": {
        "connection_termination": False,
        "lambda_multi_value_headers_enabled": False,
        "load_balancing_anomaly_mitigation": "off",
        "proxy_protocol_v2": False,
        "slow_start": 0,
    },
    # A kind of health check has not all of these; a state then has zeros.
    "aws_route53_health_check": {
        "child_health_threshold": 0,
        "disabled": False,
        "enable_sni": False,
        "failure_threshold": 0,
        "invert_healthcheck": False,
        "measure_latency": False,
        "port": 0,
        "request_interval": 0,
    },
    "aws_route53_record": {"multivalue_answer_routing_policy": False, "ttl": 0},
    "aws_s3_bucket": {"object_lock_enabled": False, "request_payer": "BucketOwner"},
    "aws_sqs_queue": {"fifo_queue": False, "content_based_deduplication": False, "sqs_managed_sse_enabled": False},
    "aws_sns_topic": {"fifo_topic": False, "content_based_deduplication": False},
}

_PROTOCOLS = {"all": "-1", "icmp": "1", "tcp": "6", "udp": "17", "icmpv6": "58", "ipv6-icmp": "58"}
_ACL_PROTOCOLS = {"ingress.protocol": _PROTOCOLS, "egress.protocol": _PROTOCOLS}
# The numbers of protocols (IANA) that security groups have words for.
_WORDS = {"all": "-1", "1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6"}
_GROUP_PROTOCOLS = {"ingress.protocol": _WORDS, "egress.protocol": _WORDS}
# Words (in lower case) that a configuration may use, and the one that the API tells.
SYNONYMS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "aws_default_network_acl": _ACL_PROTOCOLS,
    "aws_network_acl": _ACL_PROTOCOLS,
    "aws_default_security_group": _GROUP_PROTOCOLS,
    "aws_network_acl_rule": {"protocol": _PROTOCOLS},
    "aws_security_group": _GROUP_PROTOCOLS,
    "aws_security_group_rule": {"protocol": _WORDS},
    "aws_vpc_security_group_egress_rule": {"ip_protocol": _WORDS},
    "aws_vpc_security_group_ingress_rule": {"ip_protocol": _WORDS},
}

# Attributes that AWS compares without case, or keeps in lower case: identifiers of databases, and names in DNS.
_IDENTIFIERS = frozenset(
    {
        "cluster_id",
        "cluster_identifier",
        "cluster_subnet_group_name",
        "db_cluster_parameter_group_name",
        "db_subnet_group_name",
        "identifier",
        "option_group_name",
        "parameter_group_name",
        "replication_group_id",
        "subnet_group_name",
    }
)
CASELESS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            "aws_db_instance",
            "aws_docdb_cluster",
            "aws_elasticache_cluster",
            "aws_elasticache_replication_group",
            "aws_neptune_cluster",
            "aws_rds_cluster",
            "aws_rds_cluster_instance",
            "aws_redshift_cluster",
        ),
        _IDENTIFIERS,
    ),
    "aws_acm_certificate": frozenset({"domain_name", "subject_alternative_names"}),
    "aws_cloudfront_distribution": frozenset({"aliases", "domain_name"}),
    "aws_db_parameter_group": frozenset({"name"}),
    "aws_db_subnet_group": frozenset({"name"}),
    "aws_elasticache_subnet_group": frozenset({"name"}),
    "aws_rds_cluster_parameter_group": frozenset({"name"}),
    "aws_redshift_subnet_group": frozenset({"name"}),
    "aws_route53_health_check": frozenset({"fqdn"}),
    "aws_route53_record": frozenset({"fqdn", "name"}),
    "aws_route53_zone": frozenset({"name"}),
    "aws_security_group": frozenset({"protocol"}),
    "aws_security_group_rule": frozenset({"protocol"}),
    "aws_vpc_security_group_egress_rule": frozenset({"ip_protocol"}),
    "aws_vpc_security_group_ingress_rule": frozenset({"ip_protocol"}),
}

# Attributes whose text is YAML or JSON.
YAML_TEXTS: Mapping[str, frozenset[str]] = {
    "aws_api_gateway_rest_api": frozenset({"body"}),
    "aws_apigatewayv2_api": frozenset({"body"}),
    "aws_cloudformation_stack": frozenset({"template_body"}),
    "aws_eks_addon": frozenset({"configuration_values"}),
    "aws_imagebuilder_component": frozenset({"data"}),
    "aws_ssm_document": frozenset({"content"}),
}

# Lists in the schema whose order means nothing: by type, `*` for blocks of every type.
UNORDERED_LISTS: Mapping[str, frozenset[str]] = {
    "*": frozenset({"cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids"}),
    "aws_db_parameter_group": frozenset({"parameter"}),
    "aws_efs_file_system": frozenset({"lifecycle_policy"}),
    "aws_iam_role": frozenset({"managed_policy_arns"}),
}


class _Split:
    """A fact that Terraform can write inside one resource or as a resource of its own."""

    __slots__ = ("attributes", "child", "link", "parent")

    def __init__(self, parent: str, attributes: tuple[str, ...], child: str, link: str) -> None:
        """`child` resources name their `parent` in `link`; `attributes` hold the inline form.

        A `link` is an attribute, or `block.attribute`.
        """
        self.parent, self.attributes, self.child, self.link = parent, attributes, child, link


SPLITS: tuple[_Split, ...] = (
    _Split("aws_api_gateway_deployment", ("stage_name",), "aws_api_gateway_stage", "deployment_id"),
    _Split("aws_api_gateway_rest_api", ("body",), "aws_api_gateway_authorizer", "rest_api_id"),
    _Split("aws_api_gateway_rest_api", ("body",), "aws_api_gateway_integration", "rest_api_id"),
    _Split("aws_api_gateway_rest_api", ("body",), "aws_api_gateway_method", "rest_api_id"),
    _Split("aws_api_gateway_rest_api", ("body",), "aws_api_gateway_resource", "rest_api_id"),
    _Split("aws_api_gateway_rest_api", ("policy",), "aws_api_gateway_rest_api_policy", "rest_api_id"),
    _Split("aws_apigatewayv2_api", ("body",), "aws_apigatewayv2_authorizer", "api_id"),
    _Split("aws_apigatewayv2_api", ("body",), "aws_apigatewayv2_integration", "api_id"),
    _Split("aws_apigatewayv2_api", ("body",), "aws_apigatewayv2_route", "api_id"),
    _Split("aws_security_group", ("ingress",), "aws_vpc_security_group_ingress_rule", "security_group_id"),
    _Split("aws_security_group", ("egress",), "aws_vpc_security_group_egress_rule", "security_group_id"),
    _Split("aws_security_group", ("ingress", "egress"), "aws_security_group_rule", "security_group_id"),
    _Split("aws_sqs_queue", ("policy",), "aws_sqs_queue_policy", "queue_url"),
    _Split("aws_sns_topic", ("policy",), "aws_sns_topic_policy", "arn"),
    _Split("aws_cloudwatch_event_bus_policy", ("policy",), "aws_cloudwatch_event_permission", "event_bus_name"),
    _Split("aws_secretsmanager_secret", ("policy",), "aws_secretsmanager_secret_policy", "secret_arn"),
    _Split("aws_iam_role", ("inline_policy",), "aws_iam_role_policy", "role"),
    _Split("aws_iam_role", ("managed_policy_arns",), "aws_iam_role_policy_attachment", "role"),
    _Split(
        "aws_autoscaling_group",
        ("target_group_arns", "load_balancers", "traffic_source"),
        "aws_autoscaling_attachment",
        "autoscaling_group_name",
    ),
    _Split(
        "aws_autoscaling_group",
        ("target_group_arns", "load_balancers", "traffic_source"),
        "aws_autoscaling_traffic_source_attachment",
        "autoscaling_group_name",
    ),
    _Split("aws_route_table", ("route",), "aws_route", "route_table_id"),
    _Split("aws_default_route_table", ("route",), "aws_route", "route_table_id"),
    _Split("aws_default_security_group", ("ingress",), "aws_vpc_security_group_ingress_rule", "security_group_id"),
    _Split("aws_default_security_group", ("egress",), "aws_vpc_security_group_egress_rule", "security_group_id"),
    _Split("aws_network_acl", ("ingress", "egress"), "aws_network_acl_rule", "network_acl_id"),
    _Split("aws_network_acl", ("subnet_ids",), "aws_network_acl_association", "network_acl_id"),
    _Split("aws_default_network_acl", ("ingress", "egress"), "aws_network_acl_rule", "network_acl_id"),
    _Split("aws_instance", ("ebs_block_device",), "aws_volume_attachment", "instance_id"),
    _Split("aws_network_interface", ("attachment",), "aws_instance", "network_interface.network_interface_id"),
    _Split("aws_network_interface", ("attachment",), "aws_network_interface_attachment", "network_interface_id"),
    _Split("aws_eip", ("instance", "network_interface"), "aws_eip_association", "allocation_id"),
    _Split("aws_vpc_endpoint", ("policy",), "aws_vpc_endpoint_policy", "vpc_endpoint_id"),
    _Split("aws_vpc_endpoint", ("route_table_ids",), "aws_vpc_endpoint_route_table_association", "vpc_endpoint_id"),
    _Split("aws_vpc_endpoint", ("subnet_ids",), "aws_vpc_endpoint_subnet_association", "vpc_endpoint_id"),
    _Split(
        "aws_vpc_endpoint", ("security_group_ids",), "aws_vpc_endpoint_security_group_association", "vpc_endpoint_id"
    ),
    _Split(
        "aws_vpc_peering_connection",
        ("accepter", "requester"),
        "aws_vpc_peering_connection_options",
        "vpc_peering_connection_id",
    ),
    _Split("aws_ec2_managed_prefix_list", ("entry",), "aws_ec2_managed_prefix_list_entry", "prefix_list_id"),
    _Split("aws_opensearch_domain", ("access_policies",), "aws_opensearch_domain_policy", "domain_name"),
    _Split("aws_redshift_cluster", ("logging",), "aws_redshift_logging", "cluster_identifier"),
    _Split("aws_redshift_cluster", ("snapshot_copy",), "aws_redshift_snapshot_copy", "cluster_identifier"),
    _Split("aws_s3_bucket", ("policy",), "aws_s3_bucket_policy", "bucket"),
    _Split("aws_s3_bucket", ("versioning",), "aws_s3_bucket_versioning", "bucket"),
    _Split("aws_s3_bucket", ("logging",), "aws_s3_bucket_logging", "bucket"),
    _Split("aws_s3_bucket", ("lifecycle_rule",), "aws_s3_bucket_lifecycle_configuration", "bucket"),
    _Split(
        "aws_s3_bucket",
        ("server_side_encryption_configuration",),
        "aws_s3_bucket_server_side_encryption_configuration",
        "bucket",
    ),
    _Split("aws_s3_bucket", ("grant",), "aws_s3_bucket_acl", "bucket"),
    _Split("aws_s3_bucket", ("acceleration_status",), "aws_s3_bucket_accelerate_configuration", "bucket"),
    _Split("aws_s3_bucket", ("cors_rule",), "aws_s3_bucket_cors_configuration", "bucket"),
    _Split("aws_s3_bucket", ("object_lock_configuration",), "aws_s3_bucket_object_lock_configuration", "bucket"),
    _Split("aws_s3_bucket", ("replication_configuration",), "aws_s3_bucket_replication_configuration", "bucket"),
    _Split("aws_s3_bucket", ("request_payer",), "aws_s3_bucket_request_payment_configuration", "bucket"),
    _Split("aws_s3_bucket", ("website",), "aws_s3_bucket_website_configuration", "bucket"),
)

# Attributes that a state leaves empty, or that say nothing, where one of the others is set; what AWS shows of them is
# not compared then.
INSTEAD: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "aws_instance": {"user_data": ("user_data_base64",)},
    "aws_launch_configuration": {"user_data": ("user_data_base64",)},
    "aws_ssm_parameter": {"value": ("insecure_value", "has_value_wo")},
}


class _Part:
    """What a resource has in itself and AWS lists as a resource of its own."""

    __slots__ = ("attribute", "child", "link", "parent")

    def __init__(self, parent: str, link: str, child: str, attribute: str = "id") -> None:
        """`parent` resources name in `link` what `child` resources have as `attribute`."""
        self.parent, self.link, self.child, self.attribute = parent, link, child, attribute


PARTS: tuple[_Part, ...] = (
    _Part("aws_instance", "ebs_block_device.volume_id", "aws_ebs_volume"),
    _Part("aws_instance", "ebs_block_device.volume_id", "aws_volume_attachment", "volume_id"),
    _Part("aws_instance", "root_block_device.volume_id", "aws_ebs_volume"),
    _Part("aws_instance", "root_block_device.volume_id", "aws_volume_attachment", "volume_id"),
    _Part("aws_instance", "primary_network_interface_id", "aws_network_interface"),
    _Part("aws_autoscaling_group", "initial_lifecycle_hook.name", "aws_autoscaling_lifecycle_hook", "name"),
    _Part("aws_ami_copy", "id", "aws_ami"),
    _Part("aws_ami_from_instance", "id", "aws_ami"),
)

# Types in which the name of a block is the value: an empty `block {}` is a choice, and not the same as none.
CHOOSING = frozenset({"aws_wafv2_rule_group", "aws_wafv2_web_acl", "aws_wafv2_web_acl_rule"})

# What belongs to another resource, by the attribute that names it: what a service of AWS made by itself (the instances
# of a group) brings its own.
FOLLOWS: Mapping[str, tuple[str, str]] = {
    "aws_lb_target_group_attachment": ("target_id", "aws_instance"),
    "aws_network_interface": ("attachment.instance", "aws_instance"),
}

# Sub-resources that AWS makes by itself with these values: present without being managed, they are no drift.
IMPLIED: Mapping[str, Mapping[str, Any]] = {
    "aws_efs_backup_policy": {"backup_policy": [{"status": "DISABLED"}]},
    "aws_ecr_registry_scanning_configuration": {"scan_type": "BASIC"},
    "aws_config_configuration_recorder_status": {"is_enabled": False},
    "aws_s3_bucket_public_access_block": {
        "block_public_acls": True,
        "block_public_policy": True,
        "ignore_public_acls": True,
        "restrict_public_buckets": True,
    },
    "aws_s3_bucket_ownership_controls": {"rule": [{"object_ownership": "BucketOwnerEnforced"}]},
    "aws_s3_bucket_server_side_encryption_configuration": {
        "rule": [{"apply_server_side_encryption_by_default": [{"sse_algorithm": "AES256"}]}]
    },
    "aws_s3_bucket_request_payment_configuration": {"payer": "BucketOwner"},
    "aws_s3_bucket_versioning": {"versioning_configuration": [{"status": "Disabled"}]},
}

# Types whose id in a state is made up by the provider, or says too little: the attributes that name them instead. Of a
# type without any there is one in a place.
_BUCKET_PARTS = (
    # The id of these has the expected owner or the canned ACL behind the bucket, where one is given.
    "aws_s3_bucket_accelerate_configuration",
    "aws_s3_bucket_acl",
    "aws_s3_bucket_cors_configuration",
    "aws_s3_bucket_lifecycle_configuration",
    "aws_s3_bucket_logging",
    "aws_s3_bucket_object_lock_configuration",
    "aws_s3_bucket_request_payment_configuration",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_bucket_versioning",
    "aws_s3_bucket_website_configuration",
)
NATURAL_KEYS: Mapping[str, tuple[str, ...]] = {
    "aws_apigatewayv2_stage": ("api_id", "name"),
    "aws_autoscaling_attachment": ("autoscaling_group_name", "elb", "lb_target_group_arn"),
    "aws_autoscaling_lifecycle_hook": ("autoscaling_group_name", "name"),
    "aws_autoscaling_policy": ("autoscaling_group_name", "name"),
    "aws_autoscaling_schedule": ("autoscaling_group_name", "scheduled_action_name"),
    "aws_cloudwatch_log_metric_filter": ("log_group_name", "name"),
    "aws_cloudwatch_log_subscription_filter": ("log_group_name", "name"),
    "aws_ebs_encryption_by_default": (),
    "aws_iam_group_membership": ("group",),
    "aws_iam_group_policy_attachment": ("group", "policy_arn"),
    "aws_iam_role_policy_attachment": ("role", "policy_arn"),
    "aws_iam_user_policy_attachment": ("user", "policy_arn"),
    "aws_lambda_permission": ("function_name", "statement_id"),
    "aws_lb_target_group_attachment": ("target_group_arn", "target_id"),
    "aws_network_acl_rule": ("network_acl_id", "egress", "rule_number"),
    "aws_route": (
        "route_table_id",
        "destination_cidr_block",
        "destination_ipv6_cidr_block",
        "destination_prefix_list_id",
    ),
    "aws_route53_record": ("zone_id", "fqdn", "type", "set_identifier"),
    "aws_volume_attachment": ("instance_id", "volume_id"),
    **dict.fromkeys(_BUCKET_PARTS, ("bucket",)),
}

# Attributes that together name a resource, which has no name or id of its own in a call.
TOGETHER: Mapping[str, tuple[str, ...]] = {
    "aws_appautoscaling_policy": ("resource_id", "name"),
    "aws_appautoscaling_target": ("resource_id",),
    "aws_autoscaling_policy": ("autoscaling_group_name", "name"),
    "aws_cloudwatch_event_target": ("rule", "target_id"),
    "aws_cloudwatch_log_metric_filter": ("log_group_name", "name"),
    "aws_iam_group_policy": ("group", "name"),
    "aws_iam_group_policy_attachment": ("group", "policy_arn"),
    "aws_iam_role_policy": ("role", "name"),
    "aws_iam_role_policy_attachment": ("role", "policy_arn"),
    "aws_iam_user_policy": ("user", "name"),
    "aws_iam_user_policy_attachment": ("user", "policy_arn"),
    "aws_lambda_permission": ("function_name", "statement_id"),
    "aws_lb_target_group_attachment": ("target_group_arn", "target_id"),
    "aws_network_acl_rule": ("network_acl_id",),
    "aws_route": ("route_table_id", "destination_cidr_block"),
    "aws_route53_record": ("zone_id", "fqdn"),
    "aws_secretsmanager_secret_policy": ("secret_arn",),
    "aws_security_group_rule": ("security_group_id",),
    "aws_sqs_queue_policy": ("queue_url",),
}
# Of these several may share a name, which does not tell which of them is meant.
NAMELESS = re.compile(
    r"aws_(?:api_gateway|apigatewayv2|cognito)_\w+|aws_backup_(?:plan|selection)|aws_(?:default_)?security_group"
    r"|aws_ecs_service|aws_guardduty_filter|aws_route53_zone"
)
# Attributes that hold an id, an ARN or a name of the resource itself.
OWN = ("arn", "name", "bucket", "function_name", "identifier", "cluster_identifier", "replication_group_id", "url")
UNIQUE = re.compile(
    r"arn:.+|https?://.+|[a-z]{1,12}-[0-9a-f]{8,17}|(?:db|cluster)-[A-Z0-9]{20,}"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|(?=[A-Z]*\d)[A-Z][A-Z0-9]{9,31}",
)
# The services whose types do not say it in their second word: the longest prefix counts.
SERVICES: Mapping[str, str] = {
    "aws_alb": "elasticloadbalancing",
    "aws_api_gateway": "apigateway",
    "aws_apigatewayv2": "apigateway",
    "aws_appautoscaling": "application-autoscaling",
    "aws_cloudwatch_event": "events",
    "aws_cloudwatch_log": "logs",
    "aws_db": "rds",
    "aws_docdb": "rds",
    "aws_efs": "elasticfilesystem",
    "aws_elasticsearch": "es",
    "aws_elb": "elasticloadbalancing",
    "aws_kinesis_firehose": "firehose",
    "aws_launch_configuration": "autoscaling",
    "aws_lb": "elasticloadbalancing",
    "aws_neptune": "rds",
    "aws_opensearch": "es",
    "aws_sfn": "states",
}
EC2 = re.compile(
    r"ami|customer|default|ebs|ec2|egress|eip|flow|instance|internet|key|launch|main|nat|network|placement|route"
    r"|security|snapshot|spot|subnet|volume|vpc|vpn"
)
_ARN_SERVICE = re.compile(r"arn:[a-z-]+:([a-z0-9-]+):")
ALIASES = {"monitoring": "cloudwatch"}
