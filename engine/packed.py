"""The attributes of a stored resource, kept as the bytes they are stored as until somebody asks for one.

Most resources of a large snapshot are the same as on the other side. Two that have the same bytes are equal, so that
neither has to be made into values, which is what takes longest of reading a snapshot.
"""

from __future__ import annotations

from collections.abc import Iterator, KeysView, Mapping
from typing import Any

import msgspec

from engine.digest import MAX_DIGITS, JsonError, check_depth, parse_json

_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_WRITER = msgspec.json.Encoder(order="sorted", decimal_format="number")
_NAME = "stored attributes"


class PackedAttributes(Mapping[str, Any]):
    """Reads the members of one JSON object in its deterministic form, each when it is first asked for.

    Reading raises JsonError where the bytes are not such an object.
    """

    __slots__ = ("_members", "data")

    def __init__(self, data: msgspec.Raw) -> None:
        """Keep the bytes of an object; they are not looked at yet."""
        self.data = data
        self._members: dict[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        """Return the value of an attribute."""
        members = self._read()
        value = members[name]
        if isinstance(value, msgspec.Raw):
            value = members[name] = _exactly(value)
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

    def __eq__(self, other: object) -> bool:
        """Compare the bytes, and only where they differ the values."""
        if isinstance(other, PackedAttributes) and self.data == other.data:
            return True
        if not isinstance(other, Mapping):
            return False
        return len(self) == len(other) and all(name in other and self[name] == other[name] for name in self)

    __hash__ = None  # type: ignore[assignment]  # values may be lists

    def _read(self) -> dict[str, Any]:
        if self._members is None:
            self._members = _members(self.data)
        return self._members


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


def _exactly(data: msgspec.Raw) -> Any:
    text = bytes(data)
    if text.startswith((b"[", b"{")):
        check_depth(text, _NAME)
    try:
        value = msgspec.json.decode(text)
        # The quick reader gives floats for decimals that no float holds, and takes a name twice; writing shows both.
        if isinstance(value, str) or (_WRITER.encode(value) == text and not _is_long(value)):
            return value
    except (msgspec.DecodeError, ValueError):
        pass
    return parse_json(text, name=_NAME)


def _is_long(value: Any) -> bool:
    return isinstance(value, int) and abs(value) >= 10**MAX_DIGITS
