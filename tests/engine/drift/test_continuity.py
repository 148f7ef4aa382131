"""A snapshot follows the one before, or it is a gap that says why not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.drift.lineage import find_breaks
from engine.model.outcome import GapReason
from engine.model.snapshot import Snapshot
from snapshots.store.objects import head_of
from tests import builders
from tests.builders import origin, resource


def snapshot(serial: str = "7", lineage: str = "a", resources: int = 20) -> Snapshot:
    estate = (resource("aws_vpc", name=f"v{number}") for number in range(resources))
    return builders.snapshot(*estate, origins=(origin("prod.tfstate", serial=serial, lineage=lineage),))


@pytest.mark.parametrize(
    ("after", "reasons"),
    [
        (snapshot(), []),
        (snapshot(serial="8"), []),
        (snapshot(serial="10"), []),
        (snapshot(serial="6"), [GapReason.STALE]),
        (snapshot(lineage="b", serial="1"), [GapReason.INCOMPARABLE]),
        (snapshot(resources=10), []),
        (snapshot(resources=9), [GapReason.EMPTY]),
        (snapshot(resources=0), [GapReason.EMPTY]),
        (snapshot(serial="6", resources=0), [GapReason.STALE, GapReason.EMPTY]),
        (replace(snapshot(resources=0), complete=False), []),  # what could not be read is a gap already
        (replace(snapshot(), origins=()), []),
    ],
)
def test_what_breaks_continuity(after: Snapshot, reasons: list[GapReason]) -> None:
    gaps = list(find_breaks(head_of("0" * 64, snapshot()), after))
    assert [gap.reason for gap in gaps] == reasons
    assert all(gap.fix for gap in gaps)


def test_a_small_estate_may_shrink() -> None:
    before = head_of("0" * 64, snapshot(resources=9))
    assert list(find_breaks(before, snapshot(resources=1))) == []
