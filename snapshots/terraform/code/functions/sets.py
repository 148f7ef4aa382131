"""Functions of sets: https://developer.hashicorp.com/terraform/language/functions, the part on collections."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, product
from math import prod
from typing import Any

from snapshots.terraform.code.evaluation.conversions import unified
from snapshots.terraform.code.evaluation.values import LimitError, Members, as_list, members
from snapshots.terraform.code.functions.collections import told_apart
from snapshots.terraform.code.functions.signature import MANY, Function

_MOST_ROWS = 20_000


def _setproduct(*sets: Any) -> list[Any]:
    columns = [unified(as_list(one)) for one in sets]
    if prod(map(len, columns)) * len(columns) > _MOST_ROWS:
        raise LimitError
    rows = [list(row) for row in product(*columns)]
    if all(isinstance(one, Members) for one in sets):
        return members(rows)
    return rows


def _sets(values: Sequence[Any]) -> list[Members]:
    """Return sets that share a type."""
    told = [[*value] if isinstance(value, Members) else as_list(value) for value in values]
    shared = iter(unified([item for items in told for item in items]))
    return [members([next(shared) for _ in items]) for items in told]


def _setunion(*values: Any) -> Members:
    return members(list(chain.from_iterable(_sets(values))))


def _setintersection(*values: Any) -> Members:
    first, *rest = _sets(values)
    others = [{told_apart(item) for item in one} for one in rest]
    return members([item for item in first if all(told_apart(item) in other for other in others)])


def _setsubtract(value: Any, other: Any) -> Members:
    first, second = _sets([value, other])
    taken = {told_apart(item) for item in second}
    return members([item for item in first if told_apart(item) not in taken])


SETS = {
    "setintersection": Function(_setintersection, 1, MANY),
    "setproduct": Function(_setproduct, 2, MANY),
    "setsubtract": Function(_setsubtract, 2, 2),
    "setunion": Function(_setunion, 1, MANY),
}
