"""An id by a part of it: exactly one, or an error that names the candidates."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.choice import choose, unknown
from engine.errors import UnknownIdError

RUNS = ("20261121T030000Z-bbbb0000", "20261120T030000Z-aaaa0000", "20261120T030000Z-aaaa1111")


def chosen(wanted: str, *ids: str) -> str:
    return choose(wanted, ids, noun="run", see="driftgate runs list")


@pytest.mark.parametrize("wanted", ["20261121", "bbbb0000", "bbbb0", "b", RUNS[0]])
def test_a_beginning_an_end_or_the_whole(wanted: str) -> None:
    assert chosen(wanted, *RUNS) == RUNS[0]


def test_a_whole_end_is_meant_before_the_beginning_of_one() -> None:
    assert chosen("1", "W-10", "W-1", "W-2") == "W-1"


def test_the_beginning_of_one_and_of_the_end_of_another_are_several() -> None:
    with pytest.raises(UnknownIdError, match=r"^2026 is short for 2 runs: "):
        chosen("2026", RUNS[0], "19991231T030000Z-2026abcd")


@pytest.mark.parametrize(
    ("wanted", "said", "hint"),
    [
        (
            "20261120",
            "20261120 is short for 2 runs: 20261120T030000Z-aaaa0000, 20261120T030000Z-aaaa1111",
            "more of it",
        ),
        ("aaaa", "aaaa is short for 2 runs: 20261120T030000Z-aaaa0000, 20261120T030000Z-aaaa1111", "more of it"),
        ("", "there is no run ", RUNS[0]),
        ("zzzz", "there is no run zzzz", f"there is {', '.join(RUNS)}; see: driftgate runs list"),
        ("20261121T030000Z-bbbb0001", "there is no run", f"there is {RUNS[0]}"),
        ("0000", "there is no run 0000", RUNS[0]),
    ],
)
def test_an_error_names_the_candidates(wanted: str, said: str, hint: str) -> None:
    with pytest.raises(UnknownIdError, match=f"^{re.escape(said)}") as error:
        chosen(wanted, *RUNS)
    assert hint in error.value.hint


def test_candidates_are_counted_and_cut() -> None:
    with pytest.raises(UnknownIdError, match=r"^ab is short for 9 findings: ab0c, ab1c, ab2c, ab3c, ab4c and 4 more$"):
        choose("ab", [f"ab{n}cdef" for n in range(9)], noun="finding", see="driftgate report latest", digits=4)


def test_nothing_at_all_is_said_with_where() -> None:
    error = unknown("ab", [], noun="finding", where="the newest run", see="driftgate report latest")
    assert (error.message, error.hint) == ("there is no finding ab in the newest run", "see: driftgate report latest")


@given(st.lists(st.text("0123456789abcdef", min_size=8, max_size=8), unique=True, min_size=1), st.data())
def test_what_is_chosen_is_the_only_one_that_begins_so(ids: list[str], data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(ids))
    beginning = one[: data.draw(st.integers(1, 8))]
    same = [other for other in ids if other.startswith(beginning)]
    if len(same) == 1 or beginning == one:
        assert chosen(beginning, *ids) == one
    else:
        with pytest.raises(UnknownIdError, match=f"short for {len(same)} runs"):
            chosen(beginning, *ids)
