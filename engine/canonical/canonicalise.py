"""The canonical form of one resource's attributes: equal forms mean the same.

Sets, and everything else without an order, become maps keyed by what their elements are, so that a comparison needs no
guessing of pairs. Every rule has a name in RULES; its digest goes into the verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.canonical.policy_document import canonical_policy, is_policy_document, statement_label
from engine.canonical.schema import NodeKind, SchemaNode
from engine.canonical.tables import DEFAULTS, SYNONYMS, UNORDERED_LISTS
from engine.digest import JsonError, canonical_json, digest, parse_json

RULES: tuple[str, ...] = (
    "empty: null, empty text, list and object are the same as absent (map entries keep their empty text)",
    "set: elements of sets have no order and no repetition",
    "scalar: numbers and booleans in text equal numbers and booleans where the schema says number or boolean",
    "json: texts that hold JSON are compared as JSON",
    "policy: policy documents are compared by what they grant",
    "tags: tags are what the provider has in the end (tags_all), without those of AWS itself",
    "default: an attribute at its known default equals an absent one",
    "synonym: words that are known to mean the same are equal",
)
RULES_DIGEST = digest(list(RULES))

_MARK = "$secret"
_OBJECT_KEYS = ("name", "key", "id", "rule_id", "device_name", "attribute_name", "sid", "rule_number", "index_name")


def canonicalise(type_: str, attributes: Mapping[str, Any], schema: SchemaNode | None) -> dict[str, Any]:
    """Return the canonical attributes of a resource; names that were not read stay absent.

    `schema` is the object node of the type, none when it is unknown (then lists keep their order). Never raises on any
    JSON value.
    """
    fields = schema.fields if schema is not None else {}
    attributes = _same_words(type_, attributes)
    found = {
        name: _field(name, value, fields) for name, value in attributes.items() if name not in {"tags", "tags_all"}
    }
    if "tags" in attributes or "tags_all" in attributes:
        found["tags"] = _tags(attributes)
    defaults = DEFAULTS.get(type_, {})
    return {
        name: None if name in defaults and value == _field(name, defaults[name], fields) else value
        for name, value in found.items()
    }


def is_unordered(value: Any) -> bool:
    """Tell whether a canonical value is a set that became a map."""
    return isinstance(value, Unordered)


class Unordered(dict[str, Any]):
    """A canonical set: element by a key that is the same for equal elements."""


def restore(value: Any) -> Any:
    """Return a canonical value as plain JSON: sets as sorted lists."""
    if isinstance(value, Unordered):
        return [restore(value[key]) for key in sorted(value)]
    if isinstance(value, Mapping):
        return {key: restore(item) for key, item in value.items()}
    if isinstance(value, list):
        return [restore(item) for item in value]
    return value


def _same_words(type_: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes with one word for one thing, and without what is at its default in their blocks."""
    found = dict(attributes)
    for path, words in SYNONYMS.get(type_, {}).items():
        _replace(found, path, words)
    for path, default in DEFAULTS.get(type_, {}).items():
        if "." in path:
            _replace(found, path, {str(default).lower(): None})
    return found


def _replace(attributes: dict[str, Any], path: str, words: Mapping[str, Any]) -> None:
    """Replace the values at `attribute` or `block.attribute` that are in `words`, in lower case."""
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


def _field(name: str, value: Any, fields: Mapping[str, SchemaNode]) -> Any:
    found = _value(value, fields.get(name))
    return _unordered(found) if name in UNORDERED_LISTS and isinstance(found, list) else found


def _value(value: Any, node: SchemaNode | None) -> Any:
    if isinstance(value, str):
        return _text(value, node)
    if isinstance(value, Mapping):
        return _mapping(value, node)
    if isinstance(value, Sequence):
        return _sequence(value, node)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if node is not None and node.kind is NodeKind.STRING and value is not None:
        return ("true" if value else "false") if isinstance(value, bool) else str(value)
    return value


def _text(value: str, node: SchemaNode | None) -> Any:
    if not value:
        return None
    if node is not None and node.kind is NodeKind.BOOL and value in {"true", "false"}:
        return value == "true"
    if node is not None and node.kind is NodeKind.NUMBER:
        return _number(value)
    if value[0] in "{[" and (node is None or node.kind in {NodeKind.STRING, NodeKind.DYNAMIC}):
        return _json_text(value)
    return value.replace("\r\n", "\n")


def _number(value: str) -> Any:
    try:
        return int(value) if value.lstrip("-").isdigit() else float(value)
    except ValueError:
        return value


def _json_text(value: str) -> Any:
    try:
        parsed = parse_json(value.encode("utf-8", "surrogatepass"), name="attribute")
    except JsonError:
        return value
    if is_policy_document(parsed):
        document = canonical_policy(parsed)
        statements = [_plain(item) for item in document["Statement"]]
        return {**_plain(document), "Statement": _unordered(statements, label=statement_label)}
    return _plain(parsed)


def _plain(value: Any) -> Any:
    # JSON inside a text: no schema tells sets from lists, so order stays; numbers that are whole are integers.
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _mapping(value: Mapping[str, Any], node: SchemaNode | None) -> Any:
    if _MARK in value:
        return dict(value)
    if node is not None and node.kind is NodeKind.MAP:
        return {key: _entry(item, node.element) for key, item in value.items()} or None
    fields = node.fields if node is not None else {}
    found = {key: _field(key, item, fields) for key, item in value.items()}
    return {key: item for key, item in found.items() if item is not None} or None


def _entry(value: Any, node: SchemaNode | None) -> Any:
    return value if value == "" else _value(value, node)


def _sequence(value: Sequence[Any], node: SchemaNode | None) -> Any:
    element = node.element if node is not None else None
    items = [_value(item, element) for item in value]
    if node is not None and node.kind is NodeKind.SET:
        return _unordered([item for item in items if item is not None]) or None
    return items if any(item is not None for item in items) else None


def _unordered(items: list[Any], label: Any = None) -> Unordered:
    named = _identifying_key(items)
    found = Unordered()
    for item in items:
        if named:
            key = str(item[named])
        elif isinstance(item, str | int | float):
            key = str(item)
        else:
            prefix = f"{label(item)} " if label else ""
            key = f"{prefix}#{digest(restore(item))[7:15]}"
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


def _tags(attributes: Mapping[str, Any]) -> Any:
    tags = attributes.get("tags_all") or attributes.get("tags") or {}
    if not isinstance(tags, Mapping) or _MARK in tags:
        return tags
    return {key: value for key, value in tags.items() if not key.startswith("aws:")} or None


def equal(left: Any, right: Any) -> bool:
    """Tell whether two canonical values mean the same; true and 1 differ."""
    return bool(left == right) and (
        isinstance(left, str) or canonical_json(restore(left)) == canonical_json(restore(right))
    )
