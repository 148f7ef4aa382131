"""States that are opened quickly: their value is that of the strict reader, or they are left to it."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.jsontext.digest import JsonError, parse_json
from engine.jsontext.exact import exact_json
from engine.model.snapshot import Side, SourceKind
from snapshots.terraform.documents import Form, UnreadableDocumentError, open_document, open_quickly
from tests.profiles import examples
from tests.snapshots.terraform.mutations import broken_bytes
from tests.snapshots.terraform.test_fuzz import SMALL, read

BODY = json.dumps(SMALL["raw state"], indent=2, ensure_ascii=False).encode()
HEAD = b'{"version":4,"lineage":"l","serial":1,"outputs":{},"resources":'
RESOURCE = b'{"mode":"managed","type":"aws_x","name":"x","instances":[{"attributes":%s}]}'


def quickly(data: bytes) -> str | None:
    """Return the value of a state that is opened quickly, none where it is not or a resource is no strict JSON."""
    opened = open_quickly(data)
    if opened is None:
        return None
    assert opened.form is Form.STATE
    try:
        resources = [
            exact_json(bytes(entry), name="entry") if isinstance(entry, msgspec.Raw) else entry
            for entry in opened.value["resources"]
        ]
    except JsonError:
        return None
    return told({**opened.value, "resources": resources})


def told(document: Any) -> str:
    return repr(sorted(document.items()))


@settings(max_examples=examples(400))
@given(broken_bytes(BODY))
def test_what_is_opened_quickly_is_what_stands_there(data: bytes) -> None:
    found = quickly(data)
    assert found is None or found == told(parse_json(data, name="state"))


@given(st.sampled_from([0, 1, 2]), st.sampled_from([None, 2]))
def test_a_sound_state_is_opened_quickly(repeat: int, indent: int | None) -> None:
    document = {**SMALL["raw state"], "resources": SMALL["raw state"]["resources"] * repeat}
    data = json.dumps(document, indent=indent, ensure_ascii=False).encode()
    assert quickly(data) == told(document)


@pytest.mark.parametrize(
    "attributes",
    [
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b'{"a":' + b"1" * 41 + b"}",
        b'{"a":NaN}',
        b'{"a":1e999}',
        b'{"a":"\\ud800"}',
        b'{"a":"\x01"}',
        b'{"a":01}',
        b'{"a":"\xff"}',
        b'{"a":' + b"[" * 300 + b"]" * 300 + b"}",
        b'{"a":1,}',
        b'{"a" 1}',
    ],
)
def test_what_is_wrong_in_a_resource_is_told_as_the_strict_reader_tells_it(attributes: bytes) -> None:
    data = (
        HEAD + b"[" + RESOURCE % b'{"a":1}' + b"," + RESOURCE.replace(b'"x","inst', b'"y","inst') % attributes + b"]}"
    )
    assert quickly(data) is None
    found = read(data, SourceKind.TFSTATE, Side.DESIRED)
    assert (found.resources, found.complete, len(found.gaps)) == ((), False, 1)
    with pytest.raises(UnreadableDocumentError) as caught:
        open_document(data, "document.json")
    assert found.gaps[0].detail == caught.value.detail


@pytest.mark.parametrize(
    "data", [b'{"version":4,' + HEAD[1:] + b"[]}", HEAD + b'[],"resources":[]}', HEAD + b"[]} x", HEAD]
)
def test_what_is_wrong_around_the_resources_is_left_to_the_strict_reader(data: bytes) -> None:
    assert open_quickly(data) is None
    with pytest.raises(UnreadableDocumentError, match=r"duplicate key|not JSON"):
        open_document(data, "state")


def test_other_numbers_and_letters_are_exactly_what_stands_there() -> None:
    attributes = (
        b'{"f":1.0,"e":1e2,"d":0.12345678901234567891,"i":' + b"1" * 40 + b',"u":"\\u003c\\u20ac\\ud83d\\ude00"}'
    )
    data = HEAD + b"[" + RESOURCE % attributes + b"]}"
    (resource,) = read(data, SourceKind.TFSTATE, Side.DESIRED).resources
    assert repr(sorted(resource.attributes.items())) == repr(sorted(parse_json(attributes, name="a").items()))
