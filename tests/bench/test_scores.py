"""Precision and recall of drift detection and of raw DeepDiff over all cases of the metamorphic tests.

Run with `make bench`. The limits are those of the product: no rewrite reported, and each edit one finding at its place.
"""

from __future__ import annotations

import pytest

from tests.engine.drift.scores import scores, table

pytestmark = pytest.mark.bench
BATCHES = 21  # of 500: more than 10,000 rewrites, and more than 10,000 edits


def test_precision_and_recall() -> None:
    found = scores(BATCHES)
    print(f"\n{table(found)}")  # noqa: T201 - the figures are the result
    ours, *others = found["driftgate"], found["DeepDiff"], found["DeepDiff, ignore_order"]
    assert min(ours.rewrites.cases, ours.edits.cases, ours.both.cases) >= 10_000
    assert (ours.precision, ours.recall) == (1.0, 1.0)
    for other in others:
        assert max(other.precision, other.recall) < 0.8
