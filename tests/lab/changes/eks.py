"""Changes to Kubernetes clusters."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_eks_node_group.one",
        path="scaling_config.0.max_size",
        service="eks",
        call="update_nodegroup_config",
        parameters={
            "clusterName": "{cluster_name}",
            "nodegroupName": "{node_group_name}",
            "scalingConfig": {"minSize": 1, "maxSize": 50, "desiredSize": 2},
        },
    ),
    Change(
        address="aws_eks_cluster.one",
        path="enabled_cluster_log_types",
        service="eks",
        call="update_cluster_config",
        parameters={
            "name": "{name}",
            "logging": {
                "clusterLogging": [{"types": ["api"], "enabled": True}, {"types": ["audit"], "enabled": False}]
            },
        },
    ),
    Change(
        address="aws_eks_fargate_profile.one",
        path="",
        service="eks",
        call="delete_fargate_profile",
        parameters={"clusterName": "{cluster_name}", "fargateProfileName": "{fargate_profile_name}"},
    ),
)
