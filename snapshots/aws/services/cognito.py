"""Cognito pools, of which several may share a name."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import Service

SERVICES = (
    Service(
        name="cognito",
        families={"aws_cognito": TypeFacts(nameless=True)},
    ),
)
