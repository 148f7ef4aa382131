"""Blocks without members, all of the schema: that one is there is all it says, and each change of that is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from engine.provider.schema import NodeKind, SchemaNode
from engine.provider.settable import Settables
from snapshots.terraform.schema import ProviderSchema
from tests.builders import PROVIDER, drift, observed, parity, resource, snapshot
from tests.profiles import sample

_KINDS = {NodeKind.STRING: "x", NodeKind.NUMBER: 1, NodeKind.BOOL: True, NodeKind.DYNAMIC: "x"}


def choices(node: SchemaNode, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the paths of the blocks without members inside of a block."""
    for name, child in node.fields.items():
        inner = child.element or child
        if inner.kind is NodeKind.OBJECT and not child.computed:
            if not inner.fields:
                yield (*path, name)
            elif len(path) < 3:  # the statements of a firewall hold themselves
                yield from choices(inner, (*path, name))


ALL = [
    (type_, path)
    for type_ in ProviderSchema().types
    if (node := PROVIDER.find(type_)) is not None
    for path in choices(node)
    if path[0] in Settables(PROVIDER).of(type_).expected({path[0]}) and path[0] not in PROVIDER.facts(type_).unordered
]


def built(node: SchemaNode, path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """Return a block with something in each of its simple members, and a value at a path of blocks."""
    name, *rest = path
    child = node.fields[name]
    inner = child.element or child
    told = {
        key: _KINDS[field.kind]
        for key, field in node.fields.items()
        if field.kind in _KINDS and not field.computed and key != "id" and key not in node.varying
    }
    return {**told, name: [built(inner, tuple(rest), value)] if rest else value}


def test_the_schema_has_such_blocks() -> None:
    assert len({type_ for type_, _ in ALL}) >= 15


@pytest.mark.parametrize("compare", [drift, parity])
@pytest.mark.parametrize(
    ("type_", "path"),
    sample(ALL, test=60, quick=20),
    ids=lambda value: ".".join(value) if isinstance(value, tuple) else str(value),
)
def test_a_block_without_members_is_there_or_not(compare: Any, type_: str, path: tuple[str, ...]) -> None:
    node = PROVIDER.find(type_)
    assert node is not None
    values: dict[str, Any] = {"there": [{}], "null": None, "none": []}
    forms = {word: resource(type_, {"id": "one", **built(node, path, value)}) for word, value in values.items()}

    def found(one: str, other: str) -> list[str]:
        report = compare(snapshot(forms[one]), observed(forms[other], environment="preprod"))
        return [change.change.path[0] for change in report.findings if change.change.path]

    for word in ("null", "none"):
        assert found("there", word) == found(word, "there") == [path[0]]
    assert found("null", "none") == found("there", "there") == []
