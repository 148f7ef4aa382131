"""Override files: blocks that Terraform merges over those of the same address.

https://developer.hashicorp.com/terraform/language/files/override: an argument takes the place of the same argument,
nested blocks that of all nested blocks of the same type, and only `lifecycle` is merged argument by argument.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from snapshots.terraform.code.files import CodeFile
from snapshots.terraform.code.hcl_file import Block

Placed = tuple[CodeFile, Block]
_MERGED = "lifecycle"


def merged(blocks: Iterable[Placed]) -> tuple[list[Placed], list[Placed]]:
    """Return the blocks of a module with what overrides them, and the overrides of what is not there.

    `blocks` are in the order of their files' names, which is the order in which Terraform merges.
    """
    found: list[Placed] = []
    over: list[Placed] = []
    names: list[Placed] = []  # of `locals` each takes the place of the same one in any block
    for placed in blocks:
        is_over = _overrides(placed[0].name)
        (names if is_over and placed[1].kind == "locals" else over if is_over else found).append(placed)
    places = {_address(block): index for index, (_, block) in enumerate(found)}
    orphans = []
    for placed in over:
        index = places.get(_address(placed[1]))
        if index is None:
            orphans.append(placed)
        else:
            file, base = found[index]
            found[index] = file, _over(base, placed[1])
    return [*found, *names], orphans


def _overrides(name: str) -> bool:
    stem = name.rpartition("/")[2].removesuffix(".json").removesuffix(".tf")
    return stem == "override" or stem.endswith("_override")


def _address(block: Block) -> tuple[str, ...]:
    alias = str(block.values.get("alias", "")) if block.kind == "provider" else ""
    return (block.kind, *block.labels, alias)


def _over(base: Block, block: Block) -> Block:
    """Return a block with what another one says in its place."""
    said = {*block.values, *block.dynamic}
    kept = {name: value for name, value in base.values.items() if name not in said}
    values: dict[str, Any] = {**kept, **block.values}
    if _MERGED in base.values and _MERGED in block.values:
        values[_MERGED] = [_arguments(base.values[_MERGED]) | _arguments(block.values[_MERGED])]
    dynamic = {*block.dynamic, *(name for name in base.dynamic if name not in block.values)}
    trees = {**{name: tree for name, tree in base.trees.items() if name not in said}, **block.trees}
    return Block(
        kind=base.kind,
        labels=base.labels,
        line=base.line,
        values=values,
        dynamic=tuple(sorted(dynamic)),
        trees=trees,
    )


def _arguments(entries: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in entries if isinstance(entries, list) else [entries]:
        found |= entry if isinstance(entry, dict) else {}
    return found
