"""Proxies of RDS with their targets."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_GONE = ("DBProxyNotFoundFault", "DBProxyTargetGroupNotFoundFault")
_PROXIES = Call(operation="DescribeDBProxies", items="DBProxies")
_PROXY = ResourceType(
    name="aws_db_proxy",
    listing=_PROXIES,
    id="DBProxyName",
    attributes={
        "arn": "DBProxyArn",
        "name": "DBProxyName",
        "endpoint": "Endpoint",
        "engine_family": "EngineFamily",
        "debug_logging": "DebugLogging || `false`",
        "idle_client_timeout": "IdleClientTimeout || `0`",
        "require_tls": "RequireTLS || `false`",
        "role_arn": "RoleArn",
        "vpc_security_group_ids": "ordered(VpcSecurityGroupIds)",
        "vpc_subnet_ids": "ordered(VpcSubnetIds)",
        "auth": (
            "Auth[].{auth_scheme: AuthScheme, client_password_auth_type: ClientPasswordAuthType,"
            " description: Description || '', iam_auth: IAMAuth, secret_arn: SecretArn, username: UserName || ''}"
        ),
    },
    reads=(
        Read(
            operation="ListTagsForResource",
            parameters={"ResourceName": "DBProxyArn"},
            attributes={"tags": "tags(TagList)"},
        ),
    ),
    facts=TypeFacts(protections={"require_tls": True}),
)
_GROUP = ResourceType(
    name="aws_db_proxy_default_target_group",
    listing=Call(
        operation="DescribeDBProxyTargetGroups",
        items="TargetGroups",
        parameters={"DBProxyName": "DBProxyName"},
        of=_PROXIES,
        absent=_GONE,
        where="IsDefault",
    ),
    id="DBProxyName",
    attributes={
        "arn": "TargetGroupArn",
        "db_proxy_name": "DBProxyName",
        "name": "TargetGroupName",
        "connection_pool_config": (
            "[ConnectionPoolConfig][*].{connection_borrow_timeout: ConnectionBorrowTimeout || `0`,"
            " init_query: InitQuery || '', max_connections_percent: MaxConnectionsPercent || `0`,"
            " max_idle_connections_percent: MaxIdleConnectionsPercent || `0`,"
            " session_pinning_filters: ordered(SessionPinningFilters)}"
        ),
    },
    owned="`true`",  # each proxy has one
    facts=TypeFacts(nothing_to_judge="a part of a proxy, which is judged itself"),
)
_TARGET = ResourceType(
    name="aws_db_proxy_target",
    listing=Call(
        operation="DescribeDBProxyTargets",
        items="Targets",
        parameters={"DBProxyName": "DBProxyName", "TargetGroupName": "'default'"},
        of=_PROXIES,
        absent=_GONE,
        where="Type != 'RDS_SERVERLESS_ENDPOINT' && !(Type == 'RDS_INSTANCE' && TrackedClusterId)",
    ),
    id="join('/', [_parent.DBProxyName, 'default', Type, RdsResourceId])",
    attributes={
        "db_proxy_name": "_parent.DBProxyName",
        "target_group_name": "'default'",
        "db_cluster_identifier": "(Type == 'TRACKED_CLUSTER' && RdsResourceId) || ''",
        "db_instance_identifier": "(Type == 'RDS_INSTANCE' && RdsResourceId) || ''",
        "type": "Type",
        "rds_resource_id": "RdsResourceId",
        "target_arn": "TargetArn",
    },
    facts=TypeFacts(
        called=("db_proxy_name", "rds_resource_id"),
        nothing_to_judge="it joins a proxy and a database, which are judged themselves",
    ),
)
SERVICES = (Service(name="rds", types=(_PROXY, _GROUP, _TARGET)),)
