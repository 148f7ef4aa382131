"""What a resource that nobody manages exposes, grants and protects, as one digest.

Its finding says that it is there, and has no values. Who accepts it accepts it as it is: when it is opened later, the
digest moves, and with it the value of the finding (`engine.policy.baseline.value_of`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.canonical.schema import SchemaNode, SchemaTable
from engine.canonical.sets import identity
from engine.canonical.tables import VOLATILE
from engine.digest import digest_bytes
from engine.drift.attributes import canonical_forms
from engine.drift.severity import is_severe
from engine.model.outcome import Gap
from engine.model.secret import is_secret
from engine.model.snapshot import Resource


def posture(resource: Resource, schema: SchemaTable, gaps: list[Gap]) -> str:
    """Return the digest of the canonical form of what people set of a resource and a change of which is severe.

    32 hex digits; nothing when no such attribute was read. `gaps` takes what has no canonical form.
    """
    node = schema.find(resource.type)
    names = resource.attributes.keys() - VOLATILE["*"] - VOLATILE.get(resource.type, frozenset()) - {"arn", "id"}
    severe: dict[str, Any] = {}
    for name in sorted(names):
        if node is None or (name in node.fields and not node.fields[name].computed):
            part = _severe(resource.type, (name,), resource.attributes[name], node.fields[name] if node else None)
            if part is not None:
                severe[name] = part
    (form,) = canonical_forms(resource, (severe,), node, gaps, {})
    said = {name: value for name, value in form.items() if value is not None}
    return digest_bytes(identity(said)).removeprefix("sha256:")[:32] if said else ""


def _severe(type_: str, path: tuple[str, ...], value: Any, node: SchemaNode | None) -> Any:
    """Return the part of a value that is severe to change, none where nothing is; of blocks it is theirs."""
    if is_secret(value):  # nobody sees what in it is severe
        return value
    fields = node.fields or (node.element.fields if node.element is not None else {}) if node is not None else {}
    if not fields or not isinstance(value, list | Mapping):
        return value if is_severe(type_, path) else None
    if isinstance(value, list):
        return [_severe(type_, path, item, node) for item in value]
    return {
        name: part
        for name, item in value.items()
        if name in fields and not fields[name].computed
        if (part := _severe(type_, (*path, name), item, fields[name])) is not None
    }
