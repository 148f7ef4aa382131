"""The key of an intended item of a DynamoDB table, of what its state says: never guessed.

The provider has written the id of an item in three forms, none of which escapes its sign
(https://github.com/hashicorp/terraform-provider-aws, `internal/service/dynamodb/table_item.go`):

    table|hash|value and |value         of version 5, the second one with a range
    table|hash|b|s|n and |range|b|s|n   before that: of the three kinds of value two are empty
    table,value and ,value              of version 6, which has the values as attributes as well

A value may have the sign in it. So all readings are taken of which there may be several, and the one counts whose
values have the fingerprints that the key has in the item itself.
"""

from __future__ import annotations

import binascii
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress

from engine.model.snapshot import Resource
from snapshots.redaction.redact import Redactor

_KINDS = ("B", "S", "N")  # in the order of the older form
_MOST = 50  # readings of an id

Key = Mapping[str, Mapping[str, str | bytes]]


def find_key(item: Resource, types: Mapping[str, str], redactor: Redactor) -> Key | None:
    """Return the key to ask for by the names of its attributes, of which `types` has the kinds; none if not sure."""
    names = [str(item.attributes[name]) for name in ("hash_key", "range_key") if item.attributes.get(name)]
    if not names or any(types.get(name) not in _KINDS for name in names):
        return None
    keys: list[Key] = []
    for values in _readings(item, names, types):
        for key in _keys(names, values, types):
            if key not in keys:
                keys.append(key)
    if len(keys) > _MOST:
        return None
    proven = [key for key in keys if _is_of(key, item, redactor)]
    found = proven or keys
    return found[0] if len(found) == 1 else None


def _readings(item: Resource, names: list[str], types: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield the values of the key, in text, by each way to read what the state says."""
    told = tuple(item.attributes.get(f"{name}_value") for name in ("hash_key", "range_key")[: len(names)])
    if all(isinstance(value, str) and value for value in told):
        yield tuple(map(str, told))
        return
    table = str(item.attributes.get("table_name") or "")
    start = f"{table}|{names[0]}|"
    if item.id.startswith(start):
        rest = item.id.removeprefix(start)
        yield from _split(rest, "|", len(names))
        yield from _of_kinds(rest, names, types)
    elif item.id.startswith(f"{table},"):
        yield from _split(item.id.removeprefix(f"{table},"), ",", len(names))


def _split(text: str, sign: str, count: int) -> Iterator[tuple[str, ...]]:
    if count == 1:
        yield (text,)
        return
    parts = text.split(sign)
    for at in range(1, len(parts)):
        yield sign.join(parts[:at]), sign.join(parts[at:])


def _of_kinds(text: str, names: list[str], types: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield the values where each stands in its place of three."""
    before, after = zip(*(_around(types[name]) for name in names), strict=True)
    if len(names) == 1:
        if text.startswith(before[0]) and text.endswith(after[0]) and len(text) >= len(before[0] + after[0]):
            yield (text[len(before[0]) : len(text) - len(after[0])],)
        return
    middle = f"{after[0]}|{names[1]}|{before[1]}"
    if text.startswith(before[0]) and text.endswith(after[1]):
        inner = text[len(before[0]) : len(text) - len(after[1])]
        parts = inner.split(middle)
        for at in range(1, len(parts)):
            yield middle.join(parts[:at]), middle.join(parts[at:])


def _around(kind: str) -> tuple[str, str]:
    at = _KINDS.index(kind)
    return "|" * at, "|" * (len(_KINDS) - 1 - at)


def _keys(names: list[str], values: tuple[str, ...], types: Mapping[str, str]) -> Iterator[Key]:
    """Yield the keys that texts may be: bytes stand in Base64, or as they are where they are Base64 themselves."""
    if not all(values):
        return  # no key is empty
    found: list[dict[str, dict[str, str | bytes]]] = [{}]
    for name, value in zip(names, values, strict=True):
        kind = types[name]
        forms = _bytes(value) if kind == "B" else [value]
        found = [{**key, name: {kind: form}} for key in found for form in forms]
    yield from found


def _bytes(text: str) -> list[str | bytes]:
    with suppress(binascii.Error, ValueError):
        return [b64decode(text, validate=True), text.encode()]
    return []


def _is_of(key: Key, item: Resource, redactor: Redactor) -> bool:
    """Tell whether a key has the fingerprints of the one in the item."""
    texts = {
        name: {kind: b64encode(value).decode() if isinstance(value, bytes) else value for kind, value in told.items()}
        for name, told in key.items()
    }
    with suppress(TypeError, ValueError, KeyError):
        hidden = json.loads(redactor.resource(item.type, {"item": json.dumps(texts)})["item"])
        there = json.loads(item.attributes["item"])
        return all(there.get(name) == told for name, told in hidden.items())
    return False
