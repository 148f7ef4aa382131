"""A value that breaks a rule of the canonical form is a gap of its attribute, and everything else is compared."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.drift.compare import changes
from engine.drift.detect import detect_drift
from engine.drift.parity import compare_parity
from engine.model.drift import DriftReport
from engine.model.outcome import FailOn, GapReason
from engine.model.snapshot import Origin, Resource, Side, Snapshot, SourceKind, SourceRef
from snapshots.terraform.schema import ProviderSchema

SCHEMA = ProviderSchema()
TYPE = "aws_db_instance"


def nested(levels: int, leaf: Any) -> Any:
    for level in range(levels):
        leaf = {"a": leaf} if level % 2 else [leaf]
    return leaf


def side(which: Side, *resources: Resource) -> Snapshot:
    return Snapshot(
        environment="e",
        side=which,
        taken_at=datetime(2026, 11, 20, tzinfo=UTC),
        origins=(Origin(source=SourceRef(kind=SourceKind.TFSTATE, location=which)),),
        resources=resources,
        epoch="e",
    )


def drift(left: Snapshot, right: Snapshot) -> DriftReport:
    return detect_drift(left, right, SCHEMA, digests=("sha256:l", "sha256:r"), fail_on=FailOn.HIGH)


def parity(left: Snapshot, right: Snapshot) -> DriftReport:
    digests, words = ("sha256:l", "sha256:r"), (("prod",), ("preprod",))
    return compare_parity(left, right, SCHEMA, digests=digests, tokens=words, fail_on=FailOn.HIGH)


def database(name: str, number: int, **odd: Any) -> Resource:
    told = {"id": f"database-{name}", "port": number, "tags": {"n": str(number)}, "tags_all": {"n": str(number)}, **odd}
    return Resource(type=TYPE, address=f"{TYPE}.{name}", id=f"database-{name}", attributes=told)


# A number of more digits than Python writes, for a text; and texts that hold deep documents, in values that are deep.
ODD = {
    "engine": [10**5000, 10**5000 + 1],
    "license_model": [nested(250, json.dumps(nested(190, f"odd {number}"))) for number in range(2)],
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("compare", [drift, parity])
def test_an_odd_value_is_a_gap_and_hides_nothing(compare: Any, name: str) -> None:
    ours, theirs = ODD[name]
    report = compare(
        side(Side.DESIRED, database("a", 1, **{name: ours}), database("b", 1)),
        side(Side.OBSERVED, database("a", 2, **{name: theirs}), database("b", 2)),
    )
    expected = [(GapReason.TOOL_ERROR, f"{TYPE}.a", "database-a", name)]
    assert [(gap.reason, gap.address, gap.id, gap.path) for gap in report.gaps] == expected
    assert "odd" not in report.gaps[0].detail
    found = {(finding.address, finding.path[0]) for finding in report.findings}
    assert {(f"{TYPE}.a", "port"), (f"{TYPE}.b", "port"), (f"{TYPE}.b", "tags")} <= found
    assert (f"{TYPE}.a", name) not in found


def test_lists_in_lists_cost_what_they_hold() -> None:
    left, right = "1", "2"
    for _ in range(190):
        left, right = [left], [right]  # type: ignore[assignment]
    start = time.perf_counter()
    (change,) = changes(left, right)
    assert (change.before, change.after, len(change.path)) == ("1", "2", 190)
    assert time.perf_counter() - start < 2  # it took half a minute
