"""Numbers as Terraform has them: binary, of 512 bits, and written in as few digits as lead back to them.

Whole numbers are exact here, and so is a decimal that is one. What is not exact in 512 bits (`1 / 3`) can be rounded
and compared, and is otherwise not known: how many bits there are of it depends on where it comes from
(https://github.com/zclconf/go-cty/blob/main/docs/types.md#number-type).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

# A fraction is the quotient of two numbers that has no end.
Number = int | Decimal | Fraction

_BITS = 512
_DIGITS = 100  # of a number that is read or written: the 512 bits hold half as many again
_EXACT = 2**53  # up to here whole numbers are exact wherever they come from
_TEXT = re.compile(r"[+\-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+\-]?[0-9]{1,2})?")
_NO_NUMBER = re.compile(r"[^0-9a-zA-Z+\-._]|\A\Z|\A[a-hj-mo-zA-HJ-MO-Z_]")


def number_of(value: Any) -> Number:
    """Return a number of JSON as one that is reckoned with."""
    if isinstance(value, float):
        value = Decimal(repr(value))
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


def told_number(number: Number) -> int | float | Decimal | None:
    """Return a number as JSON has it; none where it is not exact."""
    if isinstance(number, Fraction):
        return None
    if isinstance(number, Decimal):
        return float(number) if Decimal(repr(float(number))) == number else number
    return number


def written_number(number: Number) -> str | None:
    """Return a number as a text; none where its digits are too many, or it is not exact."""
    if isinstance(number, Fraction):
        return None
    if isinstance(number, int):
        return str(number) if number.bit_length() <= _BITS else None
    text = format(number.normalize(), "f")
    return text if len(text) <= _DIGITS else None


def parsed_number(text: str) -> Number | None:
    """Return the number in a text, none where its form is a rare one; raises ValueError for what is no number."""
    if _TEXT.fullmatch(text) and len(text) <= _DIGITS:
        return number_of(Decimal(text))
    if _NO_NUMBER.search(text):
        raise ValueError(text)
    return None


def added(left: Number, right: Number) -> Number | None:
    """Return a sum, none where it is not exact."""
    if isinstance(left, int) and isinstance(right, int) and abs(left + right) <= _EXACT:
        return left + right
    return _exact(left, right, lambda one, other: one + other)


def subtracted(left: Number, right: Number) -> Number | None:
    """Return a difference, none where it is not exact."""
    return _exact(left, right, lambda one, other: one - other)


def multiplied(left: Number, right: Number) -> Number | None:
    """Return a product, none where it is not exact."""
    return _exact(left, right, lambda one, other: one * other)


def divided(left: Number, right: Number) -> Number | None:
    """Return a quotient, none where it is not exact; raises ZeroDivisionError."""
    if isinstance(left, Fraction) or isinstance(right, Fraction):
        return None
    if isinstance(left, int) and isinstance(right, int):
        quotient = Fraction(left, right)
        if _is_binary(quotient) or not _is_decimal(quotient):
            return _told(quotient) if max(abs(left), abs(right)) <= _EXACT else None
    return _exact(left, right, lambda one, other: one / other)


def remainder(left: Number, right: Number) -> Number | None:
    """Return what a division leaves, with the sign of the left side; none where it is not exact."""
    if right == 0:  # no mistake in Terraform
        return left
    if not isinstance(left, int) or not isinstance(right, int) or max(abs(left), abs(right)) > _EXACT:
        return None
    rest = abs(left) % abs(right)
    return -rest if left < 0 else rest


def compared(left: Number, right: Number) -> int | None:
    """Return -1, 0 or 1, as the left side is smaller, equal or greater; none where that is not certain."""
    if isinstance(left, int) and isinstance(right, int):
        return (left > right) - (left < right)
    one, other = Fraction(left), Fraction(right)
    close = abs(one - other) * 2**50 < max(abs(one), abs(other))
    if (isinstance(left, Fraction) or isinstance(right, Fraction)) and close:
        return None
    return (one > other) - (one < other)


def _exact(left: Number, right: Number, reckon: Callable[[Fraction, Fraction], Fraction]) -> Number | None:
    """Return what two numbers make where the 512 bits of them make the 512 bits of it."""
    if isinstance(left, Fraction) or isinstance(right, Fraction):
        return None
    one, other = Fraction(left), Fraction(right)
    told = reckon(one, other)
    if not _is_decimal(told) or _rounded(reckon(_rounded(one), _rounded(other))) != _rounded(told):
        return None
    if told.denominator == 1:
        is_small = abs(told) <= _EXACT or (isinstance(left, int) and isinstance(right, int) and told == 0)
        return int(told) if is_small else None
    return _told(told)


def _told(number: Fraction) -> Number | None:
    if number.denominator == 1:
        return int(number)
    if not _is_decimal(number):
        return number
    digits = Decimal(number.numerator) / Decimal(number.denominator)
    return digits if Fraction(digits) == number else None


def _is_binary(number: Fraction) -> bool:
    return number.denominator & (number.denominator - 1) == 0


def _is_decimal(number: Fraction) -> bool:
    """Tell whether a number has few digits when it is written out."""
    rest = number.denominator
    if rest > 10**24:
        return False
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def _rounded(number: Fraction) -> Fraction:
    """Return the nearest number of 512 bits, the even one of two."""
    if not number:
        return number
    size = abs(number)
    shift = _BITS - (size.numerator.bit_length() - size.denominator.bit_length())
    scale = Fraction(2) ** shift
    if size * scale >= 2**_BITS:
        scale /= 2
    rounded = Fraction(round(size * scale)) / scale
    return rounded if number > 0 else -rounded
