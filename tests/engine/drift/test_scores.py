"""What the canonical form is worth: precision and recall of drift detection, and of raw DeepDiff on the same cases.

A sample of the cases of the metamorphic tests; `make soak` and `make bench` score all of them.
"""

from __future__ import annotations

import pytest

from tests.engine.drift.edits import Edit
from tests.engine.drift.scores import is_right, scores, table
from tests.engine.drift.test_metamorphic import BATCH
from tests.profiles import count

BATCHES = count(20, test=3, quick=1)  # of as many cases as a batch has


def test_drift_detection_is_right_about_every_case_and_raw_deepdiff_is_not() -> None:
    found = scores(BATCHES)
    print(f"\n{table(found)}")  # noqa: T201 - the figures are the result
    ours = found.pop("driftgate")
    assert min(ours.rewrites.cases, ours.edits.cases, ours.both.cases) >= 0.7 * BATCH * BATCHES
    assert (ours.precision, ours.recall) == (1.0, 1.0)
    for score in found.values():
        assert score.precision < 0.7
        assert score.recall < 0.8
        assert score.both.right < score.edits.right <= score.edits.cases


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([("rule", "0", "port")], True),
        ([("rule", "port")], True),
        ([("rule", "0")], False),
        ([("other", "port")], False),
        ([("rule", "0", "port"), ("name",)], False),
        ([], False),
    ],
)
def test_an_edit_is_one_finding_that_begins_and_ends_where_it_was_made(
    paths: list[tuple[str, ...]], expected: bool
) -> None:
    assert is_right(Edit(attributes={}, start=("rule",), end="port"), paths) is expected
