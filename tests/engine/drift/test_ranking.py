"""Changes are ranked as an operator would, and as well-known tools rank them, or an argument says why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from dev.pages.severity import SOURCES, changes, correlation, find_reversed, found, is_outside, rank
from engine.model.outcome import Severity

ROWS = pytest.mark.parametrize("change", changes(), ids=lambda change: change["change"])
WHY = {change["change"]: change["why"] for change in changes()}
LEVELS = {"1", "2"}


@ROWS
def test_a_change_is_ranked_as_an_operator_would(change: Mapping[str, Any]) -> None:
    assert {finding.target.type for finding in found()[change["change"]]} == {change["type"]}
    assert rank(change) is Severity(change["expected"])


@ROWS
def test_what_is_outside_of_all_that_others_say_is_argued(change: Mapping[str, Any]) -> None:
    in_a_pair = change["change"] in {name for pair in find_reversed() for name in pair}
    assert not is_outside(change) or change["why"]
    assert is_outside(change) or in_a_pair or not change["why"], "nobody says otherwise"


def test_an_order_that_all_others_reverse_is_argued() -> None:
    assert [pair for pair in find_reversed() if not any(WHY[name] for name in pair)] == []


def test_the_order_is_that_of_others() -> None:
    assert correlation() > 0.6


def test_the_list_has_what_it_says() -> None:
    assert len(changes()) >= 60
    assert len(WHY) == len(changes())
    for change in changes():
        assert change["sources"].keys() <= {*SOURCES, "cis"}
        assert all(check for _, check in change["sources"].values())
        assert {level for source, (level, _) in change["sources"].items() if source == "cis"} <= LEVELS
    assert {change["expected"] for change in changes()} == {"low", "medium", "high", "critical"}
