"""The attributes of a stored resource, kept as the bytes they are stored as until somebody asks for one.

Most resources of a large snapshot are the same as on the other side. Two that have the same bytes are equal, so that
neither has to be made into values, which is what takes longest of reading a snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator, KeysView, Mapping
from typing import Any

import msgspec

from engine.jsontext.digest import JsonError, canonical_json, is_canonical, parse_json
from engine.jsontext.exact import exact_json

_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_WRITER = msgspec.json.Encoder(order="sorted", decimal_format="number")
_NAME = "stored attributes"


class PackedAttributes(Mapping[str, Any]):
    """Reads the members of one JSON object in its deterministic form, each when it is first asked for.

    Reading raises JsonError where the bytes are not such an object.
    """

    __slots__ = ("_members", "data", "ours")

    def __init__(self, data: msgspec.Raw, *, ours: bool = False) -> None:
        """Keep the bytes of an object; they are not looked at yet. `ours` are bytes that this version has written."""
        self.data, self.ours = data, ours
        self._members: dict[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        """Return the value of an attribute."""
        members = self._read()
        value = members[name]
        if isinstance(value, msgspec.Raw):
            value = members[name] = exact_json(bytes(value), name=_NAME)
        return value

    def __iter__(self) -> Iterator[str]:
        """Give the names of the attributes."""
        return iter(self._read())

    def __len__(self) -> int:
        """Return the number of attributes."""
        return len(self._read())

    def __contains__(self, name: object) -> bool:
        """Tell whether there is such an attribute; its value is not read."""
        return name in self._read()

    def keys(self) -> KeysView[str]:
        """Return the names of the attributes, as a dict does."""
        return self._read().keys()

    def text(self, name: str) -> bytes:
        """Return the JSON of an attribute; its value is not read."""
        value = self._read()[name]
        return bytes(value) if isinstance(value, msgspec.Raw) else _WRITER.encode(value)

    def __eq__(self, other: object) -> bool:
        """Compare the bytes, and only where they differ the values."""
        if isinstance(other, PackedAttributes) and self.data == other.data:
            return True
        if not isinstance(other, Mapping):
            return False
        return len(self) == len(other) and all(name in other and self[name] == other[name] for name in self)

    __hash__ = None  # type: ignore[assignment]  # values may be lists

    def unlike(self, other: PackedAttributes) -> set[str]:
        """Return the names of which the values may differ: those that only one has, or that have other bytes."""
        if self.data == other.data:
            return set()
        ours, theirs = self._read(), other._read()
        alike = {
            name
            for name, value in ours.items()
            if isinstance(value, msgspec.Raw) and isinstance(there := theirs.get(name), msgspec.Raw) and value == there
        }
        return (ours.keys() | theirs.keys()) - alike

    def _read(self) -> dict[str, Any]:
        if self._members is None:
            self._members = _MEMBERS.decode(self.data) if self.ours else _members(self.data)
        return self._members


def same_bytes(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Tell whether the attributes of two resources are stored as the same bytes; false where they are not stored."""
    return isinstance(one, PackedAttributes) and isinstance(other, PackedAttributes) and one.data == other.data


def packed(attributes: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return attributes as the bytes that they are stored as; as they are where that cannot be done."""
    try:
        data = _WRITER.encode(attributes)
        if (b"E+" in data or b"E-" in data) and not is_canonical(data):  # a decimal, written longer than it was
            data = canonical_json(attributes)
    except (TypeError, ValueError, OverflowError):  # half of a character, a number that is no number of JSON
        return attributes
    return PackedAttributes(msgspec.Raw(data), ours=True)


def _members(data: msgspec.Raw) -> dict[str, Any]:
    try:
        found = _MEMBERS.decode(data)
        if _WRITER.encode(found) == memoryview(data):  # no name twice, nothing between the members
            return found  # each Raw is replaced by its value when it is asked for
    except (msgspec.DecodeError, ValueError):
        pass
    parsed = parse_json(bytes(data), name=_NAME)
    if not isinstance(parsed, dict):
        raise JsonError(f"{_NAME}: not an object")
    return parsed
