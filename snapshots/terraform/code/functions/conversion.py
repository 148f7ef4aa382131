"""Functions of types: https://developer.hashicorp.com/terraform/language/functions, the part on conversions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from snapshots.terraform.code.evaluation.conversions import converted, unified
from snapshots.terraform.code.evaluation.values import (
    BOOL,
    NUMBER,
    SET,
    STRING,
    FailedError,
    Unknown,
    UnknownError,
)
from snapshots.terraform.code.expressions import CALL, REF
from snapshots.terraform.code.functions.signature import MANY, Function

_ANY = {REF: ["any"]}


def _to(kind: str) -> Callable[[Any], Any]:
    type_ = {REF: [kind]}
    return lambda value: converted(value, type_)


def _to_many(kind: str) -> Callable[[Any], Any]:
    type_ = {CALL: [kind, _ANY]}
    return lambda value: converted(value, type_)


def _coalesce(*values: Any) -> Any:
    """Return the first value that is neither null nor an empty text, in the type that all of them share."""
    for value in unified(values):
        if isinstance(value, Unknown):
            raise UnknownError(value.kind)
        if value is not None and value != "":
            return value
    raise FailedError


def _nonsensitive(value: Any) -> Any:
    """Return a value as it is: a secret stays hidden here."""
    return value


CONVERSION = {
    "coalesce": Function(_coalesce, 1, MANY),
    "nonsensitive": Function(_nonsensitive, 1, 1),
    "tobool": Function(_to(BOOL), 1, 1, BOOL),
    "tolist": Function(_to_many("list"), 1, 1),
    "tomap": Function(_to_many("map"), 1, 1),
    "tonumber": Function(_to(NUMBER), 1, 1, NUMBER),
    "toset": Function(_to_many(SET), 1, 1),
    "tostring": Function(_to(STRING), 1, 1, STRING),
}
