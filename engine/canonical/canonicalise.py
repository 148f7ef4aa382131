"""The canonical form of one resource's attributes: equal forms mean the same.

Sets, and everything else without an order, become maps keyed by what their elements are, so that a comparison needs no
guessing of pairs. `engine.canonical.rules` says what is joined; the digest of the rules and of the facts they use goes
into the verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from engine.canonical import rules, tables
from engine.canonical.rules import RULES, Rule
from engine.canonical.schema import NodeKind, SchemaNode
from engine.canonical.sets import Unordered, equal, keyed
from engine.canonical.text_form import text_form
from engine.canonical.texts import Field
from engine.digest import digest
from engine.model.secret import is_secret

_NO_FIELDS: Mapping[str, SchemaNode] = {}
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_SHORT = 2000  # bytes
_MOST = 20_000
# (type, attribute, schema, written element) -> the schema, which is kept so that no other has its id; form; rules
_ELEMENTS: dict[tuple[str, str, int, bytes], tuple[SchemaNode | None, Any, set[str]]] = {}
_PAIRS = (frozenset({"Key", "Value"}), frozenset({"key", "value"}))


def canonicalise(
    type_: str, attributes: Mapping[str, Any], schema: SchemaNode | None, *, applied: dict[str, set[str]] | None = None
) -> dict[str, Any]:
    """Return the canonical attributes of a resource; names that were not read stay absent.

    `schema` is the object node of the type, none when it is unknown (then lists keep their order). The names of the
    rules that changed something are added to `applied`, by attribute. Never raises on any JSON value.
    """
    return _Form(type_, {} if applied is None else applied).resource(attributes, schema)


def rules_digest() -> str:
    """Return the digest of the rules and of the tables that they read."""
    facts = {
        "rules": [[rule.name, rule.says] for rule in RULES],
        "caseless": _sorted(tables.CASELESS),
        "choosing": sorted(tables.CHOOSING),
        "defaults": tables.DEFAULTS,
        "synonyms": tables.SYNONYMS,
        "unordered": _sorted(tables.UNORDERED_LISTS),
        "volatile": _sorted(tables.VOLATILE),
        "yaml": _sorted(tables.YAML_TEXTS),
    }
    return digest(facts)


class _Form:
    """Makes the canonical form of one resource."""

    __slots__ = ("_by_name", "applied", "type")

    def __init__(self, type_: str, applied: dict[str, set[str]]) -> None:
        self.type, self._by_name = type_, applied
        self.applied: set[str] = set()  # of the attribute at hand

    def resource(self, attributes: Mapping[str, Any], schema: SchemaNode | None) -> dict[str, Any]:
        fields = schema.fields if schema is not None else _NO_FIELDS
        attributes = self._same_words(attributes)
        found: dict[str, Any] = {}
        for name, value in attributes.items():
            if name not in {"tags", "tags_all"}:
                self._at(name)
                found[name] = self._field(name, value, fields)
        if "tags" in attributes or "tags_all" in attributes:
            self._at("tags")
            found["tags"] = self._tags(attributes)
        for name, default in tables.DEFAULTS.get(self.type, {}).items():
            self._at(name)
            if found.get(name) is not None and equal(found[name], self._default(name, default, fields)):
                found[name] = self._by(rules.DEFAULT, None)
        return found

    def _at(self, name: str) -> None:
        """Go to an attribute: what is applied from here on is applied to it."""
        known = self._by_name.get(name)
        if known is None:
            known = self._by_name[name] = set()
        self.applied = known

    def _default(self, name: str, default: Any, fields: Mapping[str, SchemaNode]) -> Any:
        seen = set(self.applied)  # the form of a default says nothing of the resource
        found = self._field(name, default, fields)
        self.applied &= seen
        return found

    def _by(self, rule: Rule, value: Any) -> Any:
        """Return what a rule made of a value, and remember the rule."""
        self.applied.add(rule.name)
        return value

    def _same_words(self, attributes: Mapping[str, Any]) -> dict[str, Any]:
        """Return the attributes with one word for one thing, and without what is at its default in their blocks."""
        found = dict(attributes)
        for path, words in tables.SYNONYMS.get(self.type, {}).items():
            if _replace(found, path, words):
                self._at(path.partition(".")[0])
                self.applied.add(rules.SYNONYM.name)
        for path, default in tables.DEFAULTS.get(self.type, {}).items():
            if "." in path and _replace(found, path, {str(default).lower(): None}):
                self._at(path.partition(".")[0])
                self.applied.add(rules.DEFAULT.name)
        return found

    def _field(self, name: str, value: Any, fields: Mapping[str, SchemaNode]) -> Any:
        found = self._value(value, Field(self.type, name, fields.get(name)))
        if isinstance(found, list) and _orderless(self.type, name):
            return self._unordered(found)
        return found

    def _value(self, value: Any, field: Field) -> Any:
        if isinstance(value, str):
            node = field.node
            found, applied = text_form(value, field.type, field.name, None if node is None else node.kind)
            if applied:
                self.applied |= applied
            return found
        if isinstance(value, dict):
            return self._mapping(value, field)
        if isinstance(value, list):
            return self._sequence(value, field)
        if isinstance(value, Mapping):
            return self._mapping(value, field)
        if isinstance(value, Sequence):
            return self._sequence(value, field)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if value is not None and field.node is not None and field.node.kind is NodeKind.STRING:
            if isinstance(value, bool):
                return self._by(rules.BOOLEAN, "true" if value else "false")
            return self._by(rules.NUMBER, str(value))
        return value

    def _mapping(self, value: Mapping[str, Any], field: Field) -> Any:
        if is_secret(value):
            return dict(value)
        node = field.node
        if node is not None and node.kind is NodeKind.MAP:
            entry = Field(field.type, field.name, node.element)
            members = {key: item if item == "" else self._value(item, entry) for key, item in value.items()}
        else:
            fields = node.fields if node is not None else _NO_FIELDS
            members = {key: self._field(key, item, fields) for key, item in value.items()}
        found = {key: item for key, item in members.items() if item is not None}
        if len(found) < len(value) or not found:
            self.applied.add(rules.EMPTY.name)
        return found if found or field.type in tables.CHOOSING else None

    def _sequence(self, value: Sequence[Any], field: Field) -> Any:
        node = field.node
        inner = Field(field.type, field.name, node.element if node is not None else None)
        items = [self._element(item, inner) for item in value]
        if node is not None and node.kind is NodeKind.SET:
            return self._unordered([item for item in items if item is not None]) or None
        if any(item is not None for item in items):
            return items
        return self._by(rules.EMPTY, None)

    def _element(self, item: Any, field: Field) -> Any:
        """Return the form of an element: of an object it is remembered, because estates hold the same ones often."""
        written = _written(item) if isinstance(item, dict) else b""
        if not written:
            return self._value(item, field)
        key = (field.type, field.name, id(field.node), written)
        known = _ELEMENTS.get(key)
        if known is None or known[0] is not field.node:
            outer, self.applied = self.applied, set()
            known = (field.node, self._value(item, field), self.applied)
            self.applied = outer
            if len(_ELEMENTS) >= _MOST:
                _ELEMENTS.clear()
            _ELEMENTS[key] = known
        self.applied |= known[2]
        return known[1]

    def _unordered(self, items: list[Any]) -> Unordered:
        return Unordered(self._by(rules.SET, keyed(items)))

    def _tags(self, attributes: Mapping[str, Any]) -> Any:
        tags = _tag_map(attributes.get("tags_all")) or _tag_map(attributes.get("tags")) or {}
        if not isinstance(tags, Mapping) or is_secret(tags):
            return tags
        found = {key: value for key, value in tags.items() if not key.startswith("aws:")}
        if found != attributes.get("tags"):
            self.applied.add(rules.TAGS.name)
        return found or None


def _written(item: Any) -> bytes:
    """Return bytes that no other value has; nothing where there are none, or many."""
    try:
        data = _ENCODER.encode(item)
    except (TypeError, ValueError):
        return b""
    return data if len(data) <= _SHORT else b""


def _tag_map(tags: Any) -> Any:
    """Return tags as a map; some APIs tell them as a list of keys and values."""
    if not isinstance(tags, list) or not all(isinstance(item, Mapping) and item.keys() in _PAIRS for item in tags):
        return tags
    return {str(item.get("Key", item.get("key"))): item.get("Value", item.get("value")) for item in tags}


def _orderless(type_: str, name: str) -> bool:
    return name in tables.UNORDERED_LISTS["*"] or name in tables.UNORDERED_LISTS.get(type_, ())


def _replace(attributes: dict[str, Any], path: str, words: Mapping[str, Any]) -> bool:
    """Replace the values at `attribute` or `block.attribute` that are in `words`, in lower case; tell if any was."""
    name, _, member = path.partition(".")
    value = attributes.get(name)
    if not member and isinstance(value, str):
        attributes[name] = words.get(value.lower(), value)
    elif member and isinstance(value, list):
        attributes[name] = [
            {**entry, member: words.get(str(entry[member]).lower(), entry[member])}
            if isinstance(entry, Mapping) and member in entry
            else entry
            for entry in value
        ]
    return bool(attributes.get(name) != value)


def _sorted(table: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    return {name: sorted(values) for name, values in table.items()}
