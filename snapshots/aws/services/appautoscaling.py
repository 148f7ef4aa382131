"""Application Auto Scaling: what scales the tables, services and clusters of others."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import KnownType, Service

SERVICES = (
    Service(
        name="application-autoscaling",
        known=(
            KnownType(name="aws_appautoscaling_policy", facts=TypeFacts(called=("resource_id", "name"))),
            KnownType(name="aws_appautoscaling_target", facts=TypeFacts(called=("resource_id",))),
        ),
    ),
)
