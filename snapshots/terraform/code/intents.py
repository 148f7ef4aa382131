"""What code says of a resource beside values: what is unknown in them, and what its expressions refer to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from engine.model.identity import Borrowed
from engine.model.path import Index, Name, Path
from snapshots.terraform.code.evaluation.values import Unknown
from snapshots.terraform.code.expressions import REF
from snapshots.terraform.code.hcl_file import Block
from snapshots.terraform.references import Module, References

_NAME = re.compile(r"[a-z_][a-z0-9_]*")
UNREAD = "unread.expression"  # what an expression refers to whose form is not known: it may be anything


def split_known(value: Any, path: Path = ()) -> tuple[Any, list[Path]]:
    """Return a value with null for each part that only Terraform can tell, and the paths of these.

    What stands under a key that people choose is not told apart from the whole map.
    """
    if isinstance(value, Unknown | Fraction):
        return None, [path]
    if isinstance(value, list):
        parts = [split_known(item, (*path, Index(index))) for index, item in enumerate(value)]
        return [part for part, _ in parts], [one for _, paths in parts for one in paths]
    if isinstance(value, Mapping):
        members = {name: split_known(item, (*path, Name(name))) for name, item in value.items()}
        found = [one for _, paths in members.values() for one in paths]
        are_names = all(map(_NAME.fullmatch, members))
        known = {name: part for name, (part, paths) in members.items() if part is not None or not paths}
        return known, found if are_names or not found else [path]
    return value, []


def borrowed_in(value: Any, path: Path) -> Iterator[Borrowed]:
    """Yield the parts of a value that are attributes of other resources."""
    if isinstance(value, Unknown):
        if value.of is not None:
            yield Borrowed(path=path, type=value.of[0], attribute=value.of[1], certain=True)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from borrowed_in(item, (*path, Index(index)))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from borrowed_in(item, (*path, Name(name)))


def references_in(tree: Any) -> References:
    """Return what an expression refers to, as Terraform writes it: a name, and the steps from it that are literals."""
    return tuple(dict.fromkeys(_references(tree)))


def _references(tree: Any) -> Iterator[str]:
    if isinstance(tree, Mapping):
        steps = tree.get(REF)
        if isinstance(steps, list) and len(tree) == 1:
            yield _written(steps)
        for inner in tree.values():
            yield from _references(inner)
    elif isinstance(tree, list):
        for inner in tree:
            yield from _references(inner)


def _written(steps: list[Any]) -> str:
    text = str(steps[0])
    for step in steps[1:]:
        if isinstance(step, str):
            text += f".{step}"
        elif isinstance(step, int) and not isinstance(step, bool):
            text += f"[{step}]"
        else:  # an index that is an expression: what follows is a part of any member
            break
    return text


def expressions_of(block: Block) -> dict[str, References]:
    """Return what each argument of a block that is an expression refers to."""
    return {name: references_in(block.trees[name]) if name in block.trees else (UNREAD,) for name in block.dynamic}


def given_references(block: Block) -> dict[str, References]:
    """Return what the arguments of a call of a module refer to; literals refer to nothing."""
    return {**dict.fromkeys(block.values, ()), **expressions_of(block)}


def module_of(blocks: Iterable[Block], inputs: Mapping[str, References], calls: Mapping[str, Module]) -> Module:
    """Return what the expressions of a module refer to."""
    locals_: dict[str, References] = {}
    outputs: dict[str, References] = {}
    for block in blocks:
        if block.kind == "locals":
            locals_ |= {**dict.fromkeys(block.values, ()), **expressions_of(block)}
        elif block.kind == "output":
            outputs[block.labels[0]] = expressions_of(block).get("value", ())
    return Module(locals=locals_, outputs=outputs, calls=calls, inputs=inputs, has_locals=True)
