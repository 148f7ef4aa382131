"""Neptune clusters."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import KnownType, Service

SERVICES = (
    Service(
        name="neptune",
        known=(
            KnownType(name="aws_neptune_cluster", facts=TypeFacts(caseless=frozenset({"cluster_identifier"}))),
            KnownType(name="aws_neptune_subnet_group", facts=TypeFacts(nothing_to_judge="a list of subnets")),
        ),
        events="rds",
    ),
)
