"""What is asked of a resource: who manages it, whether it is there, who answers for it, and what it is called."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.model.snapshot import Mode, Resource, Side, Snapshot

PLAIN = Resource(type="aws_vpc", address="aws_vpc.a", id="vpc-1", attributes={})
KINDS = {
    "plain": PLAIN,
    "data": replace(PLAIN, mode=Mode.DATA),
    "declared data": replace(PLAIN, mode=Mode.DATA, declared=True),
    "deposed": replace(PLAIN, deposed="00000001"),
    "declared": replace(PLAIN, declared=True),
    "provider's own": replace(PLAIN, provider_owned=True),
}


@pytest.mark.parametrize(
    ("asked", "yes"),
    [
        ("is_managed", {"plain", "declared", "provider's own"}),
        ("is_applied", {"plain", "provider's own"}),
        ("is_unapplied", {"declared"}),
        ("is_answered_for", {"plain", "declared"}),
    ],
)
def test_what_is_managed(asked: str, yes: set[str]) -> None:
    assert {name for name, resource in KINDS.items() if getattr(resource, asked)} == yes


def test_what_is_applied_stands_in_an_estate() -> None:
    snapshot = Snapshot(
        environment="e",
        side=Side.DESIRED,
        taken_at=datetime(2026, 1, 1, tzinfo=UTC),
        origins=(),
        resources=tuple(KINDS.values()),
    )
    assert snapshot.applied == [KINDS["plain"], KINDS["provider's own"]]


def test_what_a_resource_is_called() -> None:
    bare = replace(PLAIN, address="")
    assert (PLAIN.name, PLAIN.full_name) == ("aws_vpc.a", "aws_vpc.a")
    assert (bare.name, bare.full_name) == ("vpc-1", "aws_vpc vpc-1")
