"""RDS and Aurora: instances and clusters; their groups are in `snapshots.aws.services.rds_groups`."""

from __future__ import annotations

from typing import Any

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.expressions import UNTOLD, Item
from snapshots.aws.reading.service import Call, ResourceType, Service
from snapshots.aws.services import rds_groups


def _managed_secret(item: Item) -> Any:
    """Return what AWS tells of the password that it manages; not while it is being made or rotated."""
    secret = item.get("MasterUserSecret") or {}
    if secret.get("SecretStatus") != "active":
        return UNTOLD
    return [{"kms_key_id": secret.get("KmsKeyId"), "secret_arn": secret["SecretArn"], "secret_status": "active"}]


_INSTANCES = Call(operation="DescribeDBInstances", items="DBInstances")
_INSTANCE = ResourceType(
    name="aws_db_instance",
    listing=_INSTANCES,
    where="!DBClusterIdentifier",  # members of clusters are of another type
    id="DbiResourceId || DBInstanceIdentifier",
    attributes={
        "address": "Endpoint.Address",
        "port": "Endpoint.Port",
        "allocated_storage": "AllocatedStorage",
        "arn": "DBInstanceArn",
        "auto_minor_version_upgrade": "AutoMinorVersionUpgrade",
        "availability_zone": "AvailabilityZone",
        "backup_retention_period": "BackupRetentionPeriod",
        "backup_target": "told(BackupTarget)",
        "backup_window": "PreferredBackupWindow",
        "ca_cert_identifier": "CACertificateIdentifier",
        "character_set_name": "CharacterSetName",
        "copy_tags_to_snapshot": "CopyTagsToSnapshot",
        "custom_iam_instance_profile": "CustomIamInstanceProfile",
        "customer_owned_ip_enabled": "CustomerOwnedIpEnabled || `false`",
        "database_insights_mode": "told(DatabaseInsightsMode)",
        "db_name": "DBName",
        "db_subnet_group_name": "DBSubnetGroup.DBSubnetGroupName",
        "dedicated_log_volume": "DedicatedLogVolume || `false`",
        "deletion_protection": "DeletionProtection",
        "domain": "DomainMemberships[0].Domain",
        "domain_auth_secret_arn": "DomainMemberships[0].AuthSecretArn",
        "domain_dns_ips": "DomainMemberships[0].DnsIps",
        "domain_fqdn": "DomainMemberships[0].FQDN",
        "domain_iam_role_name": "DomainMemberships[0].IAMRoleName",
        "domain_ou": "DomainMemberships[0].OU",
        "enabled_cloudwatch_logs_exports": "ordered(EnabledCloudwatchLogsExports)",
        "engine": "Engine",
        "engine_lifecycle_support": "told(EngineLifecycleSupport)",
        "engine_version_actual": "EngineVersion",
        "iam_database_authentication_enabled": "IAMDatabaseAuthenticationEnabled",
        "identifier": "DBInstanceIdentifier",
        "instance_class": "DBInstanceClass",
        "iops": "Iops || `0`",
        "kms_key_id": "KmsKeyId",
        "license_model": "LicenseModel",
        "maintenance_window": "PreferredMaintenanceWindow",
        "manage_master_user_password": "MasterUserSecret && `true`",
        "master_user_secret": _managed_secret,
        "max_allocated_storage": "MaxAllocatedStorage || `0`",
        "monitoring_interval": "MonitoringInterval",
        "monitoring_role_arn": "MonitoringRoleArn",
        "multi_az": "MultiAZ",
        "nchar_character_set_name": "NcharCharacterSetName",
        "network_type": "told(NetworkType)",
        "option_group_name": "OptionGroupMemberships[0].OptionGroupName",
        "parameter_group_name": "DBParameterGroups[0].DBParameterGroupName",
        "performance_insights_enabled": "PerformanceInsightsEnabled || `false`",
        "performance_insights_kms_key_id": "PerformanceInsightsKMSKeyId",
        "performance_insights_retention_period": "PerformanceInsightsRetentionPeriod || `0`",
        "publicly_accessible": "PubliclyAccessible",
        "replica_mode": "ReplicaMode",
        "replicate_source_db": "ReadReplicaSourceDBClusterIdentifier || ReadReplicaSourceDBInstanceIdentifier",
        "resource_id": "DbiResourceId",
        "storage_encrypted": "StorageEncrypted",
        "storage_throughput": "StorageThroughput || `0`",
        "storage_type": "StorageType",
        "timezone": "Timezone",
        "username": "MasterUsername",
        "vpc_security_group_ids": "ordered(VpcSecurityGroups[].VpcSecurityGroupId)",
    },
    tags="tags(TagList)",
    facts=TypeFacts(
        volatile=frozenset({"hosted_zone_id", "latest_restorable_time", "replicas", "status"}),
        terraform_only=frozenset(
            {
                "allow_major_version_upgrade",
                "apply_immediately",
                "blue_green_update",
                "delete_automated_backups",
                "engine_version",  # `engine_version_actual` is what runs; this one may name a prefix of it
                "final_snapshot_identifier",
                "identifier_prefix",
                "master_user_secret_kms_key_id",  # as it was written; `master_user_secret` tells the key
                "password",
                "password_wo",
                "password_wo_version",
                "restore_to_point_in_time",
                "s3_import",
                "skip_final_snapshot",
                "snapshot_identifier",
                "upgrade_storage_config",
            }
        ),
        defaults={"manage_master_user_password": False},
        caseless=frozenset({"db_subnet_group_name", "identifier", "option_group_name", "parameter_group_name"}),
    ),
)
_CLUSTER = ResourceType(
    name="aws_rds_cluster",
    listing=Call(
        operation="DescribeDBClusters", items="DBClusters", where="!contains(['docdb', 'neptune'], Engine || '')"
    ),
    id="DBClusterIdentifier",
    attributes={
        "arn": "DBClusterArn",
        "allocated_storage": "AllocatedStorage",
        "availability_zones": "ordered(AvailabilityZones)",
        "backtrack_window": "BacktrackWindow || `0`",
        "backup_retention_period": "BackupRetentionPeriod",
        "ca_certificate_identifier": "CertificateDetails.CAIdentifier",
        "cluster_identifier": "DBClusterIdentifier",
        "cluster_resource_id": "DbClusterResourceId",
        "cluster_scalability_type": "ClusterScalabilityType",
        "copy_tags_to_snapshot": "CopyTagsToSnapshot || `false`",
        "database_insights_mode": "told(DatabaseInsightsMode)",
        "database_name": "DatabaseName",
        "db_cluster_instance_class": "DBClusterInstanceClass",
        "db_cluster_parameter_group_name": "DBClusterParameterGroup",
        "db_subnet_group_name": "DBSubnetGroup",
        "db_system_id": "DBSystemId",
        "deletion_protection": "DeletionProtection || `false`",
        "domain": "DomainMemberships[0].Domain",
        "domain_iam_role_name": "DomainMemberships[0].IAMRoleName",
        "enable_global_write_forwarding": "GlobalWriteForwardingRequested || `false`",
        "enable_http_endpoint": "HttpEndpointEnabled || `false`",
        "enable_local_write_forwarding": (
            "contains(['enabled', 'enabling', 'requested'], LocalWriteForwardingStatus || '')"
        ),
        "enabled_cloudwatch_logs_exports": "ordered(EnabledCloudwatchLogsExports)",
        "endpoint": "Endpoint",
        "engine": "Engine",
        "engine_lifecycle_support": "told(EngineLifecycleSupport)",
        "engine_mode": "EngineMode",
        "engine_version_actual": "EngineVersion",
        "global_cluster_identifier": "GlobalClusterIdentifier",
        "hosted_zone_id": "HostedZoneId",
        "iam_database_authentication_enabled": "IAMDatabaseAuthenticationEnabled || `false`",
        "iam_roles": "ordered(AssociatedRoles[].RoleArn)",
        "iops": "Iops || `0`",
        "kms_key_id": "KmsKeyId",
        "manage_master_user_password": "MasterUserSecret && `true`",
        "master_user_secret": _managed_secret,
        "master_username": "MasterUsername",
        "monitoring_interval": "MonitoringInterval || `0`",
        "monitoring_role_arn": "MonitoringRoleArn",
        "network_type": "NetworkType",
        "performance_insights_enabled": "PerformanceInsightsEnabled || `false`",
        "performance_insights_kms_key_id": "PerformanceInsightsKMSKeyId",
        "performance_insights_retention_period": "PerformanceInsightsRetentionPeriod || `0`",
        "port": "Port",
        "preferred_backup_window": "PreferredBackupWindow",
        "preferred_maintenance_window": "PreferredMaintenanceWindow",
        "reader_endpoint": "ReaderEndpoint",
        "replication_source_identifier": "ReplicationSourceIdentifier",
        "scaling_configuration": (
            "one({auto_pause: ScalingConfigurationInfo.AutoPause, max_capacity: ScalingConfigurationInfo.MaxCapacity,"
            " min_capacity: ScalingConfigurationInfo.MinCapacity,"
            " seconds_before_timeout: ScalingConfigurationInfo.SecondsBeforeTimeout,"
            " seconds_until_auto_pause: ScalingConfigurationInfo.SecondsUntilAutoPause,"
            " timeout_action: ScalingConfigurationInfo.TimeoutAction})"
        ),
        "serverlessv2_scaling_configuration": (
            "ServerlessV2ScalingConfiguration && [{max_capacity: ServerlessV2ScalingConfiguration.MaxCapacity,"
            " min_capacity: ServerlessV2ScalingConfiguration.MinCapacity, seconds_until_auto_pause:"
            " ServerlessV2ScalingConfiguration.SecondsUntilAutoPause || `0`}]"
        ),
        "storage_encrypted": "StorageEncrypted || `false`",
        "storage_type": "StorageType",
        "vpc_security_group_ids": "ordered(VpcSecurityGroups[].VpcSecurityGroupId)",
    },
    tags="tags(TagList)",
    facts=TypeFacts(
        volatile=frozenset({"ca_certificate_valid_till", "cluster_members", "hosted_zone_id"}),
        terraform_only=frozenset(
            {
                "allow_major_version_upgrade",
                "apply_immediately",
                "cluster_identifier_prefix",
                "db_instance_parameter_group_name",
                "delete_automated_backups",
                "engine_version",
                "final_snapshot_identifier",
                "master_password",
                "master_password_wo",
                "master_password_wo_version",
                "master_user_secret_kms_key_id",  # as it was written; `master_user_secret` tells the key
                "restore_to_point_in_time",
                "s3_import",
                "skip_final_snapshot",
                "snapshot_identifier",
                "source_region",
            }
        ),
        defaults={"manage_master_user_password": False},
        caseless=frozenset({"cluster_identifier", "db_cluster_parameter_group_name", "db_subnet_group_name"}),
    ),
)
_CLUSTER_INSTANCE = ResourceType(
    name="aws_rds_cluster_instance",
    listing=_INSTANCES,
    where="DBClusterIdentifier && !contains(['docdb', 'neptune'], Engine || '')",
    id="DBInstanceIdentifier",
    attributes={
        "arn": "DBInstanceArn",
        "auto_minor_version_upgrade": "AutoMinorVersionUpgrade",
        "availability_zone": "AvailabilityZone",
        "ca_cert_identifier": "CACertificateIdentifier",
        "cluster_identifier": "DBClusterIdentifier",
        "copy_tags_to_snapshot": "CopyTagsToSnapshot || `false`",
        "custom_iam_instance_profile": "CustomIamInstanceProfile",
        "db_parameter_group_name": "DBParameterGroups[0].DBParameterGroupName",
        "db_subnet_group_name": "DBSubnetGroup.DBSubnetGroupName",
        "dbi_resource_id": "DbiResourceId",
        "endpoint": "Endpoint.Address",
        "engine": "Engine",
        "engine_version_actual": "EngineVersion",
        "identifier": "DBInstanceIdentifier",
        "instance_class": "DBInstanceClass",
        "kms_key_id": "KmsKeyId",
        "monitoring_interval": "MonitoringInterval || `0`",
        "monitoring_role_arn": "MonitoringRoleArn",
        "network_type": "NetworkType",
        "performance_insights_enabled": "PerformanceInsightsEnabled || `false`",
        "performance_insights_kms_key_id": "PerformanceInsightsKMSKeyId",
        "performance_insights_retention_period": "PerformanceInsightsRetentionPeriod || `0`",
        "port": "Endpoint.Port",
        "preferred_backup_window": "PreferredBackupWindow",
        "preferred_maintenance_window": "PreferredMaintenanceWindow",
        "promotion_tier": "PromotionTier || `0`",
        "publicly_accessible": "PubliclyAccessible",
        "storage_encrypted": "StorageEncrypted",
    },
    tags="tags(TagList)",
    # AWS makes the members of a Multi-AZ cluster by itself; those of Aurora are made one by one.
    owned="!starts_with(Engine, 'aurora')",
    facts=TypeFacts(
        volatile=frozenset({"writer"}),
        terraform_only=frozenset({"apply_immediately", "engine_version", "identifier_prefix"}),
        caseless=frozenset({"cluster_identifier", "db_subnet_group_name", "identifier"}),
    ),
)
SERVICES = (Service(name="rds", types=(_INSTANCE, _CLUSTER, _CLUSTER_INSTANCE, *rds_groups.TYPES)),)
