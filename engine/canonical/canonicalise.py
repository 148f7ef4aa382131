"""The canonical form of one resource's attributes: equal forms mean the same.

Sets, and everything else without an order, become maps keyed by what their elements are, so that a comparison needs no
guessing of pairs. `engine.canonical.rules` says what is joined; the digest of the rules and of the facts they use goes
into the verdict.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from engine.canonical import rules, tables
from engine.canonical.policy_document import canonical_policy, is_policy_document, statement_label
from engine.canonical.rules import RULES, Rule
from engine.canonical.schema import NodeKind, SchemaNode
from engine.canonical.texts import TEXT_RULES, Field
from engine.canonical.yaml_text import YamlError, parse_yaml
from engine.digest import JsonError, digest, digest_bytes, parse_json

_MARK = "$secret"
_OBJECT_KEYS = ("name", "key", "id", "rule_id", "device_name", "attribute_name", "sid", "rule_number", "index_name")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?")
_JSON_STARTS = frozenset('{["')
_NO_FIELDS: Mapping[str, SchemaNode] = {}
_ENCODER = msgspec.json.Encoder(order="sorted", decimal_format="number")
_PAIRS = (frozenset({"Key", "Value"}), frozenset({"key", "value"}))


class Unordered(dict[str, Any]):
    """A canonical set: element by a key that is the same for equal elements."""


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
        "defaults": tables.DEFAULTS,
        "synonyms": tables.SYNONYMS,
        "unordered": _sorted(tables.UNORDERED_LISTS),
        "volatile": _sorted(tables.VOLATILE),
        "yaml": _sorted(tables.YAML_TEXTS),
    }
    return digest(facts)


def restore(value: Any) -> Any:
    """Return a canonical value as plain JSON: sets as sorted lists."""
    if isinstance(value, Unordered):
        return [restore(value[key]) for key in sorted(value)]
    if isinstance(value, dict):
        return {key: restore(item) for key, item in value.items()}
    if isinstance(value, list):
        return [restore(item) for item in value]
    return value


def equal(left: Any, right: Any) -> bool:
    """Tell whether two canonical values mean the same; true and 1 differ."""
    return bool(left == right) and (isinstance(left, str) or identity(left) == identity(right))


def identity(value: Any) -> bytes:
    """Return bytes that are the same for canonical values that mean the same, and for no others."""
    try:
        return _ENCODER.encode(value)
    except (TypeError, ValueError):  # half of a surrogate pair is no text, and a value all the same
        return json.dumps(restore(value), sort_keys=True, default=str).encode()


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
            return self._text(value, field)
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

    def _text(self, value: str, field: Field) -> Any:
        if not value:
            return self._by(rules.EMPTY, None)
        kind = field.node.kind if field.node is not None else None
        if kind is NodeKind.BOOL:
            return self._by(rules.BOOLEAN, value == "true") if value in {"true", "false"} else value
        if kind is NodeKind.NUMBER:
            match = _NUMBER.fullmatch(value)
            if match is None:
                return value
            number = float(value) if match[1] else int(value)
            return self._by(rules.NUMBER, int(number) if number == int(number) else number)
        for rule, rewrite in TEXT_RULES:
            rewritten = rewrite(field, value)
            if rewritten != value:
                value = self._by(rule, rewritten)
        if kind in {None, NodeKind.STRING, NodeKind.DYNAMIC}:
            return self._document(value, field)
        return value

    def _document(self, text: str, field: Field) -> Any:
        """Return what a text says that holds JSON or YAML; other texts as they are."""
        if text[:1] in _JSON_STARTS or field.name in tables.YAML_TEXTS.get(field.type, ()):
            value, applied = _told(text, field.type, field.name)
            self.applied.update(applied)
            return value
        return text

    def _mapping(self, value: Mapping[str, Any], field: Field) -> Any:
        if _MARK in value:
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
        return found or None

    def _sequence(self, value: Sequence[Any], field: Field) -> Any:
        node = field.node
        inner = Field(field.type, field.name, node.element if node is not None else None)
        items = [self._value(item, inner) for item in value]
        if node is not None and node.kind is NodeKind.SET:
            return self._unordered([item for item in items if item is not None]) or None
        if any(item is not None for item in items):
            return items
        return self._by(rules.EMPTY, None)

    def _unordered(self, items: list[Any]) -> Unordered:
        return Unordered(self._by(rules.SET, _keyed(items)))

    def _tags(self, attributes: Mapping[str, Any]) -> Any:
        tags = _tag_map(attributes.get("tags_all")) or _tag_map(attributes.get("tags")) or {}
        if not isinstance(tags, Mapping) or _MARK in tags:
            return tags
        found = {key: value for key, value in tags.items() if not key.startswith("aws:")}
        if found != attributes.get("tags"):
            self.applied.add(rules.TAGS.name)
        return found or None


@lru_cache(maxsize=8192)
def _told(text: str, type_: str, name: str) -> tuple[Any, tuple[str, ...]]:
    """Return what a text says and the rules that read it so; estates hold the same documents many times."""
    if text[:1] in _JSON_STARTS:
        try:
            parsed = parse_json(text.encode("utf-8", "surrogatepass"), name="attribute")
        except JsonError:
            parsed = None
        if isinstance(parsed, str) and parsed[:1] in {"{", "["}:  # JSON written as a text of JSON
            value, applied = _told(parsed, type_, name)
            return value, (rules.JSON.name, *applied)
        if isinstance(parsed, dict | list):
            return _parsed(parsed, rules.JSON)
    if name in tables.YAML_TEXTS.get(type_, ()):
        try:
            parsed = parse_yaml(text)
        except YamlError:
            return text, ()
        if isinstance(parsed, dict | list):
            return _parsed(parsed, rules.YAML)
    return text, ()


def _parsed(parsed: Any, rule: Rule) -> tuple[Any, tuple[str, ...]]:
    if not is_policy_document(parsed):
        return _plain(parsed), (rule.name,)
    document = canonical_policy(parsed)
    statements = [_grant(_plain(item)) for item in document["Statement"]]
    return {**_plain(document), "Statement": _keyed(statements, label=statement_label)}, (rules.POLICY.name,)


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


def _plain(value: Any) -> Any:
    # JSON inside a text: no schema tells sets from lists, so order stays; numbers that are whole are integers.
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _grant(statement: Any) -> Any:
    """Return a canonical statement with its sorted lists as sets: actions, resources, principals, condition values."""
    if isinstance(statement, dict):
        return {key: _grant(item) for key, item in statement.items()}
    return _keyed(statement) if isinstance(statement, list) else statement


def _keyed(items: list[Any], label: Callable[[Any], str] | None = None) -> Unordered:
    """Return the elements of a set by keys that are the same for equal elements and different for others."""
    if all(isinstance(item, str) for item in items):
        return Unordered(zip(items, items, strict=True))
    unique = {identity(item): item for item in items}
    named = _identifying_key(list(unique.values()))
    found = Unordered()
    for name, item in unique.items():
        if named:
            key = str(item[named])
        elif isinstance(item, str | int | float):
            key = name.decode()
        else:
            prefix = f"{label(item)} " if label else ""
            key = f"{prefix}#{digest_bytes(name)[7:15]}"
            if key in found:
                key = f"{prefix}#{digest_bytes(name)[7:]}"
        found[key] = item
    return found


def _identifying_key(items: list[Any]) -> str:
    """Return the field that names the elements of a set of objects: a scalar in each, different in all, or ""."""
    if not items or not all(isinstance(item, Mapping) for item in items):
        return ""
    for name in _OBJECT_KEYS:
        values = [item.get(name) for item in items]
        if all(isinstance(value, str | int) for value in values) and len({str(value) for value in values}) == len(
            items
        ):
            return name
    return ""


def _sorted(table: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    return {name: sorted(values) for name, values in table.items()}
