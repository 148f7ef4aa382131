"""Walks a value with the schema of it: what is called how below it, and its leaves with their paths."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.canonical.canonicalise import TAGS
from engine.canonical.sets import Unordered
from engine.model.path import Index, MapKey, Name, Part, Path, SetKey
from engine.model.secret import is_secret_mark
from engine.provider.port import Provider
from engine.provider.schema import NodeKind, SchemaNode

_SCALARS = frozenset({str, int, float, bool})
_TAGS = SchemaNode(kind=NodeKind.MAP, element=SchemaNode(kind=NodeKind.STRING))


def find_node(provider: Provider, type_: str, name: str) -> SchemaNode | None:
    """Return the schema of an attribute of a type; tags are a map, also of a type that nobody knows."""
    if name == TAGS or name in provider.common.tags:
        return _TAGS
    node = provider.find(type_) or provider.facts(type_).maps
    return node.fields.get(name) if node is not None else None


def member(node: SchemaNode | None, key: str) -> tuple[Part, SchemaNode | None]:
    """Return what a member of a value of this schema is called, and its own schema; without one it has a name."""
    if node is None:
        return Name(key), None
    if node.kind is NodeKind.MAP:
        return MapKey(key), node.element
    return Name(key), node.fields.get(key)


def element(node: SchemaNode | None) -> SchemaNode | None:
    """Return the schema of the elements of a list or set."""
    return node.element if node is not None else None


def iterate_leaves(value: Any, path: Path, node: SchemaNode | None) -> Iterator[tuple[Path, Any]]:
    """Yield what stands at the ends of a JSON or canonical value, with its path: scalars, secrets, what is empty."""
    if not value or value.__class__ in _SCALARS:  # asking an abstract class takes longer than all the rest
        yield path, value
    elif isinstance(value, Unordered):
        for key, item in value.items():
            yield from iterate_leaves(item, (*path, SetKey(key)), element(node))
    elif isinstance(value, Mapping) and not is_secret_mark(value):
        for key, item in value.items():
            part, inner = member(node, key)
            yield from iterate_leaves(item, (*path, part), inner)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from iterate_leaves(item, (*path, Index(index)), element(node))
    else:
        yield path, value
