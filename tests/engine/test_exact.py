"""The quick reader of JSON: what the strict one gives, or its error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.jsontext.digest import JsonError, canonical_json, parse_json
from engine.jsontext.exact import exact_json
from engine.jsontext.packed import packed
from tests.engine.test_codec import values

PARTS = st.sampled_from(
    [
        *("{", "}", "[", "]", ",", ":", '"', "\\", '"a"', '"b"', '"a":1', "null", "true", "NaN", " "),
        *("1", "1.5", "-0", "1e5", "0.1", "01", "1" * 41, "0." + "1" * 30),
        *("\\u0041", "\\ud83d\\ude00", "\\ud800", "\x01", "\u20ac"),
    ]
)


def read(data: bytes, reader: Any) -> tuple[str, str]:
    """Return the class and text of what was read, or of the error."""
    try:
        return "", repr(reader(data, name="f"))
    except JsonError as error:
        return "JsonError", error.message


@given(values)
def test_values_are_those_of_the_strict_reader(value: Any) -> None:
    for data in (canonical_json(value), json.dumps(value, default=str).encode("utf-8", "surrogatepass")):
        assert read(data, exact_json) == read(data, parse_json)


@given(st.lists(PARTS, max_size=9).map("".join))
@example('{"a":1,"a":1}')
@example('{"a":{"b":[1,{"c":1,"c":2}]}}')
@example('{"a":[' + "1" * 41 + "]}")
@example('{"a":0.12345678901234567891}')
@example('{"a":"\\ud800"}')
def test_texts_are_read_or_refused_as_by_the_strict_reader(text: str) -> None:
    data = text.encode()
    assert read(data, exact_json) == read(data, parse_json)


@pytest.mark.parametrize(
    "number", ["1" * 40, "-" + "1" * 39, "-" + "1" * 40, "1" * 37 + "e3", "-0." + "1" * 37, "1e39"]
)
def test_long_numbers_are_kept_or_refused(number: str) -> None:
    data = f'{{"v":{number}}}'.encode()
    assert read(data, exact_json) == read(data, parse_json)
    try:
        attributes = parse_json(data, name="f")
    except JsonError:
        return
    assert repr(packed(attributes)["v"]) == repr(parse_json(canonical_json(attributes), name="f")["v"])


@pytest.mark.parametrize("levels", [199, 200, 201, 100_000])
def test_depth_is_limited(levels: int) -> None:
    data = b"[" * levels + b"]" * levels
    assert read(data, exact_json) == read(data, parse_json)
    assert read(b" " + data, exact_json) == read(b" " + data, parse_json)
    data = b'{"a":' * levels + b"1" + b"}" * levels
    assert read(data, exact_json) == read(data, parse_json)
