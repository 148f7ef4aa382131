"""Functions of numbers: https://developer.hashicorp.com/terraform/language/functions, the part on numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from snapshots.terraform.code.evaluation.conversions import put
from snapshots.terraform.code.evaluation.numbers import Number, added, compared
from snapshots.terraform.code.evaluation.values import (
    NUMBER,
    FailedError,
    UnknownError,
    as_list,
    as_number,
    as_text,
    as_whole,
)
from snapshots.terraform.code.functions.signature import MANY, Function

_EXACT = 2**53
_MOST_NUMBERS = 1024  # that Terraform itself makes


def _number(number: Number) -> Any:
    return number if isinstance(number, Fraction) else put(number)


def _abs(value: Any) -> Any:
    number = as_number(value)
    return _number(number if number >= 0 else -number)


def _least(values: Sequence[Any], sign: int) -> Any:
    """Return the smallest of some numbers, or the greatest where `sign` is -1."""
    first, *rest = map(as_number, values)
    for number in rest:
        told = compared(number, first)
        if told is None:
            raise UnknownError(NUMBER)
        if told * sign < 0:
            first = number
    return _number(first)


def _pow(value: Any, power: Any) -> Any:
    base, exponent = as_number(value), as_number(power)
    if not isinstance(base, int) or not isinstance(exponent, int) or not 0 <= exponent <= 64 or abs(base) > _EXACT:
        raise UnknownError(NUMBER)
    told = base**exponent
    if abs(told) > _EXACT:
        raise UnknownError(NUMBER)
    return told


def _parseint(value: Any, base: Any) -> int:
    if not isinstance(value, str):
        raise UnknownError(NUMBER)
    text, radix = as_text(value), as_whole(base)
    digits = text.removeprefix("-")
    if not 2 <= radix <= 36 or not digits.isalnum() or not digits.isascii() or len(text) > 13:
        raise UnknownError(NUMBER)
    try:
        return int(text, radix)
    except ValueError:
        raise FailedError(NUMBER) from None


def _sum(value: Any) -> Any:
    items = [as_number(item) for item in as_list(value)]
    if not items:
        raise FailedError(NUMBER)
    total: Number | None = items[0]
    for item in items[1:]:
        total = None if total is None else added(total, item)
    return put(total)


def _range(*limits: Any) -> list[Any]:
    """Return the numbers from the first limit to before the second one, by steps of the third one."""
    told = [as_number(limit) for limit in limits]
    start, end = (0, told[0]) if len(told) == 1 else (told[0], told[1])
    step = told[2] if len(told) == 3 else 1 if (compared(end, start) or 0) >= 0 else -1
    if step == 0:
        raise FailedError
    found: list[Any] = []
    at: Number | None = start
    while at is not None and compared(at, end) == (-1 if step > 0 else 1):
        if len(found) == _MOST_NUMBERS:
            raise FailedError
        found.append(put(at))
        at = added(at, step)
    if at is None or compared(at, end) is None or (compared(end, start) or 0) * (1 if step > 0 else -1) < 0:
        raise UnknownError
    return found


def _signum(value: Any) -> int:
    number = as_whole(value)
    return (number > 0) - (number < 0)


ARITHMETIC = {
    "abs": Function(_abs, 1, 1, NUMBER),
    "ceil": Function(lambda value: put(math.ceil(as_number(value))), 1, 1, NUMBER),
    "floor": Function(lambda value: put(math.floor(as_number(value))), 1, 1, NUMBER),
    "max": Function(lambda *values: _least(values, -1), 1, MANY, NUMBER),
    "min": Function(lambda *values: _least(values, 1), 1, MANY, NUMBER),
    "parseint": Function(_parseint, 2, 2, NUMBER),
    "pow": Function(_pow, 2, 2, NUMBER),
    "range": Function(_range, 1, 3),
    "signum": Function(_signum, 1, 1, NUMBER),
    "sum": Function(_sum, 1, 1, NUMBER),
}
