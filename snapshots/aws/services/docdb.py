"""DocumentDB clusters."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import KnownType, Service

SERVICES = (
    Service(
        name="docdb",
        known=(
            KnownType(
                name="aws_docdb_cluster",
                facts=TypeFacts(
                    caseless=frozenset(
                        {"cluster_identifier", "db_cluster_parameter_group_name", "db_subnet_group_name"}
                    )
                ),
            ),
            KnownType(name="aws_docdb_subnet_group", facts=TypeFacts(nothing_to_judge="a list of subnets")),
        ),
        events="rds",
    ),
)
