"""CloudFormation stacks."""

from __future__ import annotations

from engine.provider.facts import TypeFacts
from snapshots.aws.reading.service import KnownType, Service

SERVICES = (
    Service(
        name="cloudformation",
        known=(KnownType(name="aws_cloudformation_stack", facts=TypeFacts(documents=frozenset({"template_body"}))),),
    ),
)
