"""JSON read quickly and yet strictly: what writes out as the very bytes it was read from has lost nothing.

The quick reader lets pass what `engine.jsontext.digest.parse_json` refuses or keeps: a name twice, a decimal that no
float holds. Writing the value again shows each of them.
"""

from __future__ import annotations

from typing import Any

import msgspec

from engine.jsontext.digest import MAX_DIGITS, check_depth, parse_json

_DIGITS = bytes(48 if 48 <= code <= 57 else code for code in range(256))
_LONG = b"0" * MAX_DIGITS  # a sign is counted as well
_READER = msgspec.json.Decoder()
_WRITER = msgspec.json.Encoder(decimal_format="number")


def exact_json(data: bytes, *, name: str) -> Any:
    """Return what `parse_json` does, quickly where there is no white space between the parts of `data`.

    Raises JsonError as it does; `name` is used in it.
    """
    if data.startswith((b"[", b"{")):
        check_depth(data, name)
    try:
        value = _READER.decode(data)
        if isinstance(value, str) or (_WRITER.encode(value) == data and not _has_long_number(data)):
            return value
    except (msgspec.DecodeError, ValueError, RecursionError):
        pass
    return parse_json(data, name=name)


def _has_long_number(data: bytes) -> bool:
    """Tell whether so many digits stand together as hardly any number has; true also where they are in a text."""
    return len(data) >= MAX_DIGITS and _LONG in data.translate(_DIGITS)
