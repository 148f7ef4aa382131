"""A value that breaks a rule of the canonical form is a gap of its attribute, and everything else is compared."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from engine.comparison.changes import Differences
from engine.model.outcome import GapReason
from engine.model.snapshot import Resource, Snapshot
from tests.builders import drift, observed, parity, resource, snapshot

TYPE = "aws_db_instance"


def nested(levels: int, leaf: Any) -> Any:
    for level in range(levels):
        leaf = {"a": leaf} if level % 2 else [leaf]
    return leaf


def other(*resources: Resource) -> Snapshot:
    """Return the other side of either comparison: reality, and another environment."""
    return observed(*resources, environment="preprod")


def database(name: str, number: int, **odd: Any) -> Resource:
    told = {"id": f"database-{name}", "port": number, "tags": {"n": str(number)}, "tags_all": {"n": str(number)}, **odd}
    return resource(TYPE, told, name)


# A number of more digits than Python writes, for a text; and texts that hold deep documents, in values that are deeper
# than any Python from 3.11 follows.
ODD = {
    "engine": [10**5000, 10**5000 + 1],
    "license_model": [nested(400, json.dumps(nested(190, f"odd {number}"))) for number in range(2)],
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("compare", [drift, parity])
def test_an_odd_value_is_a_gap_and_hides_nothing(compare: Any, name: str) -> None:
    ours, theirs = ODD[name]
    report = compare(
        snapshot(database("a", 1, **{name: ours}), database("b", 1)),
        other(database("a", 2, **{name: theirs}), database("b", 2)),
    )
    expected = [(GapReason.TOOL_ERROR, f"{TYPE}.a", "database-a", name)]
    assert [(gap.reason, gap.address, gap.id, gap.path) for gap in report.gaps] == expected
    assert "odd" not in report.gaps[0].detail
    found = {(finding.target.address, finding.change.path[0]) for finding in report.findings}
    assert {(f"{TYPE}.a", "port"), (f"{TYPE}.b", "port"), (f"{TYPE}.b", "tags")} <= found
    assert (f"{TYPE}.a", name) not in found


def test_lists_in_lists_cost_what_they_hold() -> None:
    left, right = "1", "2"
    for _ in range(190):
        left, right = [left], [right]  # type: ignore[assignment]
    start = time.perf_counter()
    (change,) = Differences().between(left, right)
    assert (change.before, change.after, len(change.path)) == ("1", "2", 190)
    assert time.perf_counter() - start < 2  # it took half a minute
