"""Holds the document that a service sent against the shape that its model has, before botocore reads it.

botocore reads what it can: a text where a list is modelled is a list of its letters, a list where an object is one of
nothing, every text that is not `true` is false. What other clients of AWS refuse is refused here: members have the
types of the model, as in the AWS SDK for Go (https://github.com/aws/aws-sdk-go-v2), by which Terraform reads them too.
Members that the model does not know are newer than it, and are passed over.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any
from xml.etree import ElementTree as ET

from botocore.parsers import BaseCBORParser, ResponseParserError

_OUTSIDE = frozenset({"header", "headers", "statusCode"})
_WORDS = {"structure": "object", "string": "text", "character": "text", "long": "integer"}
_NUMBERS = frozenset({"NaN", "Infinity", "-Infinity"})  # which JSON has no numbers for
_TYPE = "__type"  # what some services write into their objects beside the members


class OtherFormError(Exception):
    """A document that is none of its shape; the text goes on after "answer" and names nothing but the model's words."""


def hold_json(body: bytes, shape: Any) -> None:
    """Raise OtherFormError unless a body is an object of JSON in the form of a shape."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise OtherFormError("that is no JSON") from None
    _hold_object(value, shape)


def hold_cbor(body: bytes, shape: Any) -> None:
    """Raise OtherFormError unless a body is a map of CBOR in the form of a shape."""
    parser = BaseCBORParser()
    try:
        value = parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))
    except (ResponseParserError, ValueError, KeyError, TypeError, RecursionError):
        raise OtherFormError("that is no CBOR") from None
    _hold_object(value, shape)


def hold_xml(body: bytes, shape: Any) -> None:
    """Raise OtherFormError unless a body is a document of XML in the form of a shape."""
    try:
        root = ET.fromstring(body)  # noqa: S314 - botocore's own parser reads it next, and expat bounds its entities
    except ET.ParseError:
        raise OtherFormError("that is no XML") from None
    wrapper = shape.serialization.get("resultWrapper")
    if wrapper is not None:
        found = [child for child in root if _tag(child) == wrapper]
        if len(found) != 1:
            raise OtherFormError(f"without one {wrapper}")
        root = found[0]
    _hold_node(root, shape, shape.name)


def _hold_object(value: Any, shape: Any) -> None:
    if not isinstance(value, dict):
        raise OtherFormError("that is no object")
    names = {member.serialization.get("name", name) for name, member in shape.members.items()}
    if value.keys() - {_TYPE} and not names & value.keys():
        raise OtherFormError("with nothing of what was asked for")
    _hold(value, shape, shape.name)


def _hold(value: Any, shape: Any, name: str) -> None:
    """Hold a value of JSON or CBOR against a shape; null stands for a member that is not there."""
    if value is None:
        return
    kind = shape.type_name
    if kind == "structure":
        _hold_structure(value, shape, name)
    elif kind == "list":
        if not isinstance(value, list):
            raise _other(name, kind)
        member = shape.member
        for item in value:
            _hold(item, member, name)
    elif kind == "map":
        if not isinstance(value, dict):
            raise _other(name, kind)
        member = shape.value
        for item in value.values():
            _hold(item, member, name)
    elif not _SCALARS.get(kind, _anything)(value):
        raise _other(name, kind)


def _hold_structure(value: Any, shape: Any, name: str) -> None:
    if shape.is_document_type:
        return
    if not isinstance(value, dict):
        raise _other(name, "structure")
    for inner, member in shape.members.items():
        how = member.serialization
        found = value.get(how.get("name", inner))
        if found is not None and how.get("location") not in _OUTSIDE:
            _hold(found, member, inner)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: Any) -> bool:
    return _is_number(value) and value == value // 1


def _anything(_: Any) -> bool:
    return True


_SCALARS: dict[str, Callable[[Any], bool]] = {
    "string": _is_text,
    "character": _is_text,
    "blob": lambda value: isinstance(value, str | bytes),
    "boolean": lambda value: isinstance(value, bool),
    "integer": _is_whole,
    "long": _is_whole,
    "float": lambda value: _is_number(value) or (_is_text(value) and value in _NUMBERS),
    "double": lambda value: _is_number(value) or (_is_text(value) and value in _NUMBERS),
    # A number of seconds, or a text that botocore reads as a time or refuses; CBOR has times of its own.
    "timestamp": lambda value: not isinstance(value, bool | list | dict),
}


def _hold_node(node: ET.Element, shape: Any, name: str) -> None:
    """Hold an element against a shape."""
    kind = shape.type_name
    if kind in {"structure", "list", "map"}:
        if not len(node) and node.text and node.text.strip():
            raise _other(name, kind)
        if kind == "structure":
            _hold_members(node, shape)
        elif kind == "list":
            _hold_items(node, shape.member, name)
        else:
            _hold_entries(node, shape, name)
    elif len(node) or (kind == "boolean" and node.text not in {"true", "false"}):
        raise _other(name, kind)


def _hold_members(node: ET.Element, shape: Any) -> None:
    known = {_xml_name(name, member): (name, member) for name, member in shape.members.items()}
    for child in node:
        found = known.get(_tag(child))
        if found is None:
            continue
        name, member = found
        if member.serialization.get("flattened"):
            _hold_flat(child, member, name)
        else:
            _hold_node(child, member, name)


def _hold_flat(node: ET.Element, shape: Any, name: str) -> None:
    """Hold one of the elements that are a list or a map together."""
    if shape.type_name == "list":
        _hold_node(node, shape.member, name)
    else:
        _hold_entry(node, shape, name)


def _hold_items(node: ET.Element, member: Any, name: str) -> None:
    wanted = member.serialization.get("name", "member").lower()
    for child in node:
        if _tag(child).lower() != wanted:
            raise _other(name, "list")
        _hold_node(child, member, name)


def _hold_entries(nodes: Iterable[ET.Element], shape: Any, name: str) -> None:
    for node in nodes:
        _hold_entry(node, shape, name)


def _hold_entry(node: ET.Element, shape: Any, name: str) -> None:
    key = shape.key.serialization.get("name", "key")
    value = shape.value.serialization.get("name", "value")
    parts = {_tag(child): child for child in node}
    if parts.keys() != {key, value}:
        raise _other(name, "map")
    _hold_node(parts[key], shape.key, name)
    _hold_node(parts[value], shape.value, name)


def _xml_name(name: str, member: Any) -> str:
    """Return what a member is called in XML: a flattened list as its items are."""
    if member.type_name == "list" and member.serialization.get("flattened"):
        item: str | None = member.member.serialization.get("name")
        if item is not None:
            return item
    found: str = member.serialization.get("name", name)
    return found


def _tag(node: ET.Element) -> str:
    return node.tag.rpartition("}")[2]


def _other(name: str, kind: str) -> OtherFormError:
    return OtherFormError(f"in which {name} is no {_WORDS.get(kind, kind)}")
