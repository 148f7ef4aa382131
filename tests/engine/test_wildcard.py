"""`*` stands for any run, whatever is around it, and many of them take no time that grows with their number."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from engine.wildcard import expression

TEXT = st.text("ab*.\n", max_size=8)


@given(TEXT, st.text("ab.\n", max_size=12), st.text("ab.", max_size=3))
def test_it_finds_what_every_combination_finds(pattern: str, text: str, rest: str) -> None:
    """Also in front of more: a path is an expression of several parts."""
    plain = ".*".join(map(re.escape, pattern.split("*")))
    for behind in ("", f"(?:{re.escape(rest)})?", re.escape(rest)):
        wanted = re.fullmatch(plain + behind, text, re.DOTALL) is not None
        assert (re.fullmatch(expression(pattern) + behind, text, re.DOTALL) is not None) == wanted


def test_many_runs_are_looked_for_once() -> None:
    """Each combination of twelve among 20,000 letters would take until the end of time."""
    assert re.fullmatch(expression("*a" * 12 + "*!"), "a" * 20_000, re.DOTALL) is None
    assert re.fullmatch(expression("*a" * 12 + "*"), "a" * 20_000, re.DOTALL) is not None
