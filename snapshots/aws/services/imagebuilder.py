"""Image Builder components."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import KnownType, Service

SERVICES = (
    Service(
        name="imagebuilder",
        known=(KnownType(name="aws_imagebuilder_component", facts=TypeFacts(documents=frozenset({"data"}))),),
    ),
)
