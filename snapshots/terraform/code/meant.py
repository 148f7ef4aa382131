"""Code that was written, held against what was meant: nothing that others have named becomes a block beside it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from engine.errors import InputError
from engine.provider.code import Block, Encoded, Reference
from snapshots.terraform.code.expressions import CALL, Expression
from snapshots.terraform.code.grammar import CodeError
from snapshots.terraform.code.syntax import read_expression, read_statements

_HALVES = re.compile("[\ud800-\udfff]")  # of characters, which no HCL holds


def check(text: str, blocks: Sequence[Block]) -> None:
    """Raise InputError where a text says anything else than these blocks, in their order."""
    try:
        statements = read_statements(text)
        is_meant = len(statements) == len(blocks) and all(
            (found.kind, found.labels) == (block.kind, block.labels) and _is(_body(block), found.body)
            for found, block in zip(statements, blocks, strict=True)
        )
    except CodeError as error:
        raise _other(f", and line {error.line} is none" if error.line else "") from error
    if not is_meant:
        raise _other("")


def _other(more: str) -> InputError:
    return InputError(
        f"a name or value of what was read cannot be written as code{more}",
        hint="write the code by hand: driftgate explain ID says what differs",
    )


def _body(block: Block) -> dict[str, Any]:
    """Return what a block says as it is read: blocks of a kind are a list, and a label is an object around one."""
    inner: dict[str, list[Any]] = defaultdict(list)
    for part in block.blocks:
        body: Any = _body(part)
        for label in reversed(part.labels):
            body = {label: body}
        inner[part.kind].append(body)
    return {**block.attributes, **inner}


def _is(meant: Any, found: Any) -> bool:
    """Tell whether what was found says what was meant."""
    if isinstance(meant, Reference):
        return bool(found == read_expression(meant.text))
    if isinstance(meant, Encoded):
        is_call = isinstance(found, Expression) and found.means[:2] == (CALL, "jsonencode") and len(found.means) == 3
        return is_call and _is(meant.value, found.means[2])
    if isinstance(meant, Mapping):
        wanted = {_whole(key): value for key, value in meant.items()}
        is_same = isinstance(found, dict) and wanted.keys() == found.keys()
        return is_same and all(_is(value, found[key]) for key, value in wanted.items())
    if isinstance(meant, list | tuple):
        is_long = isinstance(found, list) and len(found) == len(meant)
        return is_long and all(map(_is, meant, found))
    if isinstance(meant, str):
        return isinstance(found, str) and found == _whole(meant)
    if meant is None or isinstance(meant, bool):
        return found is meant
    is_number = isinstance(found, int | float | Decimal) and not isinstance(found, bool)
    return is_number and Decimal(str(found)) == Decimal(str(meant))


def _whole(text: str) -> str:
    return _HALVES.sub("\ufffd", text)
