"""ElastiCache clusters, replication groups, users, and groups of subnets and parameters."""

from __future__ import annotations

from typing import Any

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.expressions import UNTOLD, Item
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_LOG_DELIVERY = (
    "LogDeliveryConfigurations[].{destination_type: DestinationType, log_format: LogFormat, log_type: LogType,"
    " destination: DestinationDetails.CloudWatchLogsDetails.LogGroup"
    " || DestinationDetails.KinesisFirehoseDetails.DeliveryStream}"
)
_ACTIVE_TOPIC = "[NotificationConfiguration][?TopicStatus == 'active'].TopicArn | [0]"


def _tags(where: str = "") -> Read:
    """Return the call for the tags of an item with an ARN."""
    return Read(
        operation="ListTagsForResource",
        parameters={"ResourceName": "ARN"},
        attributes={"tags": "tags(TagList)"},
        where=where,
    )


def _version(cluster: Item) -> str | None:
    """Return what engine runs in a cluster; of all but Memcached the provider writes three numbers."""
    version: str | None = cluster.get("EngineVersion")
    if not version or cluster.get("Engine") == "memcached":
        return version
    return ".".join([*version.split("."), "0", "0"][: max(3, version.count(".") + 1)])


def _version_of_member(answer: Item) -> str | None:
    """Return what engine runs in the first cluster of an answer."""
    return next((_version(cluster) for cluster in answer.get("CacheClusters") or ()), None)


_CLUSTER = ResourceType(
    name="aws_elasticache_cluster",
    listing=Call(operation="DescribeCacheClusters", items="CacheClusters", parameters={"ShowCacheNodeInfo": True}),
    where="CacheClusterStatus != 'deleting'",
    id="CacheClusterId",
    attributes={
        "arn": "ARN",
        "auto_minor_version_upgrade": "AutoMinorVersionUpgrade",
        "availability_zone": "PreferredAvailabilityZone",
        "az_mode": "PreferredAvailabilityZone == 'Multiple' && 'cross-az' || 'single-az'",
        "cluster_id": "CacheClusterId",
        "engine": "Engine",
        "engine_version_actual": _version,
        "ip_discovery": "IpDiscovery",
        "log_delivery_configuration": _LOG_DELIVERY,
        "maintenance_window": "PreferredMaintenanceWindow",
        "network_type": "NetworkType",
        "node_type": "CacheNodeType",
        "notification_topic_arn": _ACTIVE_TOPIC,
        "num_cache_nodes": "NumCacheNodes",
        "parameter_group_name": "CacheParameterGroup.CacheParameterGroupName",
        "port": "told(ConfigurationEndpoint.Port || CacheNodes[0].Endpoint.Port)",
        "preferred_outpost_arn": "PreferredOutpostArn",
        "replication_group_id": "ReplicationGroupId",
        "security_group_ids": "ordered(SecurityGroups[].SecurityGroupId)",
        "snapshot_retention_limit": "SnapshotRetentionLimit || `0`",
        "snapshot_window": "SnapshotWindow",
        "subnet_group_name": "CacheSubnetGroupName",
        "transit_encryption_enabled": "TransitEncryptionEnabled || `false`",
    },
    reads=(_tags(),),
    owned="ReplicationGroupId",  # a replication group makes its members,
    facts=TypeFacts(
        terraform_only=frozenset(
            {
                "apply_immediately",
                "engine_version",
                "final_snapshot_identifier",
                "outpost_mode",
                "preferred_availability_zones",
                "snapshot_arns",
                "snapshot_name",
            }
        ),
        caseless=frozenset({"cluster_id", "parameter_group_name", "replication_group_id", "subnet_group_name"}),
    ),
)
_REPLICATION_GROUP = ResourceType(
    name="aws_elasticache_replication_group",
    listing=Call(operation="DescribeReplicationGroups", items="ReplicationGroups"),
    where="Status != 'deleting'",
    id="ReplicationGroupId",
    attributes={
        "arn": "ARN",
        "automatic_failover_enabled": "contains(['enabled', 'enabling'], AutomaticFailover || '')",
        "cluster_enabled": "ClusterEnabled",
        "cluster_mode": "ClusterMode",
        "configuration_endpoint_address": "ConfigurationEndpoint.Address",
        "data_tiering_enabled": "DataTiering == 'enabled'",
        "description": "Description",
        "global_replication_group_id": "GlobalReplicationGroupInfo.GlobalReplicationGroupId",
        "ip_discovery": "IpDiscovery",
        "kms_key_id": "KmsKeyId",
        "log_delivery_configuration": _LOG_DELIVERY,
        "member_clusters": "ordered(MemberClusters)",
        "multi_az_enabled": "MultiAZ == 'enabled'",
        "network_type": "NetworkType",
        "node_type": "CacheNodeType",
        "num_cache_clusters": "length(MemberClusters || `[]`)",
        "num_node_groups": "length(NodeGroups || `[]`)",
        "port": "ConfigurationEndpoint.Port || NodeGroups[0].PrimaryEndpoint.Port",
        "primary_endpoint_address": "NodeGroups[0].PrimaryEndpoint.Address",
        "replicas_per_node_group": "NodeGroups && sum([length(NodeGroups[0].NodeGroupMembers || `[]`), `-1`])",
        "replication_group_id": "ReplicationGroupId",
        "snapshot_retention_limit": "SnapshotRetentionLimit || `0`",
        "snapshot_window": "SnapshotWindow",
        "user_group_ids": "ordered(UserGroupIds)",
    },
    reads=(
        # What the members have in common the provider takes from one of them; most of it the group does not tell.
        Read(
            operation="DescribeCacheClusters",
            parameters={"CacheClusterId": "MemberClusters[0]"},
            needs=("CacheClusters",),
            attributes={
                "at_rest_encryption_enabled": "CacheClusters[0].AtRestEncryptionEnabled || `false`",
                "auto_minor_version_upgrade": "CacheClusters[0].AutoMinorVersionUpgrade",
                "engine": "CacheClusters[0].Engine",
                "engine_version_actual": _version_of_member,
                "maintenance_window": "CacheClusters[0].PreferredMaintenanceWindow",
                "notification_topic_arn": f"CacheClusters[0] | {_ACTIVE_TOPIC}",
                "parameter_group_name": "CacheClusters[0].CacheParameterGroup.CacheParameterGroupName",
                "security_group_ids": "ordered(CacheClusters[0].SecurityGroups[].SecurityGroupId)",
                "security_group_names": "ordered(CacheClusters[0].CacheSecurityGroups[].CacheSecurityGroupName)",
                "subnet_group_name": "CacheClusters[0].CacheSubnetGroupName",
                "transit_encryption_enabled": "CacheClusters[0].TransitEncryptionEnabled || `false`",
                "transit_encryption_mode": "CacheClusters[0].TransitEncryptionMode",
            },
            where="MemberClusters",
        ),
        _tags(),
    ),
    facts=TypeFacts(
        terraform_only=frozenset(
            {
                "apply_immediately",
                "auth_token",
                "auth_token_update_strategy",
                "engine_version",
                "final_snapshot_identifier",
                "preferred_cache_cluster_azs",
                "snapshot_arns",
                "snapshot_name",
            }
        ),
        caseless=frozenset({"parameter_group_name", "replication_group_id", "subnet_group_name"}),
    ),
)
_SUBNET_GROUP = ResourceType(
    name="aws_elasticache_subnet_group",
    listing=Call(operation="DescribeCacheSubnetGroups", items="CacheSubnetGroups"),
    id="CacheSubnetGroupName",
    attributes={
        "arn": "ARN",
        "description": "CacheSubnetGroupDescription",
        "name": "CacheSubnetGroupName",
        "subnet_ids": "ordered(Subnets[].SubnetIdentifier)",
        "vpc_id": "VpcId",
    },
    reads=(_tags("CacheSubnetGroupName != 'default'"),),
    owned="CacheSubnetGroupName == 'default'",
    facts=TypeFacts(nothing_to_judge="a list of subnets", caseless=frozenset({"name"})),
)
_PARAMETER_GROUP = ResourceType(
    name="aws_elasticache_parameter_group",
    listing=Call(operation="DescribeCacheParameterGroups", items="CacheParameterGroups"),
    id="CacheParameterGroupName",
    attributes={
        "arn": "ARN",
        "description": "Description",
        "family": "CacheParameterGroupFamily",
        "name": "CacheParameterGroupName",
    },
    reads=(
        Read(
            operation="DescribeCacheParameters",
            parameters={"CacheParameterGroupName": "CacheParameterGroupName", "Source": "'user'"},
            attributes={
                "parameter": "Parameters[?ParameterValue != `null`].{name: ParameterName, value: ParameterValue}"
            },
            where="!starts_with(CacheParameterGroupName, 'default.')",
        ),
        _tags("!starts_with(CacheParameterGroupName, 'default.')"),
    ),
    owned="starts_with(CacheParameterGroupName, 'default.')",
    facts=TypeFacts(
        nothing_to_judge="it tunes an engine; who may read it, and how, is judged with the clusters and their users"
    ),
)


def _authentication(user: Item) -> Any:
    """Return how a user proves who it is; of passwords the state has more than AWS tells."""
    told = user.get("Authentication") or {}
    if told.get("Type") == "password":
        return UNTOLD
    return [{"type": told["Type"], "password_count": told.get("PasswordCount") or 0}] if told else []


_USER = ResourceType(
    name="aws_elasticache_user",
    listing=Call(operation="DescribeUsers", items="Users"),
    where="Status != 'deleting'",
    id="UserId",
    attributes={
        "access_string": "AccessString",
        "arn": "ARN",
        "authentication_mode": _authentication,
        "engine": "Engine",
        "user_id": "UserId",
        "user_name": "UserName",
    },
    reads=(_tags("UserId != 'default'"),),
    owned="UserId == 'default'",
    facts=TypeFacts(
        terraform_only=frozenset(
            {
                "no_password_required",  # `authentication_mode` tells it
                "passwords",
            }
        )
    ),
)
SERVICES = (Service(name="elasticache", types=(_CLUSTER, _REPLICATION_GROUP, _SUBNET_GROUP, _PARAMETER_GROUP, _USER)),)
