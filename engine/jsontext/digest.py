"""Strict JSON in, deterministic JSON bytes out, and their digests.

The bytes follow RFC 8785 (sorted by UTF-16 code units, ECMAScript numbers) with one widening: integers stay exact
beyond 2^53, because Terraform states hold them. Reading refuses what Python would let pass: duplicate keys, NaN and
infinities, numbers of more than 40 digits (a decimal that no float holds: written out), and nesting deeper than 200.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from engine.errors import InputError

MAX_DEPTH = 200
MAX_DIGITS = 40

# What the quick encoders may have written differently from RFC 8785: a number with an exponent, with nothing but zeros
# behind the point or with more digits than a float has, or a key with a character beyond the surrogates (sorted
# differently as UTF-16). The first two find the ends of such numbers, which are rare; the third looks before them.
_FRACTION = re.compile(rb"\.(\d+)(?=[,\]}]|$)")
_EXPONENT = re.compile(rb"[eE][+\-\d]\d*(?=[,\]}]|$)")
_WHOLE = re.compile(rb"(?:^|[:,\[])-?(\d+)$")
_MANTISSA = re.compile(rb"(?:^|[:,\[])-?\d+(?:\.\d+)?$")
_FLOAT_DIGITS = 15
# An exponent where each digit and sign is a 0, E is e and what ends a number a comma: quicker to look for in much text.
_SHAPE = re.compile(rb"0e0++(?:,|$)")
_SHAPES = bytes.maketrans(b"123456789+-E]}", b"00000000000e,,")
# The zero of a float of a member that is whole, as the quick encoders write it; it stands behind the quote that ends a
# name. A quote that begins a text stands behind none, or behind one that this one does not stand behind.
_ZERO = re.compile(rb"\.0(?=[,}])")
_MEMBER = re.compile(rb'[^\\,:\[{]":(?:0|-?[1-9]\d{0,14})$')
_BEYOND = [bytes([code]) for code in range(0xEE, 0xF5)]  # looked for one by one, which is quicker than a pattern
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_DEEP = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[{]|[\]}]', re.DOTALL)


class JsonError(InputError):
    """Text is not strict JSON; the message says where and why."""


def parse_json(data: bytes, *, name: str) -> Any:
    """Return the value of strict JSON `data` (UTF-8, an optional byte order mark); `name` is used in errors.

    Whole and decimal numbers become int and float; a decimal that a float cannot hold exactly becomes Decimal.
    Raises JsonError with the line and column where there is one.
    """
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    check_depth(data, name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonError(f"{name}: not UTF-8 text (byte {error.start})") from error
    if not text.strip():
        raise JsonError(f"{name}: the file is empty", hint="give a file with a JSON document in it")
    try:
        return json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=_exact_float,
            parse_int=_bounded_int,
        )
    except json.JSONDecodeError as error:
        raise JsonError(f"{name}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from error
    except ValueError as error:
        raise JsonError(f"{name}: not strict JSON: {error}") from error


def canonical_json(value: Any) -> bytes:
    """Return the deterministic bytes of a JSON value.

    Raises ValueError for what JSON cannot hold (NaN, infinities, lone surrogates, other types).
    """
    try:
        text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        data = without_zeros(text.encode("utf-8"))
    except (TypeError, UnicodeEncodeError):
        data = b""
    if data and is_canonical(data):
        return data
    parts: list[str] = []
    _write(value, parts)
    return "".join(parts).encode("utf-8")


def without_zeros(data: bytes) -> bytes:
    """Return compact JSON in which whole floats of members are written as RFC 8785 writes them: `1` for `1.0`.

    Those in arrays stay as they are.
    """
    parts, done = [], 0
    for found in _ZERO.finditer(data):
        if _ends_number(_MEMBER, data, found.start()):
            parts.append(data[done : found.start()])
            done = found.end()
    return b"".join((*parts, data[done:])) if parts else data


def is_canonical(data: bytes) -> bool:
    """Tell whether compact JSON with sorted keys is deterministic as it is; false for some that is, too."""
    if not data.isascii() and any(first in data for first in _BEYOND):
        return False
    if _SHAPE.search(data.translate(_SHAPES)) and any(
        _ends_number(_MANTISSA, data, found.start()) for found in _EXPONENT.finditer(data)
    ):
        return False
    for found in _FRACTION.finditer(data):
        whole = _ends_number(_WHOLE, data, found.start())
        if whole and (not found[1].strip(b"0") or len(whole[1]) + len(found[1]) > _FLOAT_DIGITS):
            return False
    return True


def digest_bytes(data: bytes) -> str:
    """Return `sha256:` and the hex digest of `data`."""
    return digest_parts((data,))


def digest_parts(parts: Iterable[bytes]) -> str:
    """Return the digest of what some parts are together."""
    found = hashlib.sha256()
    for part in parts:
        found.update(part)
    return f"sha256:{found.hexdigest()}"


def digest(value: Any) -> str:
    """Return the digest of the deterministic bytes of a JSON value."""
    return digest_bytes(canonical_json(value))


def _ends_number(pattern: re.Pattern[bytes], data: bytes, end: int) -> re.Match[bytes] | None:
    # No number that is read has more than MAX_DIGITS digits; a longer one is of our own and has no point.
    return pattern.search(data, max(0, end - MAX_DIGITS - 4), end)


def check_depth(data: bytes, name: str) -> None:
    """Raise JsonError when a JSON text is nested deeper than MAX_DEPTH; `name` is used in the error."""
    # json.loads recurses in C: 100,000 brackets end in RecursionError, so nesting is counted before. The first count
    # takes brackets in texts for real ones; only when it passes the limit are texts told apart.
    if data.count(b"[") + data.count(b"{") <= MAX_DEPTH or not _may_be_deep(data.translate(None, _NO_BRACKETS)):
        return
    depth = 0
    for match in _DEEP.finditer(data):
        char = match.group()
        if char in b"[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise JsonError(f"{name}: nested deeper than {MAX_DEPTH} levels")
        elif char in b"]}":
            depth -= 1


def _may_be_deep(brackets: bytes) -> bool:
    # Depth can only pass the limit inside a run where openings outnumber closings; checking windows is cheap.
    opened = 0
    for start in range(0, len(brackets), 64):
        window = brackets[start : start + 64]
        opens = window.count(b"[") + window.count(b"{")
        if opened + opens > MAX_DEPTH:
            return True
        opened = max(0, opened + 2 * opens - len(window))
    return False


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise ValueError(f"duplicate key {key!r}")
            seen.add(key)
    return found


def _refuse_constant(text: str) -> Any:
    raise ValueError(f"{text} is not a JSON number")


def _bounded_int(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number of {len(text)} digits")
    return int(text)


def _exact_float(text: str) -> float | Decimal:
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number of {len(text)} digits")
    number = float(text)
    if number - number != 0:  # infinity
        raise ValueError(f"{text} is too large")
    exact = Decimal(text)
    if Decimal(repr(number)) == exact:
        return number
    if len(_decimal(exact)) > MAX_DIGITS:  # could not be read again
        raise ValueError(f"{text} has more than {MAX_DIGITS} digits when written out")
    return exact


def _write(value: Any, parts: list[str]) -> None:  # noqa: C901 - one branch a JSON type reads best in one place
    match value:
        case None:
            parts.append("null")
        case bool():
            parts.append("true" if value else "false")
        case str():
            parts.append(_string(value))
        case int():
            parts.append(str(int(value)))
        case float():
            parts.append(_number(value))
        case Decimal():
            parts.append(_decimal(value))
        case Mapping():
            parts.append("{")
            for index, key in enumerate(sorted(value, key=_utf16)):
                parts.append("," + _string(key) + ":" if index else _string(key) + ":")
                _write(value[key], parts)
            parts.append("}")
        case Sequence() if not isinstance(value, bytes | bytearray):
            parts.append("[")
            for index, item in enumerate(value):
                if index:
                    parts.append(",")
                _write(item, parts)
            parts.append("]")
        case _:
            raise ValueError(f"{type(value).__name__} is not a JSON value")


def _utf16(key: Any) -> bytes:
    if not isinstance(key, str):
        raise ValueError("a JSON key must be a string")  # noqa: TRY004 - one error type for what JSON cannot hold
    try:
        return key.encode("utf-16-be")
    except UnicodeEncodeError as error:
        raise ValueError("a lone surrogate is not text") from error


def _string(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError("a lone surrogate is not text") from error
    return json.dumps(text, ensure_ascii=False)


def _number(number: float) -> str:
    # ECMAScript Number::toString (ECMA-262 6.1.6.1.20): shortest digits like Python's repr, other exponent limits.
    if number - number != 0:
        raise ValueError("NaN and infinity are not JSON numbers")
    if number == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(number)).as_tuple()
    text = "".join(map(str, digits)).rstrip("0")
    point = len(digits) + int(exponent)  # position of the decimal point counted from the first digit
    prefix = "-" if sign else ""
    if len(text) <= point <= 21:
        return prefix + text + "0" * (point - len(text))
    if 0 < point <= 21:
        return prefix + text[:point] + "." + text[point:]
    if -6 < point <= 0:
        return prefix + "0." + "0" * -point + text
    mantissa = text[0] + ("." + text[1:] if len(text) > 1 else "")
    return f"{prefix}{mantissa}e{'+' if point > 0 else '-'}{abs(point - 1)}"


def _decimal(number: Decimal) -> str:
    if not number.is_finite():
        raise ValueError("NaN and infinity are not JSON numbers")
    near = float(number)
    if Decimal(repr(near)) == number:  # one number has one form, whatever holds it
        return _number(near)
    text = format(number, "f")  # to normalise it would round to 28 digits
    return text.rstrip("0").rstrip(".") if "." in text else text
