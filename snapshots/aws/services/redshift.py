"""Redshift clusters, their logging and copies of snapshots, and groups of subnets and parameters."""

from __future__ import annotations

from engine.provider.facts import Split, TypeFacts
from snapshots.aws.reading.service import Call, Read, ResourceType, Service

_GONE = ("ClusterNotFound",)
_CLUSTERS = Call(operation="DescribeClusters", items="Clusters")


def _arn(kind: str, name: str) -> str:
    """Return the expression of an ARN, which the API does not tell."""
    return f"fill('arn:{{}}:redshift:{{}}:{{}}:{kind}:{{}}', [_partition, _region, _account, {name}])"


_CLUSTER = ResourceType(
    name="aws_redshift_cluster",
    listing=_CLUSTERS,
    id="ClusterIdentifier",
    attributes={
        "allow_version_upgrade": "AllowVersionUpgrade",
        "aqua_configuration_status": "AquaConfiguration.AquaConfigurationStatus",
        "arn": _arn("cluster", "ClusterIdentifier"),
        "automated_snapshot_retention_period": "AutomatedSnapshotRetentionPeriod",
        "availability_zone": "AvailabilityZone",
        "availability_zone_relocation_enabled": (
            "contains(['enabled', 'pending_enabling'], AvailabilityZoneRelocationStatus || '')"
        ),
        "cluster_identifier": "ClusterIdentifier",
        "cluster_namespace_arn": "ClusterNamespaceArn",
        "cluster_parameter_group_name": "ClusterParameterGroups[0].ParameterGroupName",
        "cluster_subnet_group_name": "ClusterSubnetGroupName",
        "cluster_type": "told(ClusterNodes && (length(ClusterNodes) > `1` && 'multi-node' || 'single-node'))",
        "cluster_version": "ClusterVersion",
        "database_name": "DBName",
        "default_iam_role_arn": "DefaultIamRoleArn",
        "dns_name": "Endpoint.Address",
        "elastic_ip": "ElasticIpStatus.ElasticIp",
        "encrypted": "Encrypted || `false`",
        "endpoint": "fill('{}:{}', [Endpoint.Address, Endpoint.Port])",
        "enhanced_vpc_routing": "EnhancedVpcRouting || `false`",
        "iam_roles": "ordered(IamRoles[].IamRoleArn)",
        "kms_key_id": "KmsKeyId",
        "maintenance_track_name": "told(MaintenanceTrackName)",
        "manage_master_password": "MasterPasswordSecretArn && `true`",
        "manual_snapshot_retention_period": "told(ManualSnapshotRetentionPeriod)",
        "master_password_secret_arn": "MasterPasswordSecretArn",
        "master_password_secret_kms_key_id": "MasterPasswordSecretKmsKeyId",
        "master_username": "MasterUsername",
        "multi_az": "contains(['Enabled', 'enabled'], MultiAZ || '')",
        "node_type": "NodeType",
        "number_of_nodes": "NumberOfNodes",
        "port": "Endpoint.Port",
        "preferred_maintenance_window": "PreferredMaintenanceWindow",
        "publicly_accessible": "PubliclyAccessible || `false`",
        "snapshot_copy": (
            "one({destination_region: ClusterSnapshotCopyStatus.DestinationRegion,"
            " grant_name: ClusterSnapshotCopyStatus.SnapshotCopyGrantName,"
            " retention_period: ClusterSnapshotCopyStatus.RetentionPeriod})"
        ),
        "vpc_security_group_ids": "ordered(VpcSecurityGroups[].VpcSecurityGroupId)",
    },
    tags="tags(Tags)",
    reads=(
        Read(
            operation="DescribeLoggingStatus",
            parameters={"ClusterIdentifier": "ClusterIdentifier"},
            attributes={
                "logging": (
                    "[{enable: LoggingEnabled || `false`, bucket_name: BucketName, s3_key_prefix: S3KeyPrefix,"
                    " log_destination_type: LogDestinationType, log_exports: ordered(LogExports)}]"
                )
            },
        ),
    ),
    facts=TypeFacts(
        volatile=frozenset({"cluster_nodes", "cluster_public_key", "cluster_revision_number"}),
        terraform_only=frozenset(
            {
                "apply_immediately",
                "final_snapshot_identifier",
                "master_password",
                "master_password_wo",
                "master_password_wo_version",
                "owner_account",
                "skip_final_snapshot",
                "snapshot_arn",
                "snapshot_cluster_identifier",
                "snapshot_identifier",
            }
        ),
        defaults={"logging": [{"enable": False}], "manage_master_password": False},
        caseless=frozenset({"cluster_identifier", "cluster_subnet_group_name"}),
        splits=(
            Split(child="aws_redshift_logging", link="cluster_identifier", attributes=("logging",), whole=True),
            Split(
                child="aws_redshift_snapshot_copy", link="cluster_identifier", attributes=("snapshot_copy",), whole=True
            ),
        ),
    ),
)
_LOGGING = ResourceType(
    name="aws_redshift_logging",
    listing=Call(
        operation="DescribeLoggingStatus",
        items="@",
        parameters={"ClusterIdentifier": "ClusterIdentifier"},
        of=_CLUSTERS,
        absent=_GONE,
        where="LoggingEnabled",
    ),
    id="_parent.ClusterIdentifier",
    attributes={
        "bucket_name": "BucketName",
        "cluster_identifier": "_parent.ClusterIdentifier",
        "log_destination_type": "LogDestinationType",
        "log_exports": "ordered(LogExports)",
        "s3_key_prefix": "S3KeyPrefix",
    },
    facts=TypeFacts(defaults={"log_destination_type": "s3"}),
)
_SNAPSHOT_COPY = ResourceType(
    name="aws_redshift_snapshot_copy",
    listing=_CLUSTERS,
    where="ClusterSnapshotCopyStatus.DestinationRegion",
    id="ClusterIdentifier",
    attributes={
        "cluster_identifier": "ClusterIdentifier",
        "destination_region": "ClusterSnapshotCopyStatus.DestinationRegion",
        "manual_snapshot_retention_period": "told(ClusterSnapshotCopyStatus.ManualSnapshotRetentionPeriod)",
        "retention_period": "ClusterSnapshotCopyStatus.RetentionPeriod",
        "snapshot_copy_grant_name": "ClusterSnapshotCopyStatus.SnapshotCopyGrantName",
    },
    # A copy of what is encrypted is encrypted; the grant says with which key of the other region.
    facts=TypeFacts(nothing_to_judge="it copies snapshots elsewhere; that there are any is judged with the cluster"),
)
_SUBNET_GROUP = ResourceType(
    name="aws_redshift_subnet_group",
    listing=Call(operation="DescribeClusterSubnetGroups", items="ClusterSubnetGroups"),
    id="ClusterSubnetGroupName",
    attributes={
        "arn": _arn("subnetgroup", "ClusterSubnetGroupName"),
        "description": "Description",
        "name": "ClusterSubnetGroupName",
        "subnet_ids": "ordered(Subnets[].SubnetIdentifier)",
    },
    tags="tags(Tags)",
    owned="ClusterSubnetGroupName == 'default'",
    facts=TypeFacts(nothing_to_judge="a list of subnets", caseless=frozenset({"name"})),
)
_PARAMETER_GROUP = ResourceType(
    name="aws_redshift_parameter_group",
    listing=Call(operation="DescribeClusterParameterGroups", items="ParameterGroups"),
    id="ParameterGroupName",
    attributes={
        "arn": _arn("parametergroup", "ParameterGroupName"),
        "description": "Description",
        "family": "ParameterGroupFamily",
        "name": "ParameterGroupName",
    },
    tags="tags(Tags)",
    reads=(
        Read(
            operation="DescribeClusterParameters",
            parameters={"ParameterGroupName": "ParameterGroupName", "Source": "'user'"},
            attributes={"parameter": "Parameters[?Source == 'user'].{name: ParameterName, value: ParameterValue}"},
            where="!starts_with(ParameterGroupName, 'default.')",
        ),
    ),
    owned="starts_with(ParameterGroupName, 'default.')",
)
SERVICES = (Service(name="redshift", types=(_CLUSTER, _LOGGING, _SNAPSHOT_COPY, _SUBNET_GROUP, _PARAMETER_GROUP)),)
