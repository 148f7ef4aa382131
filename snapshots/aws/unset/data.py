"""What AWS makes of attributes that nobody sets: buckets, databases, volumes and their copies.

Defaults are those of the API or of the provider, by the documentation of each:
https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs and https://docs.aws.amazon.com.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

UNSET: Mapping[str, Mapping[str, Any]] = {
    "aws_db_instance": {
        "backup_retention_period": 0,
        "multi_az": False,
        "publicly_accessible": False,
        "storage_encrypted": False,
        "deletion_protection": False,
        "iam_database_authentication_enabled": False,
        "auto_minor_version_upgrade": True,
        "replicate_source_db": "",
        "enabled_cloudwatch_logs_exports": [],
        "monitoring_interval": 0,
        "performance_insights_enabled": False,
        "ca_cert_identifier": "rds-ca-rsa2048-g1",  # of new ones, since January 2024
        "copy_tags_to_snapshot": False,
    },
    "aws_rds_cluster": {
        "backup_retention_period": 1,
        "storage_encrypted": False,
        "engine_mode": "provisioned",
        "deletion_protection": False,
        "iam_database_authentication_enabled": False,
        "enabled_cloudwatch_logs_exports": [],
        "performance_insights_enabled": False,
        "ca_certificate_identifier": None,
        "copy_tags_to_snapshot": False,
    },
    "aws_rds_cluster_instance": {
        "publicly_accessible": False,
        "auto_minor_version_upgrade": True,
        "monitoring_interval": 0,
        "performance_insights_enabled": False,
        "ca_cert_identifier": "rds-ca-rsa2048-g1",
    },
    "aws_rds_global_cluster": {"storage_encrypted": False, "deletion_protection": False},
    "aws_db_snapshot": {"shared_accounts": []},
    "aws_db_cluster_snapshot": {"shared_accounts": []},
    "aws_db_snapshot_copy": {"shared_accounts": []},
    "aws_rds_cluster_snapshot_copy": {"shared_accounts": []},
    "aws_db_parameter_group": {"parameter": []},
    "aws_rds_cluster_parameter_group": {"parameter": []},
    "aws_db_proxy": {"require_tls": False},
    "aws_docdb_cluster": {
        "storage_encrypted": False,
        "backup_retention_period": 1,
        "deletion_protection": False,
        "enabled_cloudwatch_logs_exports": [],
    },
    "aws_docdb_global_cluster": {"storage_encrypted": False, "deletion_protection": False},
    "aws_docdb_cluster_parameter_group": {"parameter": []},
    "aws_neptune_cluster": {
        "storage_encrypted": False,
        "backup_retention_period": 1,
        "deletion_protection": False,
        "iam_database_authentication_enabled": False,
        "enable_cloudwatch_logs_exports": [],
    },
    "aws_neptune_global_cluster": {"storage_encrypted": False, "deletion_protection": False},
    "aws_neptune_cluster_instance": {"publicly_accessible": False},
    "aws_redshift_cluster": {
        "publicly_accessible": True,
        "encrypted": False,
        "automated_snapshot_retention_period": 1,
        "enhanced_vpc_routing": False,
        "allow_version_upgrade": True,
        "logging": [],
    },
    "aws_redshift_parameter_group": {"parameter": []},
    "aws_redshiftserverless_workgroup": {"publicly_accessible": False, "enhanced_vpc_routing": False},
    "aws_redshiftserverless_namespace": {"log_exports": [], "kms_key_id": "AWS_OWNED_KMS_KEY"},
    "aws_dynamodb_table": {"point_in_time_recovery": [], "server_side_encryption": []},
    "aws_s3_bucket": {
        "acl": "private",
        "grant": [],
        "policy": "",
        "versioning": [],
        "logging": [],
        "server_side_encryption_configuration": [],
        "lifecycle_rule": [],
        "replication_configuration": [],
        "object_lock_enabled": False,
        "object_lock_configuration": [],
    },
    "aws_s3_object": {"acl": None},
    "aws_s3_bucket_object": {"acl": None},
    "aws_s3_object_copy": {"acl": None},
    "aws_s3_access_point": {"policy": "", "vpc_configuration": [], "public_access_block_configuration": []},
    "aws_s3_bucket_acl": {"acl": None, "access_control_policy": []},
    "aws_s3_account_public_access_block": {
        "block_public_acls": False,
        "block_public_policy": False,
        "ignore_public_acls": False,
        "restrict_public_buckets": False,
    },
    "aws_s3_bucket_public_access_block": {
        "block_public_acls": False,
        "block_public_policy": False,
        "ignore_public_acls": False,
        "restrict_public_buckets": False,
    },
}
