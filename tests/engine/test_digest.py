"""Strict JSON in, RFC 8785 bytes out."""

from __future__ import annotations

import json
import struct
from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from engine.jsontext.digest import JsonError, canonical_json, digest, parse_json

safe = st.integers(-(2**53) + 1, 2**53 - 1)
text = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | safe | st.floats(allow_nan=False, allow_infinity=False) | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_the_bytes_are_those_of_rfc_8785(value: Any) -> None:
    assert rfc8785.dumps(value) == canonical_json(value)


_TRICKY = st.text('":1.0,}{[]\\\\a-', max_size=12)
_WHOLE = st.integers(-(10**17), 10**17).map(float) | st.sampled_from([0.0, -0.0, 1.0, 10.0, 1e21, 1.5])


@given(
    st.recursive(
        _WHOLE | _TRICKY,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TRICKY, inner, max_size=4),
        max_leaves=12,
    )
)
def test_whole_floats_are_written_without_a_point_and_texts_that_look_like_them_stay(value: Any) -> None:
    assert rfc8785.dumps(value) == canonical_json(value)


@given(st.binary(min_size=8, max_size=8))
def test_every_float_is_written_like_ecmascript(raw: bytes) -> None:
    (number,) = struct.unpack("d", raw)
    if number - number == 0:
        assert rfc8785.dumps(number) == canonical_json(number)
        assert number == float(json.loads(canonical_json(number)))


@given(st.integers())
def test_integers_stay_exact(number: int) -> None:
    assert str(number).encode() == canonical_json(number)


@given(values)
def test_parsing_gives_the_value_back(value: Any) -> None:
    data = canonical_json(value)
    assert data == canonical_json(parse_json(data, name="value"))


def test_a_decimal_that_no_float_holds_stays_exact() -> None:
    value = parse_json(b'{"a":0.12345678901234567891}', name="value")
    assert Decimal("0.12345678901234567891") == value["a"]
    assert canonical_json(value) == b'{"a":0.12345678901234567891}'


@pytest.mark.parametrize(
    "text",
    [
        "1234567890123456789012345678901234567e3",
        "0.1234567890123456789012345678901234567",
        "-1.5000000000000000000000000000000000001",
        "1.50000000000000000000000000000000000010",
    ],
)
def test_digits_of_a_long_decimal_are_kept(text: str) -> None:
    data = canonical_json(parse_json(f"[{text}]".encode(), name="value"))
    assert Decimal(data[1:-1].decode()) == Decimal(text)
    assert canonical_json(parse_json(data, name="value")) == data


@pytest.mark.parametrize("text", ["1.5", "-12E-30", "100", "1E+22", "0", "-0", "123456789012345678901234567890"])
def test_a_number_is_written_alike_whatever_holds_it(text: str) -> None:
    data = canonical_json(Decimal(text))
    assert data == canonical_json(parse_json(data, name="value"))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "f: the file is empty"),
        (b" \n", "f: the file is empty"),
        (b'{"a":1,"a":2}', "f: not strict JSON: duplicate key 'a'"),
        (b"[NaN]", "f: not strict JSON: NaN is not a JSON number"),
        (b"[-Infinity]", "f: not strict JSON: -Infinity is not a JSON number"),
        (b"[1e400]", "f: not strict JSON: 1e400 is too large"),
        (b"[1e-400]", "f: not strict JSON: 1e-400 has more than 40 digits when written out"),
        (b"[" + b"1" * 41 + b"]", "f: not strict JSON: a number of 41 digits"),
        (b"[" * 100_000, "f: nested deeper than 200 levels"),
        (b'{"a":' * 100_000, "f: nested deeper than 200 levels"),
        (b'{"a": 1,\n "b" 2}', "f:2:6: not JSON: Expecting ':' delimiter"),
        (b'{"a": "\xff"}', "f: not UTF-8 text (byte 7)"),
        (b'{"a": 1} x', "f:1:10: not JSON: Extra data"),
    ],
)
def test_what_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(JsonError) as caught:
        parse_json(data, name="f")
    assert message == caught.value.message


def test_brackets_in_text_are_no_nesting() -> None:
    assert parse_json(json.dumps(["[" * 5000]).encode(), name="f") == ["[" * 5000]


@given(st.integers(1, 200), st.integers(0, 400))
def test_two_hundred_levels_are_fine(depth: int, width: int) -> None:
    data = b"[" * depth + b",".join([b"[]"] * (width if depth < 200 else 0)) + b"]" * depth
    parse_json(data, name="f")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {"\udfff": 1}, {1: 2}, object(), b"x"])
def test_what_json_cannot_hold(value: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        digest(value) if not isinstance(value, dict) or 1 not in value else canonical_json({**value, "\ue000": 1})
