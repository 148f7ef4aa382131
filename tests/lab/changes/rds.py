"""Changes to databases and their groups."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_db_instance.one",
        path="deletion_protection",
        service="rds",
        call="modify_db_instance",
        parameters={"DBInstanceIdentifier": "{identifier}", "DeletionProtection": False, "ApplyImmediately": True},
    ),
    Change(
        address="aws_db_instance.one",
        path="backup_retention_period",
        service="rds",
        call="modify_db_instance",
        parameters={"DBInstanceIdentifier": "{identifier}", "BackupRetentionPeriod": 1, "ApplyImmediately": True},
    ),
    Change(
        address="aws_db_parameter_group.one",
        path="parameter",
        service="rds",
        call="modify_db_parameter_group",
        parameters={
            "DBParameterGroupName": "{name}",
            "Parameters": [
                {"ParameterName": "rds.force_ssl", "ParameterValue": "0", "ApplyMethod": "pending-reboot"},
            ],
        },
    ),
    Change(
        address="aws_rds_cluster.one",
        path="deletion_protection",
        service="rds",
        call="modify_db_cluster",
        parameters={"DBClusterIdentifier": "{cluster_identifier}", "DeletionProtection": False},
    ),
    Change(
        address="aws_db_event_subscription.one",
        path="",
        service="rds",
        call="delete_event_subscription",
        parameters={"SubscriptionName": "{name}"},
    ),
)
