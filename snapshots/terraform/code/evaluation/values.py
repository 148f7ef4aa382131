"""Values of Terraform, and how its functions and operators take them: converted where it converts, refused where not.

A value is plain JSON, with `Unknown` for a part that only Terraform can tell and `Members` for a set. A mark of a
secret stands for a value that nobody here may look at. Types and conversions are those of
https://developer.hashicorp.com/terraform/language/expressions/types.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from engine.model.secret import has_secret_anywhere, is_secret_mark
from snapshots.terraform.code.evaluation.numbers import Number, number_of, parsed_number, written_number

STRING, NUMBER, BOOL, LIST, MAP, SET, SECRET = "string", "number", "bool", "list", "map", "set", "secret"
ANY = ""
PRIMITIVES = frozenset({STRING, NUMBER, BOOL})


class UnknownError(Exception):
    """A value that only Terraform can tell; `kind` is the type that it has, where that is known.

    `of` is the resource type and the attribute that it is, where it is nothing else than an attribute of a resource.
    """

    def __init__(self, kind: str = ANY, of: tuple[str, str] | None = None) -> None:
        """Take the name of a primitive type, or nothing, and what it is an attribute of."""
        super().__init__(kind)
        self.kind, self.of = kind, of


class FailedError(UnknownError):
    """An expression that Terraform refuses: `try` and `can` see that, for all else there is no value."""


class LimitError(UnknownError):
    """More than is worked out; whatever it is a part of is not worked out either."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A part of a value that only Terraform can tell, of a primitive type where that is known.

    `of` is the resource type and the attribute that it is, where it is nothing else.
    """

    kind: str = ANY
    of: tuple[str, str] | None = None


class Members(list[Any]):
    """The members of a set: none twice, and in the order in which Terraform goes through them where that is known."""

    __slots__ = ()


def kind_of(value: Any) -> str:
    """Return the type of a value that is not null; nothing for one that is not known."""
    if isinstance(value, str):
        return STRING
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, Unknown):
        return value.kind
    if isinstance(value, Members):
        return SET
    if isinstance(value, list):
        return LIST
    if isinstance(value, dict):
        return SECRET if is_secret_mark(value) else MAP
    return NUMBER


def known(value: Any) -> Any:
    """Return a value; raises UnknownError where it is none."""
    if isinstance(value, Unknown):
        raise UnknownError(value.kind, value.of)
    return value


def is_whole(value: Any) -> bool:
    """Tell whether all parts of a value are known."""
    if isinstance(value, dict):
        return all(map(is_whole, value.values()))
    if isinstance(value, list):
        return all(map(is_whole, value))
    return not isinstance(value, Unknown | Fraction)


def plain(value: Any) -> Any:
    """Return a whole value as JSON has it: a set is a list."""
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def as_text(value: Any) -> str:
    """Return a value as a string; raises FailedError for what has none, UnknownError for what may not be seen."""
    if isinstance(value, str):
        if not value.isascii():
            if has_secret_anywhere(value) or not unicodedata.is_normalized("NFC", value):
                raise UnknownError(STRING)
        elif "$secret:" in value and has_secret_anywhere(value):
            raise UnknownError(STRING)
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, list):
        raise FailedError(STRING)
    if isinstance(value, dict):
        raise UnknownError(STRING) if is_secret_mark(value) else FailedError(STRING)
    text = written_number(number_of(known(value)))
    if text is None:
        raise UnknownError(STRING)
    return text


def as_number(value: Any) -> Number:
    """Return a value as a number; raises as `as_text`."""
    if isinstance(value, bool) or value is None or isinstance(value, list):
        raise FailedError(NUMBER)
    if isinstance(value, dict):
        raise UnknownError(NUMBER) if is_secret_mark(value) else FailedError(NUMBER)
    if isinstance(value, str):
        return _parsed(as_text(value))
    return number_of(known(value))


def _parsed(text: str) -> Number:
    try:
        number = parsed_number(text)
    except ValueError:
        raise FailedError(NUMBER) from None
    if number is None:
        raise UnknownError(NUMBER)
    return number


def as_whole(value: Any) -> int:
    """Return a value as a whole number; raises as `as_text`."""
    number = as_number(value)
    if not isinstance(number, int):
        raise FailedError(NUMBER)
    return number


def as_bool(value: Any) -> bool:
    """Return a value as a condition; raises as `as_text`."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        told = {"true": True, "1": True, "false": False, "0": False}.get(as_text(value))
        if told is not None:
            return told
    elif isinstance(value, Unknown) or is_secret_mark(value):
        raise UnknownError(BOOL)
    raise FailedError(BOOL)


def as_map(value: Any) -> dict[str, Any]:
    """Return an object or a map; raises as `as_text`."""
    if isinstance(known(value), dict):
        if is_secret_mark(value):
            raise UnknownError
        return dict(value)
    raise FailedError


def as_list(value: Any) -> list[Any]:
    """Return a list, a tuple, or the members of a set in their order; raises as `as_text`."""
    if is_secret_mark(known(value)):
        raise UnknownError
    if not isinstance(value, list):
        raise FailedError
    if isinstance(value, Members):
        ordered(value)
    return value


def as_sequence(value: Any) -> list[Any]:
    """Return a list or a tuple, but no set; raises as `as_text`."""
    if isinstance(value, Members):
        raise FailedError
    return as_list(value)


def ordered(value: Members) -> Members:
    """Return a set whose order is known; raises UnknownError."""
    if len(value) > 1 and (len({kind_of(item) for item in value}) > 1 or kind_of(value[0]) not in PRIMITIVES):
        raise UnknownError
    if not all(map(is_whole, value)):
        raise UnknownError
    return value


def members(values: Sequence[Any]) -> Members:
    """Return the set of some values of one type; raises UnknownError where two of them cannot be told apart."""
    if None in values or not is_whole(list(values)) or has_secret_anywhere(list(values)):
        if len(values) == 1:
            return Members(values)
        raise UnknownError
    kinds = {kind_of(value) for value in values}
    if kinds == {STRING}:
        return Members(sorted({as_text(value) for value in values}))
    if kinds == {NUMBER}:
        return Members(sorted({number_of(value): value for value in values}.values(), key=number_of))
    if kinds == {BOOL}:
        return Members(sorted(set(values)))
    found: list[Any] = []
    seen: set[str] = set()
    for value in values:
        key = identity(value)
        if key not in seen:
            seen.add(key)
            found.append(value)
    return Members(found)


def identity(value: Any) -> str:
    """Return a text that two whole values of one type share when they are equal; raises UnknownError."""
    return "".join(_identity(value))


def _identity(value: Any) -> Iterator[str]:
    if value is None:
        yield "null"
    elif isinstance(value, bool):
        yield as_text(value)
    elif isinstance(value, str):
        yield repr(as_text(value))
    elif isinstance(value, list):
        yield "["
        for item in as_list(value):
            yield from _identity(item)
            yield ","
        yield "]"
    elif isinstance(value, dict):
        yield "{"
        for name, item in sorted(as_map(value).items()):
            yield f"{name!r}:"
            yield from _identity(item)
            yield ","
        yield "}"
    else:
        yield as_text(value)


def is_equal(left: Any, right: Any) -> bool:
    """Tell whether Terraform takes two values for equal; raises UnknownError where their types decide it.

    A list is never equal to a tuple, nor a map to an object, and which of them a value is is not kept.
    """
    sides = [known(left), known(right)]
    if any(side is None for side in sides):
        if is_secret_mark(left) or is_secret_mark(right):
            raise UnknownError(BOOL)
        return left is None and right is None
    kinds = {kind_of(left), kind_of(right)}
    if SECRET in kinds:
        raise UnknownError(BOOL)
    if kinds == {STRING}:
        return as_text(left) == as_text(right)
    if kinds == {NUMBER}:
        if isinstance(left, Fraction) or isinstance(right, Fraction):
            raise UnknownError(BOOL)
        return number_of(left) == number_of(right)
    if kinds == {BOOL}:
        return bool(left == right)
    if len(kinds) == 2 and kinds & PRIMITIVES:
        return False
    raise UnknownError(BOOL)


def made_text(text: str) -> str:
    """Return a text that was put together; raises UnknownError where Terraform would compose letters in it."""
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        raise UnknownError(STRING)
    return text


def is_number(value: Any) -> bool:
    """Tell whether a value is a number."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
