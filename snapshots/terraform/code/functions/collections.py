"""Functions of lists, sets and maps: https://developer.hashicorp.com/terraform/language/functions, on collections.

Where Terraform makes the elements of a list share a type, those that would change are not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from engine.model.secret import is_secret_mark
from snapshots.terraform.code.evaluation.conversions import unified
from snapshots.terraform.code.evaluation.values import (
    BOOL,
    NUMBER,
    PRIMITIVES,
    SECRET,
    STRING,
    FailedError,
    Members,
    Unknown,
    UnknownError,
    as_bool,
    as_list,
    as_map,
    as_sequence,
    as_text,
    as_whole,
    identity,
    is_equal,
    is_whole,
    kind_of,
    known,
)
from snapshots.terraform.code.functions.signature import MANY, Function


def _length(value: Any) -> int:
    told = known(value)
    if is_secret_mark(told):
        raise UnknownError(NUMBER)
    if isinstance(told, str):
        text = as_text(told)
        if not text.isascii() or "\r\n" in text:  # letters as people see them
            raise UnknownError(NUMBER)
        return len(text)
    if isinstance(told, Members) and not is_whole(told):
        raise UnknownError(NUMBER)
    if isinstance(told, list | dict):
        return len(told)
    raise FailedError(NUMBER)


def _keys(value: Any) -> list[str]:
    return sorted(as_map(value))


def _values(value: Any) -> list[Any]:
    return [item for _, item in sorted(as_map(value).items())]


def _lookup(value: Any, key: Any, *default: Any) -> Any:
    """Return a member of a map, else the default, in the type of the members: which that is only they can tell."""
    items, name = as_map(value), as_text(key)
    if name in items:
        return items[name]
    if not default:
        raise FailedError
    kinds = {kind_of(item) for item in items.values() if item is not None}
    (told,) = default
    if told is None or kind_of(told) == STRING or kinds == {kind_of(told)} or len(kinds) > 1:
        if len(kinds) == 1 and kind_of(told) not in kinds and told is not None:
            raise UnknownError
        return told
    raise UnknownError


def _element(value: Any, index: Any) -> Any:
    items, at = as_sequence(value), as_whole(index)
    if not items:
        raise FailedError
    if at < 0:  # older versions refuse it
        raise UnknownError
    return items[at % len(items)]


def _index(value: Any, wanted: Any) -> int:
    for at, item in enumerate(as_sequence(value)):
        if is_equal(item, wanted):
            return at
    raise FailedError(NUMBER)


def _contains(value: Any, wanted: Any) -> bool:
    unknown = False
    if wanted is None:
        raise UnknownError(BOOL)
    for item in known(value) if isinstance(value, Members) else as_list(value):
        try:
            if is_equal(item, wanted):
                return True
        except FailedError:
            raise
        except UnknownError:
            unknown = True
    if unknown:
        raise UnknownError(BOOL)
    return False


def _merge(*maps: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in maps:
        if one is not None:
            found |= as_map(one)
    return found


def _concat(*lists: Any) -> list[Any]:
    return [item for one in lists for item in as_sequence(one)]


def _flatten(value: Any) -> list[Any]:
    return list(_flat(as_list(value)))


def _flat(items: Sequence[Any]) -> Iterator[Any]:
    for item in items:
        if isinstance(item, list):
            yield from _flat(as_list(item))
        elif kind_of(item) == SECRET or (isinstance(item, Unknown) and item.kind not in PRIMITIVES):
            raise UnknownError
        else:
            yield item


def _distinct(value: Any) -> list[Any]:
    found: dict[str, Any] = {}
    for item in unified(as_list(value)):
        found.setdefault(told_apart(item), item)
    return list(found.values())


def told_apart(value: Any) -> str:
    """Return a text by which a whole value is known among those of its type; raises UnknownError."""
    if not is_whole(value):
        raise UnknownError
    return identity(value)


def _compact(value: Any) -> list[str]:
    return [as_text(item) for item in as_list(value) if item is not None and as_text(item)]


def _coalescelist(*lists: Any) -> list[Any]:
    if any(one is None for one in lists):  # one of a list is passed over, any other refused
        raise UnknownError
    if any(isinstance(one, Members) for one in lists):
        raise FailedError
    for one in lists:
        if as_sequence(one):
            return as_sequence(one)
    raise FailedError


def _zipmap(keys: Any, values: Any) -> dict[str, Any]:
    names, items = [as_text(key) for key in as_list(keys)], as_sequence(values)
    if len(names) != len(items):
        raise FailedError
    return dict(zip(names, items, strict=True))


def _one(value: Any) -> Any:
    items = known(value)
    if isinstance(items, Members):
        items = list(items)
    items = as_list(items)
    if len(items) > 1:
        raise FailedError
    return items[0] if items else None


def _slice(value: Any, start: Any, end: Any) -> list[Any]:
    items, first, last = as_sequence(value), as_whole(start), as_whole(end)
    if not 0 <= first <= last <= len(items):
        raise FailedError
    return items[first:last]


def _sort(value: Any) -> list[str]:
    return sorted(as_text(item) for item in as_list(value))


def _reverse(value: Any) -> list[Any]:
    return as_list(value)[::-1]


def _chunklist(value: Any, size: Any) -> list[list[Any]]:
    items, step = unified(as_list(value)), as_whole(size)
    if step < 0:
        raise FailedError
    if not items:  # of what there is none decides what it goes with
        raise UnknownError
    return [items[at : at + step] for at in range(0, len(items), step)] if step else [items]


def _transpose(value: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, items in sorted(as_map(value).items()):
        for item in as_list(items):
            found.setdefault(as_text(item), []).append(name)
    return {name: sorted(items) for name, items in sorted(found.items())}


def _matchkeys(values: Any, keys: Any, wanted: Any) -> list[Any]:
    items, names, searched = unified(as_list(values)), as_list(keys), as_list(wanted)
    if len(items) != len(names):
        raise FailedError
    shared = [told_apart(one) for one in unified([*names, *searched])]
    told = set(shared[len(names) :])
    return [item for item, name in zip(items, shared, strict=False) if name in told]


def _alltrue(value: Any) -> bool:
    return _all(value, decisive=False)


def _anytrue(value: Any) -> bool:
    return _all(value, decisive=True)


def _all(value: Any, *, decisive: bool) -> bool:
    """Return whether all conditions hold, or any of them; null is none that holds."""
    told: list[bool | None] = []
    for item in as_list(value):
        try:
            told.append(item is not None and as_bool(item))
        except FailedError:
            raise
        except UnknownError:
            told.append(None)
    if decisive in told:
        return decisive
    if None in told:
        raise UnknownError(BOOL)
    return not decisive


COLLECTIONS = {
    "alltrue": Function(_alltrue, 1, 1, BOOL),
    "anytrue": Function(_anytrue, 1, 1, BOOL),
    "chunklist": Function(_chunklist, 2, 2),
    "coalescelist": Function(_coalescelist, 1, MANY),
    "compact": Function(_compact, 1, 1),
    "concat": Function(_concat, 1, MANY),
    "contains": Function(_contains, 2, 2, BOOL),
    "distinct": Function(_distinct, 1, 1),
    "element": Function(_element, 2, 2),
    "flatten": Function(_flatten, 1, 1),
    "index": Function(_index, 2, 2, NUMBER),
    "keys": Function(_keys, 1, 1),
    "length": Function(_length, 1, 1, NUMBER),
    "lookup": Function(_lookup, 2, 3),
    "matchkeys": Function(_matchkeys, 3, 3),
    "merge": Function(_merge, 0, MANY),
    "one": Function(_one, 1, 1),
    "reverse": Function(_reverse, 1, 1),
    "slice": Function(_slice, 3, 3),
    "sort": Function(_sort, 1, 1),
    "transpose": Function(_transpose, 1, 1),
    "values": Function(_values, 1, 1),
    "zipmap": Function(_zipmap, 2, 2),
}
