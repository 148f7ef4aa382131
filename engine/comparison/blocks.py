"""What code says of nested blocks, with what it leaves to the provider taken from the state.

A block in code names some members, the state holds all of them. Only what the code names can differ from it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.model.secret import is_secret_mark
from engine.provider.schema import NodeKind, SchemaNode

_LISTS = (NodeKind.LIST, NodeKind.SET)
_MOST_PAIRS = 10_000  # of blocks of one attribute that are looked at; beyond, they are taken in their order


def fill_blocks(code: Any, there: Any, node: SchemaNode) -> Any:
    """Return the value that code means where the state has `there`; `node` is the attribute's schema."""
    element = node.element
    if node.kind in _LISTS and element is not None and element.kind is NodeKind.OBJECT:
        blocks = [code] if isinstance(code, Mapping) else code  # in JSON one block needs no list
        if not _are_blocks(blocks) or not _are_blocks(there):
            return code
        return _of_blocks(blocks, there, element, ordered=node.kind is NodeKind.LIST)
    if node.kind is NodeKind.OBJECT:
        block = code[0] if _are_blocks(code) and len(code) == 1 else code
        return _of_block(block, there, node) if isinstance(block, Mapping) and isinstance(there, Mapping) else code
    return code


def _of_block(code: Mapping[str, Any], there: Mapping[str, Any], node: SchemaNode) -> dict[str, Any]:
    found = dict(there)
    for name, value in code.items():
        if value is not None:
            child = node.fields.get(name)
            found[name] = fill_blocks(value, there.get(name), child) if child is not None else value
    return found


def _of_blocks(
    code: Sequence[Mapping[str, Any]], there: Sequence[Mapping[str, Any]], node: SchemaNode, *, ordered: bool
) -> list[Any]:
    twins = {at: at for at in range(min(len(code), len(there)))} if ordered else _twins(code, there)
    return [_of_block(block, there[twins[at]], node) if at in twins else dict(block) for at, block in enumerate(code)]


def _twins(code: Sequence[Mapping[str, Any]], there: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Return which block of the state is which of the code: the only two, or those that have most in common."""
    if len(code) == len(there) == 1 or len(code) * len(there) > _MOST_PAIRS:
        return {at: at for at in range(min(len(code), len(there)))}
    ours, theirs = ([set(_traits(block)) for block in side] for side in (code, there))
    ranked = sorted((-len(one & other), at, to) for at, one in enumerate(ours) for to, other in enumerate(theirs))
    found: dict[int, int] = {}
    for score, at, to in ranked:
        if score and at not in found and to not in found.values():
            found[at] = to
    return found


def _traits(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _traits(item, f"{path}.{name}")
    elif isinstance(value, list):
        for item in value:
            yield from _traits(item, path)
    elif value is not None:
        yield f"{path}={str(value).lower()}"


def _are_blocks(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, Mapping) and not is_secret_mark(item) for item in value)
