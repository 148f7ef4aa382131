"""Target groups and what is attached to them; how the attributes of all kinds of load balancing are told."""

from __future__ import annotations

from engine.provider.facts import Owner, TypeFacts
from snapshots.aws.reading.service import Call, Read, ResourceType, also, block

_ATTRIBUTES = "pairs(Attributes, 'Key', 'Value')"


def text(key: str) -> str:
    """Return the expression of an attribute that AWS tells by this key."""
    return f'{_ATTRIBUTES}."{key}"'


def number(key: str) -> str:
    """Return the expression of an attribute that is a number; null where the kind of resource has none."""
    return f"to_number({text(key)})"


def flag(key: str) -> str:
    """Return the expression of an attribute that is true or false; null where the kind of resource has none."""
    return f"({text(key)} && {text(key)} == 'true')"


def tags(arn: str) -> Read:
    """Return the call about a resource's tags."""
    return Read(
        operation="DescribeTags",
        parameters={"ResourceArns": f"[{arn}]"},
        attributes={"tags": "tags(TagDescriptions[0].Tags)"},
    )


_TARGET_GROUPS = Call(operation="DescribeTargetGroups", items="TargetGroups")
_HEALTHY = "target_group_health"
_STATE = "target_health_state.unhealthy"
_COOKIE = "stickiness.app_cookie"
_TARGET_GROUP = ResourceType(
    name="aws_lb_target_group",
    listing=_TARGET_GROUPS,
    id="TargetGroupArn",
    attributes={
        "arn": "TargetGroupArn",
        "arn_suffix": "after(':', TargetGroupArn)",
        "name": "TargetGroupName",
        "port": "Port",
        "protocol": "Protocol",
        "protocol_version": "ProtocolVersion",
        "target_type": "TargetType",
        "ip_address_type": "IpAddressType",
        "vpc_id": "VpcId",
        "health_check": (
            "[{enabled: HealthCheckEnabled, healthy_threshold: HealthyThresholdCount,"
            " unhealthy_threshold: UnhealthyThresholdCount, interval: HealthCheckIntervalSeconds,"
            " timeout: HealthCheckTimeoutSeconds, path: HealthCheckPath, port: HealthCheckPort,"
            " protocol: HealthCheckProtocol, matcher: Matcher.HttpCode || Matcher.GrpcCode}]"
        ),
    },
    reads=(
        Read(
            operation="DescribeTargetGroupAttributes",
            parameters={"TargetGroupArn": "TargetGroupArn"},
            attributes={
                "connection_termination": flag("deregistration_delay.connection_termination.enabled"),
                "deregistration_delay": text("deregistration_delay.timeout_seconds"),
                "lambda_multi_value_headers_enabled": flag("lambda.multi_value_headers.enabled"),
                "load_balancing_algorithm_type": text("load_balancing.algorithm.type"),
                "load_balancing_anomaly_mitigation": text("load_balancing.algorithm.anomaly_mitigation"),
                "load_balancing_cross_zone_enabled": text("load_balancing.cross_zone.enabled"),
                "preserve_client_ip": text("preserve_client_ip.enabled"),
                "proxy_protocol_v2": flag("proxy_protocol_v2.enabled"),
                "slow_start": number("slow_start.duration_seconds"),
                "stickiness": "["
                + block(
                    enabled=f"{text('stickiness.enabled')} == 'true'",
                    type=text("stickiness.type"),
                    cookie_name=f"({text('stickiness.type')} == 'app_cookie' && {text(f'{_COOKIE}.cookie_name')})"
                    " || `null`",
                    cookie_duration=f"({text('stickiness.type')} == 'app_cookie'"
                    f" && {number(f'{_COOKIE}.duration_seconds')})"
                    f" || {number('stickiness.lb_cookie.duration_seconds')} || `0`",
                )
                + "]",
                "target_failover": "["
                + block(
                    on_deregistration=text("target_failover.on_deregistration"),
                    on_unhealthy=text("target_failover.on_unhealthy"),
                )
                + "]",
                "target_group_health": "["
                + block(
                    dns_failover="["
                    + block(
                        minimum_healthy_targets_count=text(f"{_HEALTHY}.dns_failover.minimum_healthy_targets.count"),
                        minimum_healthy_targets_percentage=text(
                            f"{_HEALTHY}.dns_failover.minimum_healthy_targets.percentage"
                        ),
                    )
                    + "]",
                    unhealthy_state_routing="["
                    + block(
                        minimum_healthy_targets_count=number(
                            f"{_HEALTHY}.unhealthy_state_routing.minimum_healthy_targets.count"
                        ),
                        minimum_healthy_targets_percentage=text(
                            f"{_HEALTHY}.unhealthy_state_routing.minimum_healthy_targets.percentage"
                        ),
                    )
                    + "]",
                )
                + "]",
                "target_health_state": "["
                + block(
                    enable_unhealthy_connection_termination=flag(f"{_STATE}.connection_termination.enabled"),
                    unhealthy_draining_interval=number(f"{_STATE}.draining_interval_seconds"),
                )
                + "]",
            },
        ),
        tags("TargetGroupArn"),
    ),
    facts=TypeFacts(
        volatile=frozenset({"load_balancer_arns"}),
        defaults={
            "connection_termination": False,
            "lambda_multi_value_headers_enabled": False,
            "load_balancing_anomaly_mitigation": "off",
            "proxy_protocol_v2": False,
            "slow_start": 0,
        },
    ),
)
_ATTACHMENT = ResourceType(
    name="aws_lb_target_group_attachment",
    listing=Call(
        operation="DescribeTargetHealth",
        items="TargetHealthDescriptions",
        parameters={"TargetGroupArn": "TargetGroupArn"},
        of=_TARGET_GROUPS,
        where="TargetHealth.State != 'draining'",
    ),
    id="join('/', [_parent.TargetGroupArn, Target.Id, to_string(Target.Port || `0`)])",
    attributes={
        "target_group_arn": "_parent.TargetGroupArn",
        "target_id": "Target.Id",
        # A state has these only where the code names them; AWS always has them.
        "port": "told((Target.Port != _parent.Port && Target.Port) || `null`)",
        "availability_zone": "told((Target.AvailabilityZone == 'all' && 'all') || `null`)",
    },
    facts=TypeFacts(
        nothing_to_judge="it joins a group and a target",
        key=("target_group_arn", "target_id"),
        called=("target_group_arn", "target_id"),
        owner=Owner(link="target_id", type="aws_instance"),
    ),
)
TYPES = (
    _TARGET_GROUP,
    _ATTACHMENT,
    also(_TARGET_GROUP, "aws_alb_target_group"),
    also(_ATTACHMENT, "aws_alb_target_group_attachment"),
)
