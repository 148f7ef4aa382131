"""Changes to caches."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_elasticache_replication_group.one",
        path="snapshot_retention_limit",
        service="elasticache",
        call="modify_replication_group",
        parameters={"ReplicationGroupId": "{id}", "SnapshotRetentionLimit": 1},
    ),
    Change(
        address="aws_elasticache_replication_group.one",
        path="automatic_failover_enabled",
        service="elasticache",
        call="modify_replication_group",
        parameters={"ReplicationGroupId": "{id}", "AutomaticFailoverEnabled": False},
    ),
    Change(
        address="aws_elasticache_cluster.one",
        path="tags",
        service="elasticache",
        call="add_tags_to_resource",
        parameters={"ResourceName": "{arn}", "Tags": [{"Key": "Team", "Value": "nobody"}]},
    ),
)
