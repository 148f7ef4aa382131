"""A mark is made, recognised, found and renewed in one way; what only looks like one is none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.secret import (
    fingerprint_of,
    has_secret_anywhere,
    has_secret_value,
    is_secret_mark,
    is_secret_text,
    marked,
    marked_text,
    renewed,
    starts_secret,
    without_secrets,
)

PRINTS = st.text("0123456789abcdef", min_size=32, max_size=32)
TEXTS = st.text(st.characters(exclude_characters="$"), max_size=8)


@given(PRINTS, st.from_regex("[a-z0-9]{1,12}", fullmatch=True))
def test_what_was_marked_is_a_secret(print_: str, epoch: str) -> None:
    assert is_secret_mark(marked(print_, epoch))
    assert fingerprint_of(marked(print_, epoch)) == print_
    assert is_secret_text(marked_text(print_))
    assert not is_secret_mark(marked_text(print_))


@pytest.mark.parametrize(
    "value",
    [
        None,
        "$secret",
        [],
        {},
        {"$secret": "0" * 32},
        {"$secret": "0" * 31, "epoch": "e"},
        {"$secret": "hunter2", "epoch": "e"},
        {"$secret": "0" * 32, "epoch": "e", "more": 1},
        {"$secret": 1, "epoch": "e"},
        {"$secret": "0" * 32, "epoch": {"password": "hunter2"}},
        {"$secret": "0" * 32, "epoch": "a password of somebody"},
        {"$secret": "0" * 32, "epoch": ""},
    ],
)
def test_what_only_looks_like_a_mark_is_none(value: Any) -> None:
    assert not is_secret_mark(value)
    assert not has_secret_value([value])
    assert not has_secret_anywhere([value])


@given(PRINTS, TEXTS, TEXTS)
def test_a_mark_is_found_inside_of_anything(print_: str, before: str, after: str) -> None:
    whole, text = marked(print_, "e"), f"{before}{marked_text(print_)}{after}"
    assert has_secret_value({"a": [1, {"b": whole}]})
    assert has_secret_anywhere({"a": [1, {"b": whole}]})
    assert has_secret_anywhere([text])
    assert not has_secret_value([text])
    assert starts_secret(text) == (not before)
    assert without_secrets(text, "{secret}") == f"{before}{{secret}}{after}"


@given(PRINTS, PRINTS, TEXTS)
def test_another_key_makes_the_mark_anew(old: str, new: str, around: str) -> None:
    value = {"a": [marked(old, "e"), f"{around}{marked_text(old)}", 1, around]}
    assert renewed(value, {old: new}.__getitem__, "f") == {
        "a": [marked(new, "f"), f"{around}{marked_text(new)}", 1, around]
    }
