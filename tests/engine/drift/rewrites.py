"""Other ways to write the same attributes."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from ipaddress import ip_network
from random import Random
from typing import Any
from urllib.parse import quote

from engine.provider.schema import NodeKind, SchemaNode, SchemaTable
from tests.builders import PROVIDER
from tests.engine.drift.synthetic import ROOT, word


def rewritten(rng: Random, type_: str, attributes: Mapping[str, Any], schema: SchemaTable) -> dict[str, Any]:
    """Return other attributes that mean the same; about a third of all places are written in another way."""
    node = schema.find(type_)
    fields = node.fields if node is not None else {}
    found = {
        name: _other(rng, type_, name, value, fields.get(name))
        for name, value in attributes.items()
        if name not in {"tags", "tags_all"}
    }
    for name in ("tags", "tags_all"):
        if name in attributes:
            found[name] = _other_tags(rng, attributes[name])
    for name, default in PROVIDER.facts(type_).defaults.items():
        if "." in name or (name in fields and name not in found):
            continue
        if found.get(name) in (None, "", [], default):
            found[name] = rng.choice([default, None])
    names = list(found)
    rng.shuffle(names)
    return {name: found[name] for name in names}


def _other_tags(rng: Random, tags: Any) -> Any:
    if not isinstance(tags, Mapping) or "$secret" in tags or not tags:
        return tags
    more = {**tags, "aws:cloudformation:stack-name": word(rng)}
    return rng.choice([tags, more, [{"Key": key, "Value": value} for key, value in tags.items()]])


def _other(rng: Random, type_: str, name: str, value: Any, node: SchemaNode | None) -> Any:
    if isinstance(value, Mapping):
        return value if "$secret" in value else _other_map(rng, type_, value, node)
    if isinstance(value, list):
        return _other_list(rng, type_, name, value, node)
    return value if rng.random() < 0.6 else _other_scalar(rng, name, value, node)


def _other_map(rng: Random, type_: str, value: Mapping[str, Any], node: SchemaNode | None) -> Any:
    if node is None or node.kind is not NodeKind.OBJECT:
        items = list(value.items())
        rng.shuffle(items)
        return dict(items)
    found = {key: _other(rng, type_, key, item, node.fields.get(key)) for key, item in value.items()}
    if rng.random() < 0.3:
        absent = sorted(node.fields.keys() - value.keys())
        found |= {key: rng.choice([None, "", []]) for key in absent[:2]}
    return found


def _other_scalar(rng: Random, name: str, value: Any, node: SchemaNode | None) -> Any:
    kind = node.kind if node is not None else None
    if kind is NodeKind.BOOL and isinstance(value, bool):
        return "true" if value else "false"
    if kind is NodeKind.NUMBER and isinstance(value, int):
        return rng.choice([str(value), float(value)])
    if value in (None, ""):
        return rng.choice([None, "", {}])
    if isinstance(value, str) and kind in {None, NodeKind.STRING}:
        return _other_text(rng, name, value)
    return value


def _other_list(rng: Random, type_: str, name: str, value: list[Any], node: SchemaNode | None) -> Any:
    if not value:
        return rng.choice([None, []])
    element = node.element if node is not None else None
    found = [_other(rng, type_, name, item, element) for item in value]
    is_set = node is not None and node.kind is NodeKind.SET
    if is_set or name in PROVIDER.common.unordered or name in PROVIDER.facts(type_).unordered:
        rng.shuffle(found)
        if rng.random() < 0.3:
            found.append(found[0])
    return found


def _other_text(rng: Random, name: str, text: str) -> str:
    if text.startswith(("{", "[")):
        try:
            document = json.loads(text)
        except ValueError:
            return text
        if isinstance(document, dict) and "Statement" in document:
            plain = json.dumps(_other_policy(rng, document), indent=rng.choice([None, 2]))
            return rng.choice([plain, plain, quote(plain), json.dumps(plain)])
        return json.dumps(_turned(rng, document), indent=rng.choice([None, 4]))
    if "cidr" in name and "/" in text:
        network = ip_network(text, strict=False)
        return f"{network[min(7, network.num_addresses - 1)]}/{network.prefixlen}"
    if name == "user_data" and not text.startswith("#"):
        try:
            return base64.b64decode(text, validate=True).decode()
        except ValueError:
            return text
    return text.replace("\n", "\r\n") if "\r" not in text else text


def _turned(rng: Random, value: Any) -> Any:
    if isinstance(value, dict):
        items = [(key, _turned(rng, item)) for key, item in value.items()]
        rng.shuffle(items)
        return dict(items)
    return [_turned(rng, item) for item in value] if isinstance(value, list) else value


def _other_policy(rng: Random, document: dict[str, Any]) -> dict[str, Any]:
    raw = document["Statement"]
    statements = [_other_statement(rng, item) for item in (raw if isinstance(raw, list) else [raw])]
    rng.shuffle(statements)
    if rng.random() < 0.3:
        statements.append(statements[0])
    found = {**document, "Statement": statements[0] if len(statements) == 1 and rng.random() < 0.5 else statements}
    if rng.random() < 0.3:
        found["Id"] = word(rng)
    return dict(_turned(rng, found))


def _other_statement(rng: Random, statement: dict[str, Any]) -> dict[str, Any]:
    found = dict(statement)
    found["Sid"] = word(rng)
    for name in ("Action", "NotAction"):
        if name in found:
            values = found[name] if isinstance(found[name], list) else [found[name]]
            values = [rng.choice([value, value.upper(), value.lower()]) for value in values]
            rng.shuffle(values)
            found[name] = values[0] if len(values) == 1 and rng.random() < 0.5 else values
    for name in ("Resource", "NotResource"):
        if name in found:
            values = list(found[name]) if isinstance(found[name], list) else [found[name]]
            rng.shuffle(values)
            found[name] = values[0] if len(values) == 1 else values
    if found.get("Principal") == {"AWS": [ROOT]}:
        found["Principal"] = rng.choice([{"AWS": ROOT}, {"AWS": "111122223333"}, {"AWS": [ROOT, "111122223333"]}])
    elif found.get("Principal") == "*":
        found["Principal"] = {"AWS": "*"}
    if isinstance(found.get("Condition"), dict):
        found["Condition"] = {
            rng.choice([operator, operator.lower()]): {key.upper(): values for key, values in keys.items()}
            for operator, keys in found["Condition"].items()
        }
    return found
