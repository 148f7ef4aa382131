"""RDS instances and subnet groups."""

from __future__ import annotations

from typing import Any

from snapshots.aws.service import Service, Sink, tags_of
from snapshots.aws.session import Api

# Terraform's name -> the API's, for attributes that are the same on both sides.
_SAME = {
    "allocated_storage": "AllocatedStorage",
    "auto_minor_version_upgrade": "AutoMinorVersionUpgrade",
    "availability_zone": "AvailabilityZone",
    "backup_retention_period": "BackupRetentionPeriod",
    "ca_cert_identifier": "CACertificateIdentifier",
    "copy_tags_to_snapshot": "CopyTagsToSnapshot",
    "db_name": "DBName",
    "deletion_protection": "DeletionProtection",
    "engine": "Engine",
    "iam_database_authentication_enabled": "IAMDatabaseAuthenticationEnabled",
    "instance_class": "DBInstanceClass",
    "iops": "Iops",
    "kms_key_id": "KmsKeyId",
    "max_allocated_storage": "MaxAllocatedStorage",
    "monitoring_interval": "MonitoringInterval",
    "multi_az": "MultiAZ",
    "performance_insights_enabled": "PerformanceInsightsEnabled",
    "publicly_accessible": "PubliclyAccessible",
    "storage_encrypted": "StorageEncrypted",
    "storage_type": "StorageType",
    "username": "MasterUsername",
}


def read(api: Api, sink: Sink) -> None:
    """Read the database instances and subnet groups of one region."""
    with sink.listing("aws_db_instance", operation="rds:DescribeDBInstances"):
        for instance in list(api.items("describe_db_instances", "DBInstances")):
            _instance(sink, instance)
    with sink.listing("aws_db_subnet_group", operation="rds:DescribeDBSubnetGroups"):
        for group in list(api.items("describe_db_subnet_groups", "DBSubnetGroups")):
            _subnet_group(api, sink, group)


def _instance(sink: Sink, instance: dict[str, Any]) -> None:
    attributes: dict[str, Any] = {name: instance[key] for name, key in _SAME.items() if key in instance}
    attributes |= {
        "arn": instance["DBInstanceArn"],
        "identifier": instance["DBInstanceIdentifier"],
        "engine_version_actual": instance["EngineVersion"],
        "db_subnet_group_name": instance.get("DBSubnetGroup", {}).get("DBSubnetGroupName", ""),
        "vpc_security_group_ids": sorted(
            group["VpcSecurityGroupId"] for group in instance.get("VpcSecurityGroups", ())
        ),
        "enabled_cloudwatch_logs_exports": sorted(instance.get("EnabledCloudwatchLogsExports", ())),
        **tags_of(instance.get("TagList")),
    }
    sink.add("aws_db_instance", instance.get("DbiResourceId") or instance["DBInstanceIdentifier"], attributes)


def _subnet_group(api: Api, sink: Sink, group: dict[str, Any]) -> None:
    name, arn = group["DBSubnetGroupName"], group["DBSubnetGroupArn"]
    attributes: dict[str, Any] = {
        "arn": arn,
        "name": name,
        "description": group["DBSubnetGroupDescription"],
        "vpc_id": group["VpcId"],
        "subnet_ids": sorted(subnet["SubnetIdentifier"] for subnet in group["Subnets"]),
    }
    with sink.detail("aws_db_subnet_group", name, "tags"):
        attributes |= tags_of(api.get("list_tags_for_resource", ResourceName=arn)["TagList"])
    sink.add("aws_db_subnet_group", name, attributes, provider_owned=name == "default")


SERVICE = Service(
    name="rds",
    types=("aws_db_instance", "aws_db_subnet_group"),
    operations=("rds:DescribeDBInstances", "rds:DescribeDBSubnetGroups", "rds:ListTagsForResource"),
    read=read,
)
