"""Attributes that are kept as bytes: nobody can tell them from a dict, but by the time that they take."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.errors import InputError
from engine.jsontext.codec import encode, pieces, snapshot_of
from engine.jsontext.digest import MAX_DEPTH, JsonError, canonical_json, parse_json
from engine.jsontext.packed import PackedAttributes
from engine.jsontext.packed import packed as pack
from tests.engine.test_codec import values
from tests.snapshots.store.test_store import SNAPSHOT

objects = st.dictionaries(st.text("abc\n\u20ac", min_size=1, max_size=3), values, max_size=5)


def packed(attributes: Mapping[str, Any]) -> PackedAttributes:
    return PackedAttributes(msgspec.Raw(canonical_json(attributes)))


@given(objects, objects)
@example({"a": [True]}, {"a": [1]})
@example({"a": Decimal("0.12345678901234567890123")}, {"a": 0.12345678901234568})
def test_they_are_what_a_dict_is(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    one, other = (parse_json(canonical_json(side), name="side") for side in (ours, theirs))
    found = packed(ours)
    assert (len(found), list(found), dict(found)) == (len(one), list(one), one)
    assert [name in found for name in "abc"] == [name in one for name in "abc"]
    assert found.get("no") is None
    for left in (packed(ours), found):
        assert (left == one, left == packed(ours), one == left) == (True, True, True)
        assert (left == packed(theirs)) is (left == other) is (one == other)


@given(objects, objects)
@example({"a": [True], "b": 1}, {"a": [1], "b": 1})
def test_what_is_not_named_as_unlike_is_the_same(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    one, other = packed(ours), packed(theirs)
    alike = (one.keys() | other.keys()) - one.unlike(other)
    assert alike == one.keys() & other.keys() & {
        name for name in ours if canonical_json(ours[name]) == canonical_json(theirs.get(name))
    }
    dict(one)  # what was asked for is no bytes any more, and may be unlike
    assert all(canonical_json(one[name]) == canonical_json(other[name]) for name in alike - one.unlike(other))
    assert packed(ours).unlike(packed(ours)) == set()


@given(objects)
def test_values_are_packed_and_not_changed(attributes: dict[str, Any]) -> None:
    found = pack(attributes)
    assert isinstance(found, PackedAttributes)
    assert canonical_json(dict(found)) == canonical_json(attributes)
    assert canonical_json(found["a"]) == canonical_json(attributes["a"]) if "a" in attributes else "a" not in found


def test_what_cannot_be_packed_stays() -> None:
    attributes = {"a": "\ud800"}
    assert pack(attributes) is attributes


@given(objects)
def test_they_are_written_as_they_were(attributes: dict[str, Any]) -> None:
    changed = replace(SNAPSHOT, resources=(replace(SNAPSHOT.resources[0], attributes=attributes),))
    again = snapshot_of(pieces(changed), name="snapshot")
    assert isinstance(again.resources[0].attributes, PackedAttributes)
    assert encode(again) == encode(changed)
    assert dict(again.resources[0].attributes) == parse_json(canonical_json(attributes), name="attributes")


def test_they_survive_what_values_survive() -> None:
    found = packed({"a": [1]})
    assert pickle.loads(pickle.dumps(found)) == copy.copy(found) == copy.deepcopy(found) == {"a": [1]}  # noqa: S301 - our own


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b'{"a":1,"a":2}', "duplicate key 'a'"),
        (b'{"a":{"b":1,"b":2}}', "duplicate key 'b'"),
        (b'{"a":"\xff"}', "not UTF-8 text"),
        (b'{"a":NaN}', "NaN is not a JSON number"),
        (b'{"a":1', "not JSON"),
        (b'{"a":' + b"9" * 41 + b"}", "a number of 41 digits"),
        (b"[]", "not an object"),
        (b"null", "not an object"),
        (b'{"a":' + b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1) + b"}", "nested deeper"),
    ],
)
def test_what_is_no_object_is_refused_when_it_is_read(data: bytes, problem: str) -> None:
    with pytest.raises(JsonError, match=f"^stored attributes:.* {problem}"):
        PackedAttributes(msgspec.Raw(data))["a"]


@pytest.mark.parametrize("attributes", [b"[]", b"null", b'"x"', b"7"])
def test_a_resource_without_an_object_of_attributes_is_refused(attributes: bytes) -> None:
    first, resources, last = pieces(replace(SNAPSHOT, resources=(replace(SNAPSHOT.resources[0], attributes={}),)))
    changed = resources.replace(b'"attributes":{}', b'"attributes":' + attributes)
    assert changed != resources
    with pytest.raises(InputError, match="s: not valid resources"):
        snapshot_of([first, changed, last], name="s")
