"""The operators of Terraform: https://developer.hashicorp.com/terraform/language/expressions/operators."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from snapshots.terraform.code.evaluation import numbers
from snapshots.terraform.code.evaluation.conversions import put
from snapshots.terraform.code.evaluation.numbers import Number
from snapshots.terraform.code.evaluation.values import (
    BOOL,
    NUMBER,
    FailedError,
    Unknown,
    UnknownError,
    as_bool,
    as_number,
    is_equal,
)


def operated(sign: str, operands: list[Any]) -> Any:
    """Return what an operator makes of one operand or two; raises UnknownError, FailedError what Terraform refuses."""
    if len(operands) == 1:
        return _UNARY[sign](operands[0]) if sign in _UNARY else _refuse()
    if len(operands) != 2:
        return _refuse()
    left, right = operands
    if sign in DECISIVE:
        return _decided(left, right, decisive=DECISIVE[sign])
    if sign in _EQUAL:
        return is_equal(left, right) is _EQUAL[sign]
    if sign in _ORDER:
        told = numbers.compared(*_both(left, right, BOOL))
        if told is None:
            raise UnknownError(BOOL)
        return _ORDER[sign](told)
    if sign in _ARITHMETIC:
        one, other = _both(left, right, NUMBER)
        if sign == "/" and other == 0:  # not even `try` goes on behind that
            raise UnknownError(NUMBER)
        return _told(_ARITHMETIC[sign](one, other))
    return _refuse()


def _refuse() -> Any:
    raise UnknownError


def _both(left: Any, right: Any, kind: str) -> tuple[Number, Number]:
    """Return both sides as numbers; what is wrong with one of them is wrong whatever the other one is."""
    told = []
    unknown = False
    for side in (left, right):
        try:
            told.append(as_number(side))
        except FailedError:
            raise FailedError(kind) from None
        except UnknownError:
            unknown = True
    if unknown:
        raise UnknownError(kind)
    return told[0], told[1]


def _told(number: Number | None) -> Any:
    """Return a number as a value; one that has no end stays as it is for what rounds or compares it."""
    return number if isinstance(number, Fraction) else put(number)


def _decided(left: Any, right: Any, *, decisive: bool) -> bool:
    """Return what two conditions make: one of them decides it by itself, whatever the other one is."""
    sides: list[bool | Unknown] = []
    for side in (left, right):
        try:
            sides.append(as_bool(side))
        except FailedError:
            raise FailedError(BOOL) from None
        except UnknownError:
            sides.append(Unknown(BOOL))
    if decisive in sides:
        return decisive
    if any(isinstance(side, Unknown) for side in sides):
        raise UnknownError(BOOL)
    return not decisive


def _negative(value: Any) -> Any:
    return _told(numbers.subtracted(0, as_number(value)))


_UNARY: Mapping[str, Callable[[Any], Any]] = {"!": lambda value: not as_bool(value), "-": _negative}
DECISIVE: Mapping[str, bool] = {"&&": False, "||": True}  # the side that decides it whatever the other one is
_EQUAL = {"==": True, "!=": False}
_ORDER: Mapping[str, Callable[[int], bool]] = {
    "<": lambda told: told < 0,
    "<=": lambda told: told <= 0,
    ">": lambda told: told > 0,
    ">=": lambda told: told >= 0,
}
_ARITHMETIC: Mapping[str, Callable[[Number, Number], Number | None]] = {
    "%": numbers.remainder,
    "*": numbers.multiplied,
    "+": numbers.added,
    "-": numbers.subtracted,
    "/": numbers.divided,
}
OPERATORS = (*DECISIVE, *_EQUAL, *_ORDER, *sorted(_ARITHMETIC), "!")
