"""Changes to the groups of warehouses."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_redshift_parameter_group.one",
        path="tags",
        service="redshift",
        call="create_tags",
        parameters={"ResourceName": "{arn}", "Tags": [{"Key": "Team", "Value": "nobody"}]},
    ),
    Change(
        address="aws_redshift_subnet_group.one",
        path="",
        service="redshift",
        call="delete_cluster_subnet_group",
        parameters={"ClusterSubnetGroupName": "{name}"},
    ),
)
