"""Texts that are written otherwise: Base64 of a text or of what is mostly text, compressed or not, hex, percent signs.

What is found is looked at by `snapshots.redaction.redact`; here is only where it begins and ends and what it says.
"""

from __future__ import annotations

import base64
import binascii
import bz2
import html
import lzma
import re
import zlib
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote

from engine.model.secret import PREFIX

SHORTEST = 12  # letters of Base64 that hold something which could be told from a word
_MAX_OPENED = 8 * 1024 * 1024  # bytes that a compressed text is opened to
# A text or a key that has to be hidden without being looked at: it is too large to be opened, or is a key itself.
CLOSED = "\x00closed"

_ASCII = r"[CDI-Za-f][A-Za-z0-9+/_\-]{3}"
_ASCII_OR_NUL = r"[ACDI-Za-f][A-Za-z0-9+/_\-]{3}"
_LETTER = r"[A-Za-z0-9+/_\-]"
# A first letter and what is not before it: letters that begin no Base64 are passed over quickest so. Every fourth digit
# says that a byte is in ASCII; of UTF-16 every other byte is none; then the beginnings of gzip, zlib and of keys.
_BEGIN = (
    rf"{_ASCII}(?:{_ASCII_OR_NUL}){{2}}|/Td6WF|//[4-7]|/v[89+/]|[CDI-Za-f][AQgw][AB]{_LETTER}A[A-H]{_LETTER}A|A[A-H]{_LETTER}A[A-Za-f][AQgw]|"
    rf"H4sI|eJ[w-z]|eN[o-r]|eA[E-H]|eF[4-7]|M{_LETTER}{{3}}|b3BlbnNzaC1rZXkt|/u3\+7Q"
)
_BASE64 = re.compile(
    rf"[CDI-Za-fAHMeb/](?<![A-Za-z0-9+_\-].)(?<!{re.escape(PREFIX)}.)(?<=(?="
    rf"(?:{_BEGIN})).){_LETTER}{{{SHORTEST - 1},}}+"
    rf"(?:\r?\n{_LETTER}++)*+={{0,2}}"
)
_HEX = re.compile(
    r"(?<![0-9A-Za-z])(?:0x)?(?=[0-9]{0,60}[a-fA-F])(?:(?:[2-7][0-9a-fA-F]|0[9aAdD]){8,}+|(?:[2-7][0-9a-fA-F]00){6,}+|"
    r"30(?:[0-7][0-9a-fA-F]|81[0-9a-fA-F]{2}|82[0-9a-fA-F]{4})02010[01](?:02|04|30)[0-9a-fA-F]{40,}+)(?![0-9A-Za-z])"
)
_PAIRS = re.compile(
    r"(?<![0-9A-Za-z:])(?:0x)?(?:[2-7][0-9a-fA-F]|0[9aAdD])(?:(?:[: ]|,?[ \t]?0x)(?:[2-7][0-9a-fA-F]|0[9aAdD])){7,}+"
    r"(?![0-9A-Za-z:])"
)
_PAIR = re.compile(r"(?:0x|\\x|\\u00)?([0-9a-fA-F]{2})[: ,\t]*+")
# Bytes as programs write them, each with its backslash: in hex, as a letter of UTF-16, in octal.
_ESCAPED = re.compile(r"(?:\\{1,8}(?:x|u00)[0-9a-fA-F]{2}){4,}+")
_OCTAL = re.compile(r"(?:\\{1,8}[01][0-7]{2}){4,}+")
_ENTITIES = re.compile(r"[^\s\"'<>\\]{0,400}&#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6});[^\s\"'<>\\]*+")
_PERCENT = re.compile(r"[^\s\"'<>%\\]{0,400}%[0-9A-Fa-f]{2}[^\s\"'<>\\]*+")
# The same for a whole text at once; the class in front lets it pass over most letters.
_MAY = re.compile(
    rf"[A-Za-fI-Z0-9/%\\&](?:(?<![A-Za-z0-9+_\-].)(?<=(?=(?:{_BEGIN})).)|"
    r"(?<![0-9A-Za-z].)(?<=(?=(?:0x)?(?:(?:[2-7][0-9a-fA-F]|0[9aAdD]){6}|30[0-9a-fA-F]{2,6}02010[01]|"
    r"(?:[2-7][0-9a-fA-F](?:[: ]|,?[ \t]?0x)){6})).)|"
    r"(?<=%)[0-9A-Fa-f]{2}|(?<=\\)(?:x|u00)[0-9a-fA-F]{2}|(?<=\\)[01][0-7]{2}\\|"
    r"(?<=&)#[\dxX])"
)
_SLASH = re.compile("/")
_MAX_SLASHES = 8  # of what may be a path, that are looked behind
_URL_SAFE = str.maketrans("-_", "+/", "\r\n=")
_UNREADABLE = re.compile(r"[\x00-\x06\x08\x0e-\x1a\x1c-\x1f\x7f]")  # what steers a terminal is text
# DER of private keys: a sequence that begins with the number of its version (RFC 5208, RFC 8017, RFC 5915, RFC 7292).
_KEY = re.compile(
    rb"\x30(?:[\x00-\x7f]|\x81.|\x82..)(?:\x02\x01[\x00\x01]"
    rb"(?:\x30.\x06|\x02[\x20-\x7f\x81\x82]|\x04[\x10-\x50])|\x02\x01\x03\x30|"
    rb"\x30.\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05[\x03\x0a\x0d])|openssh-key-v1\x00|\xfe\xed\xfe\xed",
    re.DOTALL,
)
_BZIP, _XZ, _MEMORY = b"BZh", b"\xfd7zXZ\0", 64 * 1024 * 1024
_PRINTED = bytes([*range(0x20, 0x7F), 9, 10, 13])
_MOSTLY = 0.8  # of the bytes of what is text with something else in it
_GZIP, _ZLIB = b"\x1f\x8b", (b"\x78\x01", b"\x78\x9c", b"\x78\xda", b"\x78\x5e")


def revealed(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield where something begins and ends that is written otherwise, and what it says; `CLOSED` of a key."""
    if may_reveal(text):
        yield from _base64_in(text)
    if "%" in text:
        for found in _PERCENT.finditer(text):
            yield found.start(), found.end(), unquote(found.group(), errors="replace")
    if "&#" in text:
        for found in _ENTITIES.finditer(text):
            yield found.start(), found.end(), html.unescape(found.group())


def may_reveal(text: str) -> bool:
    """Tell whether something in a text may be written otherwise."""
    return _MAY.search(text) is not None


def _base64_in(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield hex and Base64 in the order in which they stand; lines of Base64 that are broken are one."""
    hexes = [(found.start(), found.end(), _of_hex(found.group())) for found in _HEX.finditer(text)]
    for pattern, read in ((_PAIRS, _of_pairs), (_ESCAPED, _of_pairs), (_OCTAL, _of_octal)):
        hexes += [(found.start(), found.end(), read(found.group())) for found in pattern.finditer(text)]
    found = sorted([*((start, end, inner) for start, end, inner in hexes if inner is not None), *_all_base64(text)])
    done = 0
    for start, end, inner in found:
        if start >= done:
            yield start, end, inner
            done = end


def _all_base64(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _BASE64.finditer(text):
        start = found.start()
        whole = decoded(found.group())
        if whole is not None:
            yield start, found.end(), whole
            continue
        for line in found.group().splitlines(keepends=True):
            bare = line.rstrip("\r\n")
            for begin in (0, *(slash.end() for slash in islice(_SLASH.finditer(bare), _MAX_SLASHES))):
                inner = decoded(bare[begin:]) if len(bare) - begin >= SHORTEST else None
                if inner is not None:
                    yield start + begin, start + len(bare), inner
                    break
            start += len(line)


def decoded(text: str) -> str | None:
    """Return the text that Base64 stands for, `CLOSED` for a key, none when it is something else."""
    body = text.translate(_URL_SAFE)
    if len(body) % 4 == 1:
        return None
    try:
        data = base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
    except binascii.Error:
        return None
    return _read(data)


def _of_pairs(text: str) -> str | None:
    return _of_hex("".join(_PAIR.findall(text)))


def _of_octal(text: str) -> str | None:
    return _read(bytes(int(digits, base=8) for digits in re.findall("[01][0-7]{2}", text)))


def _of_hex(text: str) -> str | None:
    body = text.removeprefix("0x")
    return _read(bytes.fromhex(body)) if len(body) % 2 == 0 else None


def _read(data: bytes) -> str | None:
    """Return the text that bytes are: UTF-8, UTF-16 or compressed."""
    if _KEY.match(data):
        return CLOSED
    if data[:2] == _GZIP or data[:2] in _ZLIB:
        return _opened(data)
    if data.startswith((_BZIP, _XZ)):
        return _unpacked(data)
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return _text(data, "utf-16")
    if 4 * data.count(0) > len(data) and b"\0\0" in (data[1:4:2], data[:3:2]):
        return _text(data, "utf-16-le" if data[1:4:2] == b"\0\0" else "utf-16-be")
    return _text(data, "utf-8")


def _text(data: bytes, encoding: str) -> str | None:
    try:
        found = data.decode(encoding)
    except UnicodeDecodeError:
        return _legible(data)
    return found if _UNREADABLE.search(found) is None else _legible(data)


def _legible(data: bytes, least: float = _MOSTLY) -> str | None:
    """Return what can be read of bytes that are text for the most part, each piece a line; NUL stands between texts."""
    told = len(data) - data.count(0)
    if not told or len(data.translate(None, delete=_PRINTED)) - data.count(0) > (1 - least) * told:
        return None
    return _UNREADABLE.sub("\n", data.decode("latin-1"))


def _opened(data: bytes) -> str | None:
    """Return a text that was compressed; `CLOSED` where it is too large to be opened."""
    opening = zlib.decompressobj(wbits=47)  # gzip or zlib, by what it begins with
    try:
        found = opening.decompress(data, _MAX_OPENED)
    except zlib.error:
        return None
    if opening.unconsumed_tail:
        return CLOSED
    return _of_packed(found)


def _unpacked(data: bytes) -> str | None:
    """Return a text that bzip2 or xz compressed; `CLOSED` where it is too large to be opened."""
    opening = (
        bz2.BZ2Decompressor() if data.startswith(_BZIP) else lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)
    )
    try:
        found = opening.decompress(data, _MAX_OPENED)
    except (OSError, EOFError):
        return None
    except lzma.LZMAError:
        return CLOSED if data.startswith(_XZ) and len(data) > len(_XZ) else None
    return CLOSED if not opening.eof and not opening.needs_input else _of_packed(found)


def _of_packed(data: bytes) -> str | None:
    """Return what can be read of what was compressed: an archive has texts between what is none."""
    found = _text(data, "utf-8")
    return found if found is not None else _legible(data, 0)
