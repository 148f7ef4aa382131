"""Canonical values: sets as maps by what their elements are, and when two values mean the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from engine.jsontext.digest import digest_bytes
from engine.model.path import digest_key

_OBJECT_KEYS = ("name", "key", "id", "rule_id", "device_name", "attribute_name", "sid", "rule_number", "index_name")
_PLAIN = frozenset({str, int, bool})
_ENCODER = msgspec.json.Encoder(order="sorted", decimal_format="number")


class Unordered(dict[str, Any]):
    """A canonical set: element by a key that is the same for equal elements."""


def restore(value: Any) -> Any:
    """Return a canonical value as plain JSON: sets as sorted lists."""
    if isinstance(value, Unordered):
        return [restore(value[key]) for key in sorted(value)]
    if isinstance(value, dict):
        return {key: restore(item) for key, item in value.items()}
    if isinstance(value, list):
        return [restore(item) for item in value]
    return value


def equal(left: Any, right: Any) -> bool:
    """Tell whether two canonical values mean the same; true and 1 differ."""
    if left is right:
        return True
    if left != right:
        return False
    return (type(left) is type(right) and type(left) in _PLAIN) or write_identity(left) == write_identity(right)


def write_identity(value: Any) -> bytes:
    """Return bytes that are the same for canonical values that mean the same, and for no others."""
    try:
        return _ENCODER.encode(value)
    except (TypeError, ValueError):  # half of a surrogate pair is no text, and a value all the same
        return json.dumps(restore(value), sort_keys=True, default=str).encode()


def key_elements(items: list[Any], label: Callable[[Any], str] | None = None) -> Unordered:
    """Return the elements of a set by keys that are the same for equal elements and different for others."""
    if all(isinstance(item, str) for item in items):
        return Unordered(zip(items, items, strict=True))
    unique = {write_identity(item): item for item in items}
    named = _identifying_key(list(unique.values()))
    found = Unordered()
    for name, item in unique.items():
        if named:
            key = str(item[named])
        elif isinstance(item, str | int | float):
            key = name.decode()
        else:
            prefix = f"{label(item)} " if label else ""
            key = digest_key(prefix, digest_bytes(name)[7:15])
            if key in found:
                key = digest_key(prefix, digest_bytes(name)[7:])
        found[key] = item
    return found


def _identifying_key(items: list[Any]) -> str:
    """Return the field that names the elements of a set of objects: a scalar in each, different in all, or ""."""
    if not items or not all(isinstance(item, Mapping) for item in items):
        return ""
    for name in _OBJECT_KEYS:
        if name not in items[0]:
            continue
        values = [item.get(name) for item in items]
        if all(isinstance(value, str | int) for value in values) and len({str(value) for value in values}) == len(
            items
        ):
            return name
    return ""
