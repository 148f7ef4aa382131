"""What a JSON document can hold at all: most documents hold none of the formats, and looking at every text is dear.

A document is searched as a whole and in lower case, without white space, with every digit a 0, and each of its parts
between two texts and commas once: what is alike in thousands of resources is searched once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from snapshots.redaction.forms import FORMATS, Format
from snapshots.redaction.texts import MAY_HIDE

_CHUNK = 1 << 18
_END = b'",'  # of a text; a comma alone may stand inside one, in the middle of what is looked for
_DIGITS = bytes(48 if 48 <= code <= 57 else code for code in range(256))
_LOWER = bytes(range(256)).lower()
# Escapes other than those that Terraform writes for <, > and &, and the one letter whose lower case is in ASCII: they
# may hide a literal.
_ESCAPES = re.compile(rb"\\(?:u(?!003[cCeE]|0026)00[2-7]|/|u212[aA])")
# Terraform escapes these, in lower case.
_MARKUP = ((b"\\u003c", b"<"), (b"\\u003e", b">"), (b"\\u0026", b"&"), (b"\\u003C", b"<"), (b"\\u003E", b">"))
_KELVIN = "\N{KELVIN SIGN}".encode()
# The beginning of Base64 of a text: every fourth digit says that a byte is in ASCII. An escape may stand before it.
_BASE64 = re.compile(
    rb"(?:(?<![A-Za-z0+/=_\-])(?:[bnrtf]?(?<=\\[bnrtf]))?|(?<=\\u[0A-Fa-f]{4}))(?:[CDI-Za-f][A-Za-z0+/_\-]{3}){4}[A-Za-z0+/_\-]{8}"
)
_QUOTE = rb"(?:\\+[\"']|')"
_SPACE = rb"(?:\\+(?:[nrtf]|u[0-9a-f]{4})|[\x80-\xff])*+"  # other white space stands there no more


class DocumentSearch:
    """What is found in the bytes of a JSON document; `hidden` says that escapes hide what it holds."""

    def __init__(self, data: bytes) -> None:
        """Search nothing yet."""
        self.hidden = _ESCAPES.search(data) is not None or _KELVIN in data
        for escape, letter in _MARKUP:
            data = data.replace(escape, letter)
        self._parts = b"" if self.hidden else _END.join(_parts(data.translate(_DIGITS)))
        self._text = self._parts.translate(_LOWER, b" \t\r\n")

    def holds(self, word: str) -> bool:
        """Tell whether a word in lower case may stand in the document."""
        return word.encode().translate(_DIGITS) in self._text

    def formats(self) -> tuple[Format, ...]:
        """Return the formats that may stand in the document."""
        return tuple(entry for entry in FORMATS if self._may_hold(entry))

    def names(self, hints: Iterable[str]) -> bool:
        """Tell whether a JSON text in the document, or in another text, may name something that has to be hidden."""
        return (found := _quoted(tuple(hints))) is not None and found.search(self._text) is not None

    def base64(self) -> bool:
        """Tell whether Base64 of a text may stand in the document."""
        return _BASE64.search(self._parts) is not None

    def _may_hold(self, entry: Format) -> bool:
        if entry.needs and not any(self.holds(word) for word in entry.needs):
            return False
        return any(
            self.holds(word) and (not entry.near or _near(word, entry.near).search(self._text) is not None)
            for word in entry.literals
        )


def _parts(data: bytes) -> set[bytes]:
    found: set[bytes] = set()
    start = 0
    while start < len(data):
        end = data.find(_END, start + _CHUNK)
        end = len(data) if end < 0 else end
        found.update(data[start:end].split(_END))
        start = end + len(_END)
    return found


@cache
def _near(word: str, near: bytes) -> re.Pattern[bytes]:
    return re.compile(re.escape(word.encode().translate(_DIGITS)) + near)


@cache
def _quoted(hints: tuple[str, ...]) -> re.Pattern[bytes] | None:
    # A name in quotes in a text, a name of a pair, or the option of a command.
    words = [re.escape(word.replace('"', "").encode()) for word in MAY_HIDE if word in hints]
    if not words:
        return None
    any_of = b"(?:" + b"|".join(words) + b")"
    rest = rb"(?:[^\"'\\]|\\+(?:u[0-9a-f]{4}|[nrtf/])){0,200}+"
    return re.compile(
        any_of
        + rest
        + _QUOTE
        + _SPACE
        + rb":|(?:name|key)"
        + _QUOTE
        + _SPACE
        + rb":"
        + _SPACE
        + _QUOTE
        + rb"[^\"]{0,200}?"
        + any_of
        + rb"|"
        + _QUOTE
        + rb"-[\w\-]*+"
        + _QUOTE
    )
