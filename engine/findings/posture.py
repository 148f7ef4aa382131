"""What a resource that nobody manages exposes, grants and protects, as one digest.

Its finding says that it is there, and has no values. Who accepts it accepts it as it is: when it is opened later, the
digest moves, and with it the value of the finding (`engine.acceptance.baseline.digest_value`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.canonical.sets import write_identity
from engine.comparison.attributes import AttributeComparison
from engine.comparison.leaves import element, member
from engine.jsontext.digest import digest_bytes
from engine.model.outcome import Gap
from engine.model.path import MapKey
from engine.model.secret import is_secret_mark
from engine.model.snapshot import Resource
from engine.provider.rating import Rater
from engine.provider.schema import SchemaNode


def digest_posture(resource: Resource, attributes: AttributeComparison, rating: Rater) -> tuple[str, tuple[Gap, ...]]:
    """Return the digest of the canonical form of what people set of a resource and a change of which is severe.

    32 hex digits; nothing when no such attribute was read. The gaps are what has no canonical form.
    """
    provider = attributes.provider
    node = provider.find(resource.type)
    walk, root = (_severe, node) if node is not None else (_severe_untold, provider.facts(resource.type).maps)
    severe: dict[str, Any] = {}
    for name in sorted(attributes.settables.of(resource.type).sure(resource.attributes.keys())):
        field = root.fields.get(name) if root else None
        part = walk(rating, resource.type, (name,), resource.attributes[name], field)
        if part is not None:
            severe[name] = part
    forms = attributes.forms(resource, (severe,))
    said = {name: value for name, value in forms.sides[0].items() if value is not None}
    return digest_bytes(write_identity(said)).removeprefix("sha256:")[:32] if said else "", forms.gaps


def _severe(rating: Rater, type_: str, path: tuple[str, ...], value: Any, node: SchemaNode | None) -> Any:
    """Return the part of a value that is severe to change, none where nothing is; of blocks it is theirs."""
    if is_secret_mark(value):  # nobody sees what in it is severe
        return value
    fields = node.fields or (node.element.fields if node.element is not None else {}) if node is not None else {}
    if not fields or not isinstance(value, list | Mapping):
        return value if rating.is_severe(type_, path) else None
    if isinstance(value, list):
        return [_severe(rating, type_, path, item, node) for item in value]
    return {
        name: part
        for name, item in value.items()
        if name in fields and not fields[name].computed
        if (part := _severe(rating, type_, (*path, name), item, fields[name])) is not None
    }


def _severe_untold(rating: Rater, type_: str, path: tuple[str, ...], value: Any, node: SchemaNode | None) -> Any:
    """Return the same of a type that no schema describes: what is in it has names, but for the keys of its maps."""
    if isinstance(value, list):
        parts = [_severe_untold(rating, type_, path, item, element(node)) for item in value]
        return [part for part in parts if part is not None] or None
    if not isinstance(value, Mapping) or is_secret_mark(value):
        return value if is_secret_mark(value) or rating.is_severe(type_, path) else None
    found = {}
    for name, item in value.items():
        part, inner = member(node, name)
        names = path if isinstance(part, MapKey) else (*path, name)
        severe = _severe_untold(rating, type_, names, item, inner)
        if severe is not None:
            found[name] = severe
    return found or None
