"""What a JSON document can hold at all: most documents hold none of the formats, and looking at every text is dear.

A document is read as its texts are, without their escapes, and once more for each JSON text in a text; non-ASCII
letters also without accents. It is searched as a whole and in lower case, without white space, with every digit a 0,
and each of its parts between two texts and commas once: what is alike in thousands of resources is searched once. Only
hex is looked for before that, with the digits that begin the bytes of a text still told from others: ids and digests
are hex as well. What is not found here is looked for nowhere, so that in doubt something is found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache

from snapshots.redaction.formats.form import Format
from snapshots.redaction.formats.sequences import may_steer
from snapshots.redaction.formats.table import FORMATS
from snapshots.redaction.literals import literals
from snapshots.redaction.texts import LARGEST, MAY_HIDE
from snapshots.redaction.words import lowered

_CHUNK = 1 << 18
_DEEPEST = 5  # JSON texts in one another that are read; the redactor opens no more
_END = b'",'  # of a text; a comma alone may stand inside one, in the middle of what is looked for
_PAIR = b"\xff"  # stands for an escaped backslash while the other escapes are read: no byte of UTF-8
_DIGITS = bytes(48 if 48 <= code <= 57 else code for code in range(256))
_KINDS = bytes.maketrans(b"0123456789", b"0022222209")
_LOWER = bytes(range(256)).lower()
_BLANK = b" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"
# Escapes other than those that Terraform writes for <, > and &, and the letters that are one in ASCII in the other
# case: they may hide a literal.
_ESCAPES = re.compile(rb"\\(?:u(?!003[cCeE]|0026)00[2-7]|/|u212[aA]|u017[fF])")
_CASES = ("\N{KELVIN SIGN}".encode(), "\N{LATIN SMALL LETTER LONG S}".encode())
# The escapes that stand often in documents, and all others of letters.
_SHORT = ((b"\\n", b"\n"), (b"\\t", b"\t"), (b"\\r", b"\r"), (b"\\f", b"\f"), (b"\\b", b"\b"))
_MARKUP = ((b"\\u003c", b"<"), (b"\\u003e", b">"), (b"\\u0026", b"&"))
_LETTER = re.compile(
    rb"\\u[dD][89aAbB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}",
)
_INNER = re.compile(rb"\\\\(?:[nrtfb]|u[0-9a-fA-F]{4})")  # an escape of a text in a text
_WIDE_BLANK = re.compile(r"[^\S\x00-\x7f]")
# What may be written otherwise, with 0 for every digit: `snapshots.redaction.encodings` says what each is.
_ENCODED = re.compile(
    rb"(?<![A-Za-z0+_\-])(?:"
    rb"(?:[CDI-Za-f][A-Za-z0+/_\-]{3}){3}|//0|/v[0+/]|[CDI-Za-f][AQgw][AB][A-Za-z0+/_\-]A[A-H][A-Za-z0+/_\-]A|"
    rb"A[A-H][A-Za-z0+/_\-]{2}|H0sI|eJ|eN|eA|eF|M[A-Za-z0+/_\-]{40}|b0BlbnNzaC0rZXkt|/u0\+0Q)"
    rb"|%[0A-Fa-f]{2}|\\x[0A-Fa-f]{2}|\\\\(?:u00[0A-Fa-f]{2}|000\\)|&#[0xX]"
)
# Hex, with 2 for every digit from 2 to 7 and 0 for others but 9: a byte in ASCII begins so. What looks for a first pair
# and only then at what stands before it passes over a document quickest.
_BYTE = rb"(?:2[029a-fA-F]|0[9aAdD])"
_HEX = re.compile(
    rb"[02][029a-fA-F](?:(?<![029A-Za-z]..)|(?<=0x..))(?:"
    rb"(?:(?<=[a-fA-F])|(?=[029]{0,60}[a-fA-F]))(?:" + _BYTE + rb"{7,}+|00(?:2[029a-fA-F]00){5,}+)(?![029A-Za-z])|"
    rb"(?:[029a-fA-F]{2}){1,3}020000(?:02|20)[029a-fA-F]{20}|(?:(?:[: ]|,?[ \t]?0x)" + _BYTE + rb"){5})"
)


def _bare(word: str) -> bytes:
    """Return a word as it is looked for in documents, where quotes are those of its texts as well."""
    return word.strip('"').removesuffix("\\").encode().translate(_DIGITS)


_WORDS = tuple(
    {
        _bare(word).decode()
        for word in (*MAY_HIDE, *(word for entry in FORMATS for word in (*entry.literals, *entry.needs)))
    }
)


class DocumentSearch:
    """What is found in the bytes of a JSON document.

    `hidden` says that escapes or sequences of terminals hide what it holds, `escaped` that escapes may in a JSON text
    of it.
    """

    def __init__(self, data: bytes) -> None:
        """Search nothing yet."""
        cases = () if data.isascii() else _CASES
        self.hidden = _ESCAPES.search(data) is not None or any(letter in data for letter in cases)
        parts = set() if self.hidden else _parts(data)
        text = _END.join(parts)
        # Whether a long part is one text, which is hidden as a whole, is not known.
        if may_steer(text) or any(len(part) > LARGEST for part in parts):
            self.hidden, parts, text = True, set(), b""
        self._has_hex = _HEX.search(text) is not None
        self._parts = _END.join({part.translate(_DIGITS) for part in parts})
        self._text = self._parts.translate(_LOWER, _BLANK)
        self._held = literals(_WORDS).in_bytes(self._text)
        self.escaped = b"\\\\u" in data  # in a JSON text a name may be written in escapes
        if self.escaped:
            self._held.add(b"\\u")

    def holds(self, word: str) -> bool:
        """Tell whether a word in lower case may stand in the document."""
        return _bare(word) in self._held

    def formats(self) -> frozenset[int]:
        """Return the places in the table of the formats that may stand in the document."""
        return frozenset(index for index, entry in enumerate(FORMATS) if self._may_hold(entry))

    def encoded(self) -> bool:
        """Tell whether a text that is written otherwise may stand in the document."""
        return self._has_hex or _ENCODED.search(self._parts) is not None

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
        for reading in _readings(data[start:end]):
            found.update(reading.translate(_KINDS).split(_END))
        start = end + len(_END)
    return found


def _readings(piece: bytes) -> Iterator[bytes]:
    """Yield what a piece of a document says, and what the texts say that are JSON in its texts.

    Escaped quotes and backslashes stay: they tell that something stands in a text.
    """
    for _ in range(_DEEPEST):
        piece = _without_escapes(piece) if b"\\" in piece else piece
        whole = piece.replace(_PAIR, b"\\\\")
        if whole.isascii():
            yield whole
        else:
            text = _WIDE_BLANK.sub(" ", whole.decode("utf-8", "replace"))
            yield text.encode()
            yield lowered(text).encode()
        if _PAIR not in piece or not _INNER.search(whole):
            break
        piece = piece.replace(_PAIR, b"\\")


def _without_escapes(piece: bytes) -> bytes:
    """Return a piece of a document with letters for their escapes, and `_PAIR` for an escaped backslash."""
    piece = piece.replace(b"\\\\", _PAIR)
    if piece.count(b"\\") == piece.count(b'\\"'):  # as in most: all others are of quotes, which stay
        return piece
    for escape, letter in _SHORT:
        piece = piece.replace(escape, letter)
    if b"\\u" in piece:
        for escape, letter in _MARKUP:
            piece = piece.replace(escape, letter)
        piece = _LETTER.sub(lambda found: _letter(found[0]), piece)
    return piece


@lru_cache(maxsize=1 << 12)
def _letter(escape: bytes) -> bytes:
    return str(json.loads(b'"' + escape + b'"')).encode("utf-8", "replace")  # half of a surrogate pair is no letter


@cache
def _near(word: str, near: bytes) -> re.Pattern[bytes]:
    return re.compile(re.escape(_bare(word)) + near)
