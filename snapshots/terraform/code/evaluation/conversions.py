"""Types of Terraform: what a value becomes under a type constraint, and where values must share a type.

https://developer.hashicorp.com/terraform/language/expressions/type-constraints. Values that share a type stay as they
are, primitive ones become strings where one of them is; what else Terraform would make of them is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from engine.model.secret import is_secret_mark
from snapshots.terraform.code.evaluation.numbers import told_number
from snapshots.terraform.code.evaluation.values import (
    ANY,
    BOOL,
    LIST,
    MAP,
    NUMBER,
    PRIMITIVES,
    STRING,
    Unknown,
    UnknownError,
    as_bool,
    as_list,
    as_map,
    as_number,
    as_text,
    is_whole,
    kind_of,
    members,
)
from snapshots.terraform.code.expressions import CALL, REF

_PRIMITIVE: Mapping[str, Callable[[Any], Any]] = {
    STRING: as_text,
    NUMBER: lambda value: put(as_number(value)),
    BOOL: as_bool,
}


def put(number: Any) -> Any:
    """Return a number as a value has it; raises UnknownError for one that is not exact."""
    told = None if number is None else told_number(number)
    if told is None:
        raise UnknownError(NUMBER)
    return told


def constraint_kind(type_: Any) -> str:
    """Return the primitive type that a constraint names, nothing for any other."""
    named = type_.get(REF) if isinstance(type_, dict) else None
    return named[0] if isinstance(named, list) and len(named) == 1 and named[0] in PRIMITIVES else ANY


def converted(value: Any, type_: Any) -> Any:
    """Return a value as a variable of a type has it; raises UnknownError for what cannot be one.

    `type_` is the tree of a constraint: `{"$ref": ["string"]}`, `{"$call": ["list", …]}`.
    """
    if not isinstance(type_, dict) or len(type_) != 1:
        raise UnknownError
    ((node, parts),) = type_.items()
    if node not in {REF, CALL} or not isinstance(parts, list) or not parts:
        raise UnknownError
    name, *inner = parts
    if name == "any" and not inner:
        return value
    if value is None or is_secret_mark(value) or (isinstance(value, Unknown) and name not in PRIMITIVES):
        return value
    if name in PRIMITIVES and not inner:
        if isinstance(value, Unknown):
            return Unknown(name, value.of if name == STRING else None)
        return _PRIMITIVE[name](value)
    of = inner[0] if inner else {REF: ["any"]}
    if len(inner) > 1:
        raise UnknownError
    if name in _COLLECTIONS:
        return _COLLECTIONS[name](value, of)
    raise UnknownError


def _list(value: Any, of: Any) -> list[Any]:
    return shared([converted(item, of) for item in as_list(value)], of)


def _set(value: Any, of: Any) -> list[Any]:
    return members(_list(value, of) if not _is_unordered(value) else [converted(item, of) for item in value])


def _is_unordered(value: Any) -> bool:
    return isinstance(value, list) and kind_of(value) != LIST


def _map(value: Any, of: Any) -> dict[str, Any]:
    items = as_map(value)
    return dict(zip(items, shared([converted(item, of) for item in items.values()], of), strict=True))


def _object(value: Any, of: Any) -> dict[str, Any]:
    """Return an object with the attributes of its type and no other; one that may be left out has its default."""
    if not isinstance(of, dict):
        raise UnknownError
    items, found = as_map(value), {}
    for name, type_ in of.items():
        inner, default, is_optional = _optional(type_)
        if name not in items and not is_optional:
            raise UnknownError
        item = items.get(name)
        found[name] = converted(default if item is None else item, inner)
    return found


def _optional(type_: Any) -> tuple[Any, Any, bool]:
    """Return the type of an attribute, its default, and whether it may be left out."""
    parts = type_.get(CALL) if isinstance(type_, dict) else None
    if not isinstance(parts, list) or parts[0] != "optional":
        return type_, None, False
    if len(parts) not in {2, 3}:
        raise UnknownError
    return parts[1], parts[2] if len(parts) == 3 else None, True


def _tuple(value: Any, of: Any) -> list[Any]:
    items = as_list(value)
    if not isinstance(of, list) or len(items) != len(of):
        raise UnknownError
    return [converted(item, type_) for item, type_ in zip(items, of, strict=True)]


_COLLECTIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "list": _list,
    "map": _map,
    "object": _object,
    "set": _set,
    "tuple": _tuple,
}


def shared(values: Sequence[Any], of: Any) -> list[Any]:
    """Return the elements of a collection whose type is told by its constraint; where that has `any`, by themselves."""
    return unified(values) if _leaves_open(of) else list(values)


def _leaves_open(type_: Any) -> bool:
    if isinstance(type_, dict):
        return type_.get(REF) in (["any"], ["list"], ["map"], ["set"]) or any(map(_leaves_open, type_.values()))
    return isinstance(type_, list) and any(map(_leaves_open, type_))


def unified(values: Sequence[Any]) -> list[Any]:
    """Return values as they are in a list, which has one type; raises UnknownError where that is another one."""
    if are_alike(values):
        return list(values)
    kinds = {kind_of(value) for value in values if value is not None}
    if STRING in kinds and kinds <= PRIMITIVES:
        return [Unknown(STRING) if isinstance(value, Unknown) else _text(value) for value in values]
    raise UnknownError


def _text(value: Any) -> str | None:
    return None if value is None else as_text(value)


def are_alike(values: Sequence[Any]) -> bool:
    """Tell whether values share a type under which none of them changes."""
    rest = [value for value in values if value is not None]
    kinds = {kind_of(value) for value in rest}
    if ANY in kinds:
        return all(map(is_stable, rest))
    if len(kinds) > 1:
        return False
    if kinds == {LIST}:
        same = len({len(value) for value in rest}) == 1
        if same and all(are_alike(column) for column in zip(*rest, strict=True)):
            return True
        return are_alike([item for value in rest for item in value])
    if kinds == {MAP}:
        if len({frozenset(value) for value in rest}) == 1:
            return all(are_alike([value[name] for value in rest]) for name in rest[0])
        return are_alike([item for value in rest for item in value.values()])
    return not kinds - PRIMITIVES or all(are_alike(value) for value in rest if isinstance(value, list))


def is_stable(value: Any) -> bool:
    """Tell whether a value stays as it is whatever type it is given, where it can have it.

    Strings do: no type is found for a string and another value but string. A list that may become a set does not.
    """
    if isinstance(value, dict):
        return not is_secret_mark(value) and all(map(is_stable, value.values()))
    if isinstance(value, list):
        if len(value) > 1 and not (all(isinstance(item, str) for item in value) and value == sorted(set(value))):
            return False
        return all(map(is_stable, value))
    return value is None or isinstance(value, str | Unknown)


def chosen(value: Any, other: Any) -> Any:
    """Return one end of a condition as it is where the `other` one may stand in its place; raises UnknownError."""
    if isinstance(other, Unknown):
        if other.kind and value is not None and kind_of(value) not in PRIMITIVES:
            raise UnknownError
        if is_stable(value) or kind_of(value) == other.kind:
            return value
        if other.kind == STRING and kind_of(value) in PRIMITIVES:
            return as_text(value)
        raise UnknownError
    if not is_whole(value) or not is_whole(other):
        if are_alike([value, other]):
            return value
        raise UnknownError
    return unified([value, other])[0]
