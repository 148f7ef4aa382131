"""What a YAML scalar without quotes stands for: by YAML 1.2, and as kubectl and Helm read it.

`core` is the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema) with the octal numbers of 1.1.
`kubectl` is what sigs.k8s.io/yaml v1.6.0 makes JSON of, which reads YAML 1.1 (`resolve.go` of go.yaml.in/yaml/v2
v2.4.2): `yes` is true and `n` false, numbers have `_` in them and other bases.
"""

from __future__ import annotations

import math
import re
import struct
from decimal import Decimal
from typing import Any

_NONE = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_MORE = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), False),
}
_NO_NUMBER = frozenset(
    f"{sign}.{name}" for sign in ("", "+", "-") for name in ("inf", "Inf", "INF")
) | {".nan", ".NaN", ".NAN"}  # fmt: skip
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,39})")
_OCTAL = re.compile(r"([-+]?)0o?([0-7]{1,20})")
_HEXADECIMAL = re.compile(r"0x([0-9a-fA-F]{1,20})")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,40}|[0-9]{1,40}(?:\.[0-9]{0,40})?)(?:[eE][-+]?[0-9]{1,3})?")
# What Go's strconv.ParseInt takes with base 0.
_GO = re.compile(
    r"([-+]?)(?:0[xX]([0-9a-fA-F]{1,40})|0[bB]([01]{1,80})|0[oO]?([0-7]{1,40})|(0|[1-9][0-9]{0,39}))", re.ASCII
)
_LEAST, _MOST = -(2**63), 2**64 - 1
_POINT = re.compile(r"^(?!.?0[xX]).*[.eE]")  # of a number that is none of Go's integers
_EXPONENT = 6  # from there on a key is written with one
_WHOLE = 1e21  # from there on Go writes an exponent


class NoNumberError(Exception):
    """A scalar that is infinite or no number, which no JSON can hold."""


def core(text: str) -> Any:
    """Return what a scalar stands for by YAML 1.2."""
    if text in _NONE:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if octal := _OCTAL.fullmatch(text):
        return int(f"{octal[1]}{octal[2]}", 8)
    if hexadecimal := _HEXADECIMAL.fullmatch(text):
        return int(hexadecimal[1], 16)
    return float(text) if _FLOAT.fullmatch(text) else text


def kubectl(text: str) -> Any:
    """Return what a scalar stands for to kubectl and Helm; raises NoNumberError for what they refuse."""
    if text in _NONE:
        return None
    known = _BOOLEANS.get(text, _MORE.get(text))
    if known is not None:
        return known
    if text in _NO_NUMBER:
        raise NoNumberError
    if not text or text[0] not in "+-.0123456789":
        return text
    plain = text if text[0] == "." else text.replace("_", "")
    if (whole := _GO.fullmatch(plain)) is not None:
        digits = next((part, base) for part, base in zip(whole.groups()[1:], (16, 2, 8, 10), strict=True) if part)
        value = int(digits[0], digits[1]) * (-1 if whole[1] == "-" else 1)
        if _LEAST <= value <= _MOST:
            return value
    return _float(plain, text)


def _float(plain: str, text: str) -> Any:
    if _FLOAT.fullmatch(plain) is None:
        return text
    value = float(plain)
    if value - value != 0:  # out of range: Go leaves it a text
        return text
    # Go writes the fewest digits that tell a number from all others.
    return int(Decimal(repr(value))) if value.is_integer() and abs(value) < _WHOLE else value


def key_of(text: str) -> str | None:
    """Return the key that kubectl makes of a scalar; None for one that it refuses."""
    if text in _NO_NUMBER:
        return text.lower().removeprefix("+")
    value = kubectl(text)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float) and (type(value) is float or _POINT.search(text)):
        return _single(float(text.replace("_", "")))
    if isinstance(value, int):
        return str(value) if value < 2**63 else None
    return value if isinstance(value, str) else None


def _single(value: float) -> str:
    """Return a number as Go writes it, in single precision and as few digits as tell it from all others."""
    single = _rounded(value)
    if math.isinf(single):
        return ".inf" if single > 0 else "-.inf"
    told = next(text for digits in range(17) if _rounded(float(text := f"{single:.{digits}e}")) == single)
    mantissa, exponent = told.split("e")
    if not -5 < int(exponent) < _EXPONENT:
        return f"{mantissa}e{exponent}"
    digits = mantissa.lstrip("-").replace(".", "")
    return f"{float(told):.{max(0, len(digits) - 1 - int(exponent))}f}"


def _rounded(value: float) -> float:
    """Return the single-precision number that is nearest."""
    try:
        return float(struct.unpack("<f", struct.pack("<f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)
