"""What a provider says of a resource type: which attributes are sets, computed or sensitive.

The same shape serves attributes and nested blocks. Source: `terraform providers schema -json`
(https://developer.hashicorp.com/terraform/cli/commands/providers/schema).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class NodeKind(StrEnum):
    """The shapes of a value in a schema."""

    STRING = "string"
    NUMBER = "number"
    BOOL = "bool"
    DYNAMIC = "dynamic"
    LIST = "list"
    SET = "set"
    MAP = "map"
    OBJECT = "object"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaNode:
    """One attribute or block of a type.

    `computed` means that only the provider sets it, `filled` that it does so where nobody else has, `required` that
    somebody has to, `sensitive` that the provider calls it a secret. `element` is the node of a list, set or map;
    `fields` are those of an object. `varying` names the attributes of a type that not every version of its provider
    has: who has not read one need not have missed it.
    """

    kind: NodeKind
    computed: bool = False
    filled: bool = False
    required: bool = False
    sensitive: bool = False
    element: SchemaNode | None = None
    fields: Mapping[str, SchemaNode] = field(default_factory=dict)
    varying: frozenset[str] = frozenset()


class SchemaTable(Protocol):
    """Finds the schema of a resource type."""

    @property
    def version(self) -> str:
        """Return what the table was made from: another table has another."""
        ...

    def find(self, type_: str) -> SchemaNode | None:
        """Return the object node of a type, none when the table does not know it."""
        ...

    def version_of(self, type_: str) -> int | None:
        """Return the version of a type's schema, none when the table does not know the type."""
        ...


def sensitive_paths(node: SchemaNode, prefix: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Yield the paths of names that the schema marks sensitive, without list positions."""
    if node.sensitive:
        yield prefix
        return
    if node.element is not None:
        yield from sensitive_paths(node.element, prefix)
    for name, child in node.fields.items():
        yield from sensitive_paths(child, (*prefix, name))
