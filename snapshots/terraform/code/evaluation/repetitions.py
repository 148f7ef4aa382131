"""What repetitions, splats, objects and blocks say, as far as their parts are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from snapshots.terraform.code.evaluation.known import MOST, Known, Names, size_of
from snapshots.terraform.code.evaluation.values import (
    FailedError,
    LimitError,
    Members,
    UnknownError,
    as_bool,
    as_list,
    as_map,
    as_text,
    known,
    ordered,
)
from snapshots.terraform.code.expressions import DYNAMIC, ITEM

if TYPE_CHECKING:
    from snapshots.terraform.code.evaluation.evaluator import Evaluator


def repetition(evaluator: Evaluator, parts: list[Any], depth: int, names: Names) -> Known:
    """Return the list or object that a `for` makes."""
    variables, source, key, value, condition, is_grouped = parts
    collection = evaluator.at(source, depth, names)
    found: list[tuple[Any, Known]] = []
    certain, size = collection.certain, 1
    for index, item in _entries(collection.value):
        values = (index, item)[-len(variables) :]
        told_by = zip(variables, values, strict=True)
        inner = {**names, **{name: Known(one, size_of(one), collection.certain) for name, one in told_by}}
        evaluator.work.spend(len(inner))
        tests = [evaluator.at(test, depth, inner) for test in condition]
        certain = certain and all(test.certain for test in tests)
        if not all(as_bool(test.value) for test in tests):
            continue
        names_of = [evaluator.at(one, depth, inner) for one in key]
        told = evaluator.part(value, depth, inner)
        certain = certain and told.certain and all(one.certain for one in names_of)
        size += told.size + 1
        if size > MOST:
            raise LimitError
        found.append((as_text(names_of[0].value) if names_of else None, told))
    made = _keyed(found, is_grouped=is_grouped) if key else [told.value for _, told in found]
    return evaluator.bounded(made, size, certain=certain)


def splat(evaluator: Evaluator, parts: list[Any], depth: int, names: Names) -> Known:
    """Return what a splat makes of each member; a value that is no list is one."""
    source, each = parts
    collection = evaluator.at(source, depth, names)
    value = collection.value
    if value is None:  # none, or a mistake where it is of a list
        raise UnknownError
    items = as_list(value) if isinstance(known(value), list) else [value]
    told = [
        evaluator.part(each, depth, {**names, ITEM: Known(item, size_of(item), collection.certain)}) for item in items
    ]
    return evaluator.made([one.value for one in told], [collection, *told])


def built(evaluator: Evaluator, entries: list[Any], depth: int, names: Names) -> Known:
    """Return an object some of whose keys are told by expressions."""
    found: dict[str, Any] = {}
    parts: list[Known] = []
    for entry in entries:
        if isinstance(entry, dict):
            told = evaluator.at(entry, depth, names)
            found |= told.value
            parts.append(told)
        else:
            key, value = evaluator.at(entry[0], depth, names), evaluator.part(entry[1], depth, names)
            found[as_text(key.value)] = value.value
            parts += [key, value]
    return evaluator.made(found, parts)


def blocks(evaluator: Evaluator, entries: list[Any], depth: int, names: Names) -> Known:
    """Return the blocks of a kind, in the order in which they stand."""
    found: list[Known] = []
    certain = True
    for entry in entries:
        dynamic = entry.get(DYNAMIC) if isinstance(entry, dict) else None
        if dynamic is None:
            found.append(evaluator.part(entry, depth, names))
        else:
            collection = evaluator.at(dynamic[0], depth, names)
            certain = certain and collection.certain
            found += _repeated(evaluator, collection, dynamic[1:], depth, names)
    blocks = [one.value for one in found]
    size = 1 + sum(one.size for one in found)
    return evaluator.bounded(blocks, size, certain=certain and all(one.certain for one in found))


def _repeated(evaluator: Evaluator, collection: Known, rest: list[Any], depth: int, names: Names) -> Iterator[Known]:
    iterator, body = rest
    if not isinstance(iterator, str) or not iterator or collection.value is None:
        raise UnknownError
    for key, value in _entries(collection.value):
        item = Known({"key": key, "value": value}, 1 + size_of(value), collection.certain)
        evaluator.work.spend(item.size)
        yield evaluator.part(body, depth, {**names, iterator: item})


def _entries(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield what a repetition goes through: indexes or keys, and values; raises FailedError for what is none."""
    if isinstance(known(value), Members):
        yield from ((item, item) for item in ordered(value))
    elif isinstance(value, list):
        yield from enumerate(value)
    else:
        yield from sorted(as_map(value).items())


def _keyed(entries: Sequence[tuple[Any, Known]], *, is_grouped: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, told in entries:
        if is_grouped:
            found.setdefault(key, []).append(told.value)
        elif key in found:
            raise FailedError
        else:
            found[key] = told.value
    return found
