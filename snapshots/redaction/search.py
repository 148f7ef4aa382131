"""What a JSON document can hold at all: most documents hold none of the formats, and looking at every text is dear.

A document is searched as a whole and in lower case, without white space, with every digit a 0, and each of its parts
between two texts and commas once: what is alike in thousands of resources is searched once. Only hex is looked for
before that, with the digits that begin the bytes of a text still told from others: ids and digests are hex as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache

from snapshots.redaction.formats.form import Format
from snapshots.redaction.formats.sequences import may_steer
from snapshots.redaction.formats.table import FORMATS
from snapshots.redaction.literals import literals
from snapshots.redaction.texts import LARGEST, MAY_HIDE
from snapshots.redaction.words import without_accents

_CHUNK = 1 << 18
_END = b'",'  # of a text; a comma alone may stand inside one, in the middle of what is looked for
_DIGITS = bytes(48 if 48 <= code <= 57 else code for code in range(256))
_KINDS = bytes.maketrans(b"0123456789", b"0022222209")
_LOWER = bytes(range(256)).lower()
# Escapes other than those that Terraform writes for <, > and &, and the letters that are one in ASCII in the other
# case: they may hide a literal.
_ESCAPES = re.compile(rb"\\(?:u(?!003[cCeE]|0026)00[2-7]|/|u212[aA]|u017[fF])")
# Terraform escapes these, in lower case.
_MARKUP = ((b"\\u003c", b"<"), (b"\\u003e", b">"), (b"\\u0026", b"&"), (b"\\u003C", b"<"), (b"\\u003E", b">"))
_FOREIGN = re.compile(rb"\\u(?!00[0-7])[0-9a-fA-F]{4}")
_ESCAPED = re.compile(r"\\u(?!00[0-7])[0-9a-fA-F]{4}")
_LETTERS = re.compile(r"[^\x00-\x7f]+")
_CASES = ("\N{KELVIN SIGN}".encode(), "\N{LATIN SMALL LETTER LONG S}".encode())
# What may be written otherwise, with 0 for every digit: `snapshots.redaction.encodings` says what each is.
_ENCODED = re.compile(
    rb"(?:(?<![A-Za-z0+_\-])(?:[bnrtf]?(?<=\\[bnrtf]))?|(?<=\\u[0A-Fa-f]{4}))(?:"
    rb"(?:[CDI-Za-f][A-Za-z0+/_\-]{3}){3}|//0|/v[0+/]|[CDI-Za-f][AQgw][AB][A-Za-z0+/_\-]A[A-H][A-Za-z0+/_\-]A|"
    rb"A[A-H][A-Za-z0+/_\-]{2}|H0sI|eJ|eN|eA|eF|M[A-Za-z0+/_\-]{40}|b0BlbnNzaC0rZXkt|/u0\+0Q)"
    rb"|%[0A-Fa-f]{2}|\\x[0A-Fa-f]{2}|\\\\(?:u00[0A-Fa-f]{2}|000\\)|&#[0xX]"
)
# Hex, with 2 for every digit from 2 to 7 and 0 for others but 9: a byte in ASCII begins so. What looks for a first pair
# and only then at what stands before it passes over a document quickest.
_BYTE = rb"(?:2[029a-fA-F]|0[9aAdD])"
_HEX = re.compile(
    rb"[02][029a-fA-F](?:(?<![029A-Za-z]..)|(?<=0x..)|(?<=\\[bnrtf]..)|(?<=\\u[029A-Fa-f]{4}..))(?:"
    rb"(?:(?<=[a-fA-F])|(?=[029]{0,60}[a-fA-F]))(?:" + _BYTE + rb"{7,}+|00(?:2[029a-fA-F]00){5,}+)(?![029A-Za-z])|"
    rb"(?:[029a-fA-F]{2}){1,3}020000(?:02|20)[029a-fA-F]{20}|(?:(?:[: ]|,? ?0x)" + _BYTE + rb"){5})"
)
_WORDS = tuple(
    {
        word.replace('"', "").encode().translate(_DIGITS).decode()
        for word in (*MAY_HIDE, *(word for entry in FORMATS for word in (*entry.literals, *entry.needs)))
    }
)
_QUOTE = rb"(?:\\++[\"']|')"
_SPACE = rb"(?:\\++(?:[nrtf]|u[0-9a-f]{4})|[\x80-\xff])*+"  # other white space stands there no more
# What follows a word in a name in quotes in a text, and one to which a text assigns something or of which it says it.
_QUOTED = re.compile(rb"(?:[^\"'\\]|\\++(?:u[0-9a-f]{4}|[nrtf/])){0,200}+" + _QUOTE + _SPACE + rb":")
_TOLD = re.compile(
    rb"[^\"'\\]{0,80}?(?:(?<!\$\{)[=:]|[|&<(]|->|\xef\xbc[\x9a\x9d]|\\uff0[ad])|"
    rb"[^\"\\/:]{0,60}?\\*+[\"'`(]?[^\"\\:]{0,128}?0|"
    rb"[^\"'\\]{0,40}?(?:\\++[nrt]){1,6}-?[a-z_\-]{0,13}val|\\++[\"']"
)
# The name of a pair in a text, and the option of a command.
_PAIR = re.compile(
    rb"(?:name|key|header|parameter|variable|property|option|setting|attribute|field|env|var|id|path|k|n)"
    + _QUOTE
    + _SPACE
    + rb":"
    + _SPACE
    + _QUOTE
    + rb"([^\"]{0,200})"
)
_OPTION = re.compile(rb"(?<!\\)" + _QUOTE + rb"-[\w\-]*+" + _QUOTE)


class DocumentSearch:
    """What is found in the bytes of a JSON document.

    `hidden` says that escapes or sequences of terminals hide what it holds, `escaped` that escapes may in a JSON text
    of it.
    """

    def __init__(self, data: bytes) -> None:
        """Search nothing yet."""
        cases = () if data.isascii() else _CASES
        self.hidden = _ESCAPES.search(data) is not None or any(letter in data for letter in cases) or may_steer(data)
        for escape, letter in _MARKUP if b"\\u00" in data else ():
            data = data.replace(escape, letter)
        parts = set() if self.hidden else _parts(data)
        if any(
            len(part) > LARGEST for part in parts
        ):  # whether it is one text, which is hidden as a whole, is not known
            self.hidden, parts = True, set()
        self._has_hex = _HEX.search(_END.join(parts)) is not None
        self._parts = _END.join({part.translate(_DIGITS) for part in parts})
        self._text = self._parts.translate(_LOWER, b" \t\r\n")
        self._held = literals(_WORDS).in_bytes(self._text)
        self.escaped = b"\\\\u" in data  # in a JSON text a name may be written in escapes
        if self.escaped:
            self._held.add(b"\\u")

    def holds(self, word: str) -> bool:
        """Tell whether a word in lower case may stand in the document."""
        return word.encode().translate(_DIGITS) in self._held

    def formats(self) -> frozenset[int]:
        """Return the places in the table of the formats that may stand in the document."""
        return frozenset(index for index, entry in enumerate(FORMATS) if self._may_hold(entry))

    def names(self, hints: Iterable[str]) -> bool:
        """Tell whether a JSON text in the document, or in another text, may name something that has to be hidden."""
        words = _bare(hints)
        return (
            self.escaped
            or self._followed(words, _QUOTED)
            or _OPTION.search(self._text) is not None
            or any(any(word in found[1] for word in words) for found in _PAIR.finditer(self._text))
        )

    def encoded(self) -> bool:
        """Tell whether a text that is written otherwise may stand in the document."""
        return self._has_hex or _ENCODED.search(self._parts) is not None

    def told(self, hints: Collection[str]) -> bool:
        """Tell whether a text in the document may assign something to a name, or say it of one."""
        return (b"<<" in self._text and bool(hints)) or self._followed(_bare(hints), _TOLD)

    def _followed(self, words: Iterable[bytes], pattern: re.Pattern[bytes]) -> bool:
        """Tell whether a pattern begins where one of the words ends."""
        for word in words:
            at = self._text.find(word)
            while at >= 0:
                at += len(word)
                if pattern.match(self._text, at):
                    return True
                at = self._text.find(word, at)
        return False

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
        chunk = data[start:end]
        if chunk.isascii() and not _FOREIGN.search(chunk):
            new = chunk.translate(_KINDS).split(_END)
        else:
            new = [_without_accents(part).translate(_KINDS) for part in chunk.split(_END)]
        found.update(new)
        start = end + len(_END)
    return found


def _without_accents(data: bytes) -> bytes:
    """Return a part of a document in which letters stand for those with accents, also where they are escaped."""
    if not data.isascii() or b"\\u" in data:
        text = _ESCAPED.sub(lambda found: _letter(found[0]), data.decode("utf-8", "replace"))
        text = _LETTERS.sub(lambda found: found[0].lower(), without_accents(text))
        data = text.encode("utf-8", "surrogatepass")
    return data


def _letter(escape: str) -> str:
    letter = chr(int(escape.removeprefix("\\u"), base=16))
    return letter if letter.isalpha() or unicodedata.combining(letter) else escape


@cache
def _near(word: str, near: bytes) -> re.Pattern[bytes]:
    return re.compile(re.escape(word.encode().translate(_DIGITS)) + near)


def _bare(hints: Iterable[str]) -> list[bytes]:
    return sorted({hint.replace('"', "").encode().translate(_DIGITS) for hint in hints})
