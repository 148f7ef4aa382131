"""The canonical form of one resource's attributes: equal forms mean the same.

Sets, and everything else without an order, become maps keyed by what their elements are, so that a comparison needs no
guessing of pairs. `engine.canonical.rules` says what is joined, the provider's facts of which attributes; the digest of
both goes into the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from engine.canonical import rules
from engine.canonical.rules import RULES, Rule
from engine.canonical.sets import Unordered, equal, key_elements
from engine.canonical.shapes import in_shape
from engine.canonical.text_form import TextForms
from engine.jsontext.codec import to_builtins
from engine.jsontext.digest import digest
from engine.model.secret import is_secret_mark
from engine.provider.facts import UNKNOWN
from engine.provider.port import Provider
from engine.provider.schema import NodeKind, SchemaNode

TAGS = "tags"  # what tags are called in the canonical form, whichever attributes hold them
_NO_FIELDS: Mapping[str, SchemaNode] = {}
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_SHORT = 2000  # bytes
_MOST = 20_000
_PAIRS = (frozenset({"Key", "Value"}), frozenset({"key", "value"}))


class Canonicaliser:
    """Makes canonical forms by what a provider says, and remembers them: estates hold the same elements often."""

    def __init__(self, provider: Provider) -> None:
        """Begin with nothing remembered."""
        self.provider = provider
        self.texts = TextForms(provider)
        # (type, attribute, schema, written element) -> the schema, kept so that no other has its id; form; rules
        self.elements: dict[tuple[str, str, int, bytes], tuple[SchemaNode | None, Any, set[str]]] = {}

    def form(
        self, type_: str, attributes: Mapping[str, Any], *, applied: dict[str, set[str]] | None = None
    ) -> dict[str, Any]:
        """Return the canonical attributes of a resource; names that were not read stay absent.

        Of a type without a schema, lists keep their order. The names of the rules that changed something are added to
        `applied`, by attribute. Never raises on any JSON value.
        """
        return _Form(self, type_, {} if applied is None else applied).resource(attributes)


def digest_rules(provider: Provider, types: Iterable[str]) -> str:
    """Return the digest of the rules and of what they, and all other stages, go by for these types."""
    known = {type_: facts for type_ in types if (facts := provider.facts(type_)) is not UNKNOWN}
    return digest(
        {
            "rules": [[rule.name, rule.says] for rule in RULES],
            "common": to_builtins(provider.common),
            "types": to_builtins(known),
        }
    )


class _Form:
    """Makes the canonical form of one resource."""

    __slots__ = ("_by_name", "_common", "_facts", "_maker", "applied", "type")

    def __init__(self, maker: Canonicaliser, type_: str, applied: dict[str, set[str]]) -> None:
        self._maker, self.type, self._by_name = maker, type_, applied
        self._facts, self._common = maker.provider.facts(type_), maker.provider.common
        self.applied: set[str] = set()  # of the attribute at hand

    def resource(self, attributes: Mapping[str, Any]) -> dict[str, Any]:
        schema = self._maker.provider.find(self.type)
        fields = schema.fields if schema is not None else _NO_FIELDS
        attributes = self._same_words(attributes)
        found: dict[str, Any] = {}
        for name, value in attributes.items():
            if name not in self._common.tags:
                self._at(name)
                found[name] = self._field(name, value, fields)
        if any(name in attributes for name in self._common.tags):
            self._at(TAGS)
            found[TAGS] = self._tags(attributes)
        for name, default in self._facts.defaults.items():
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
        for path, words in self._facts.synonyms.items():
            if _replace(found, path, words):
                self._at(path.partition(".")[0])
                self.applied.add(rules.SYNONYM.name)
        for path, default in self._facts.defaults.items():
            if "." in path and _replace(found, path, {str(default).lower(): None}):
                self._at(path.partition(".")[0])
                self.applied.add(rules.DEFAULT.name)
        return found

    def _field(self, name: str, value: Any, fields: Mapping[str, SchemaNode]) -> Any:
        found = self._value(name, value, fields.get(name))
        if isinstance(found, list) and (name in self._common.unordered or name in self._facts.unordered):
            return self._unordered(found)
        return found

    def _value(self, name: str, value: Any, node: SchemaNode | None) -> Any:
        """Return the form of a value; `name` is the nearest attribute's, `node` what the schema says of the value."""
        if isinstance(value, str):
            found, applied = self._maker.texts.form(value, self.type, name, None if node is None else node.kind)
            if applied:
                self.applied |= applied
            return found
        if isinstance(value, (dict, list, Mapping, Sequence)):
            return self._members(name, value, node)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if value is not None and node is not None and node.kind is NodeKind.STRING:
            if isinstance(value, bool):
                return self._by(rules.BOOLEAN, "true" if value else "false")
            return self._by(rules.NUMBER, str(value))
        return value

    def _members(self, name: str, value: Any, node: SchemaNode | None) -> Any:
        if node is not None and (shaped := in_shape(value, node)) is not value:
            value = self._by(rules.SHAPE, shaped)
            if value is None:
                return None
        is_map = isinstance(value, (dict, Mapping))
        return self._mapping(name, value, node) if is_map else self._sequence(name, value, node)

    def _mapping(self, name: str, value: Mapping[str, Any], node: SchemaNode | None) -> Any:
        if is_secret_mark(value):
            return dict(value)
        if node is not None and node.kind is NodeKind.MAP:
            inner = node.element
            members = {key: item if item == "" else self._value(name, item, inner) for key, item in value.items()}
        elif node is not None:
            members = {key: self._field(key, item, node.fields) for key, item in value.items()}
        else:  # a map or an object: nobody says which
            members = {key: item if item == "" else self._field(key, item, _NO_FIELDS) for key, item in value.items()}
        found = {key: item for key, item in members.items() if item is not None}
        if len(found) < len(value):
            self.applied.add(rules.EMPTY.name)
        # Of a block without members all that is said is that it is there.
        is_choice = node is not None and node.kind is NodeKind.OBJECT and not node.fields
        return found if found or is_choice or self._facts.choosing else self._by(rules.EMPTY, None)

    def _sequence(self, name: str, value: Sequence[Any], node: SchemaNode | None) -> Any:
        inner = node.element if node is not None else None
        items = [self._element(name, item, inner) for item in value]
        if node is not None and node.kind is NodeKind.SET:
            return self._unordered([item for item in items if item is not None]) or None
        if any(item is not None for item in items):
            # An empty text among others is one of them, such as the core group of Kubernetes' APIs.
            return ["" if told == "" else item for told, item in zip(value, items, strict=True)]
        if node is None:  # nobody says what is a choice here
            return [{} if isinstance(item, Mapping) else None for item in value]
        return self._by(rules.EMPTY, None)

    def _element(self, name: str, item: Any, node: SchemaNode | None) -> Any:
        """Return the form of an element: of an object it is remembered."""
        written = _written(item) if isinstance(item, dict) else b""
        if not written:
            return self._value(name, item, node)
        key, elements = (self.type, name, id(node), written), self._maker.elements
        known = elements.get(key)
        if known is None or known[0] is not node:
            outer, self.applied = self.applied, set()
            known = (node, self._value(name, item, node), self.applied)
            self.applied = outer
            if len(elements) >= _MOST:
                elements.clear()
            elements[key] = known
        self.applied |= known[2]
        return known[1]

    def _unordered(self, items: list[Any]) -> Unordered:
        return Unordered(self._by(rules.SET, key_elements(items)))

    def _tags(self, attributes: Mapping[str, Any]) -> Any:
        tags: Any = next((told for name in self._common.tags if (told := _tag_map(attributes.get(name)))), {})
        if not isinstance(tags, Mapping) or is_secret_mark(tags):
            return tags
        own = self._common.own_tags
        found = {key: value for key, value in tags.items() if value is not None and not (own and key.startswith(own))}
        if found != attributes.get(TAGS):
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


def _replace(attributes: dict[str, Any], path: str, words: Mapping[str, Any]) -> bool:
    """Replace the values at `attribute` or `block.….attribute` that are in `words`, in lower case; tell if any was."""
    name, *members = path.split(".")
    value = attributes.get(name)
    if members and isinstance(value, list | Mapping):
        attributes[name] = _replaced(value, members, words)
    elif not members and isinstance(value, str):
        attributes[name] = words.get(value.lower(), value)
    return bool(attributes.get(name) != value)


def _replaced(value: Any, members: Sequence[str], words: Mapping[str, Any]) -> Any:
    if not members:
        return words.get(str(value).lower(), value)
    if isinstance(value, list):
        return [_replaced(item, members, words) for item in value]
    name, *rest = members
    if isinstance(value, Mapping) and name in value:
        return {**value, name: _replaced(value[name], rest, words)}
    return value
