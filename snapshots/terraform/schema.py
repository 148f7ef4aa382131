"""Tables of provider schemas: what a provider says of each of its resource types.

That of the AWS provider is package data made by `fixtures/schema/generate.py`. A table is opened once on the first
question, and a type's line is parsed only when that type is asked for.
"""

from __future__ import annotations

import gzip
import json
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from importlib import resources
from typing import Any

from engine.provider.schema import NodeKind, SchemaNode

_KINDS = {
    "s": NodeKind.STRING,
    "n": NodeKind.NUMBER,
    "b": NodeKind.BOOL,
    "d": NodeKind.DYNAMIC,
    "l": NodeKind.LIST,
    "e": NodeKind.SET,
    "m": NodeKind.MAP,
}


def _packaged() -> str:
    return _opened("provider_schema.tsv.gz")


def _newer() -> str:
    return _opened("provider_schema_newer.tsv.gz")


def _opened(name: str) -> str:
    return gzip.decompress(resources.files("snapshots.terraform").joinpath(name).read_bytes()).decode()


class _Table:
    """The text of a table: a line `# VERSION`, and a line `TYPE<TAB>VERSION<TAB>JSON` for each type, sorted."""

    def __init__(self, read: Callable[[], str]) -> None:
        """Read nothing yet."""
        self._read = read

    def find(self, type_: str) -> list[str]:
        """Return the type, the version and the compact node of a type; nothing when the table does not know it."""
        lines = self.lines
        index = bisect_left(lines, f"{type_}\t", lo=1)
        if index >= len(lines) or not lines[index].startswith(f"{type_}\t"):
            return []
        return lines[index].split("\t", 2)

    @cached_property
    def lines(self) -> list[str]:
        """Return the lines of the table."""
        return self._read().splitlines()


class ProviderSchema:
    """Implements `engine.provider.schema.SchemaTable` over a compact table, by itself that of the AWS provider.

    `read` returns its text, `newer` that of what a newer version of the provider has beyond it, in the same form:
    `fixtures/schema/generate_newer.py` says what that is made of.
    """

    def __init__(self, read: Callable[[], str] = _packaged, newer: Callable[[], str] | None = None) -> None:
        """Open nothing yet."""
        self._table = _Table(read)
        self._newer = _Table(_newer if newer is None and read is _packaged else newer or str)
        self._nodes: dict[str, SchemaNode | None] = {}

    def find(self, type_: str) -> SchemaNode | None:
        """Return the object node of a resource type, none when the table does not know it."""
        if type_ not in self._nodes:
            self._nodes[type_] = self._read(type_)
        return self._nodes[type_]

    def version_of(self, type_: str) -> int | None:
        """Return the version of a type's schema, none when the table does not know the type, or its version."""
        line = self._table.find(type_)
        return int(line[1]) if line else None

    @property
    def version(self) -> str:
        """Return the provider and version that the table was made from."""
        return " and ".join(table.lines[0].removeprefix("# ") for table in (self._table, self._newer) if table.lines)

    @property
    def types(self) -> tuple[str, ...]:
        """Return all resource types of either version, sorted."""
        lines = (*self._table.lines[1:], *self._newer.lines[1:])
        return tuple(sorted({line.partition("\t")[0] for line in lines}))

    def _read(self, type_: str) -> SchemaNode | None:
        line, more = self._table.find(type_), self._newer.find(type_)
        found = node_of(json.loads(line[2])) if line else None
        if not more:
            return found
        beyond = json.loads(more[2])
        if found is None:
            return node_of(beyond)
        return replace(_with(found, beyond), varying=frozenset(beyond.keys() - found.fields.keys() | _gone(beyond)))


def _gone(beyond: Mapping[str, Any]) -> set[str]:
    return {name for name, child in beyond.items() if child is None}


def _with(node: SchemaNode, beyond: Mapping[str, Any]) -> SchemaNode:
    """Return an object node with what a newer version has beyond it, at every depth."""
    fields = dict(node.fields)
    for name, child in beyond.items():
        ours = fields.get(name)
        if child is not None:
            fields[name] = node_of(child) if ours is None else _deeper(ours, child)
    return replace(node, fields=fields)


def _deeper(node: SchemaNode, child: Any) -> SchemaNode:
    if isinstance(child, list) and node.element is not None:
        return replace(node, element=_with(node.element, child[1]))
    return _with(node, child) if isinstance(child, dict) else node


class Schemas:
    """Implements `engine.provider.schema.SchemaTable` over the tables of a project, and ours for all other types.

    Where several have a type it is described as in its newest version; of two alike as in the first table.
    """

    def __init__(self, own: Sequence[ProviderSchema]) -> None:
        """Take the tables of the project."""
        self._own = own
        self._ours = ProviderSchema()
        self._tables: dict[str, ProviderSchema] = {}
        self.version = "+".join((*(table.version for table in own), self._ours.version))

    def find(self, type_: str) -> SchemaNode | None:
        """Return the object node of a resource type, none when no table has it."""
        return self._table(type_).find(type_)

    def version_of(self, type_: str) -> int | None:
        """Return the version of a type's schema, none when no table has the type."""
        return self._table(type_).version_of(type_)

    def _table(self, type_: str) -> ProviderSchema:
        if type_ not in self._tables:
            versions = [table.version_of(type_) for table in self._own]
            newest = max((version for version in versions if version is not None), default=None)
            self._tables[type_] = self._ours if newest is None else self._own[versions.index(newest)]
        return self._tables[type_]


def node_of(raw: Any) -> SchemaNode:
    """Return the node of a compact one; `snapshots.terraform.schema_json` describes the form."""
    if isinstance(raw, str):
        return _simple(raw)
    if isinstance(raw, dict):
        return SchemaNode(kind=NodeKind.OBJECT, fields={name: node_of(child) for name, child in raw.items()})
    kind, inner, flags = raw[0], raw[1], raw[2] if len(raw) > 2 else ""
    if kind == "o":
        return _flagged(NodeKind.OBJECT, flags, fields={name: node_of(child) for name, child in inner.items()})
    return _flagged(_KINDS[kind], flags, element=node_of(inner))


@lru_cache(maxsize=256)
def _simple(raw: str) -> SchemaNode:
    """Return the node of an attribute without any below it: most are, and there are few that differ."""
    kind, _, flags = raw.partition("!")
    return _flagged(_KINDS[kind], flags)


def _flagged(kind: NodeKind, flags: str, **below: Any) -> SchemaNode:
    return SchemaNode(
        kind=kind, computed="c" in flags, filled="f" in flags, required="r" in flags, sensitive="x" in flags, **below
    )
