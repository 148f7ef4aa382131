"""Changes to clusters, services and task definitions."""

from __future__ import annotations

from fixtures.estate.changes import Change

CHANGES = (
    Change(
        address="aws_ecs_service.one",
        path="desired_count",
        service="ecs",
        call="update_service",
        parameters={"cluster": "{cluster}", "service": "{name}", "desiredCount": 7},
    ),
    Change(
        address="aws_ecs_cluster.one",
        path="setting",
        service="ecs",
        call="update_cluster",
        parameters={"cluster": "{name}", "settings": [{"name": "containerInsights", "value": "disabled"}]},
    ),
    Change(
        address="aws_ecs_cluster_capacity_providers.one",
        path="capacity_providers",
        service="ecs",
        call="put_cluster_capacity_providers",
        parameters={
            "cluster": "{cluster_name}",
            "capacityProviders": ["FARGATE"],
            "defaultCapacityProviderStrategy": [
                {"capacityProvider": "FARGATE", "base": 1, "weight": 100},
                {"capacityProvider": "FARGATE_SPOT", "base": 0, "weight": 50},
            ],
        },
    ),
    Change(
        address="aws_ecs_task_definition.host",
        path="tags",
        service="ecs",
        call="tag_resource",
        parameters={"resourceArn": "{arn}", "tags": [{"key": "Team", "value": "nobody"}]},
    ),
    Change(
        address="aws_ecs_service.daemon",
        path="",
        service="ecs",
        call="delete_service",
        parameters={"cluster": "{cluster}", "service": "{name}", "force": True},
    ),
)
