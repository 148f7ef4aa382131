"""What a resource is called at its provider."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from engine.model.secret import holds_secret, is_secret_mark
from engine.model.snapshot import Resource
from engine.provider.port import Provider
from engine.provider.spelling import shortest_address, without_case

_FIELD = re.compile(r"\{(\w+)(:name)?\}")


def provider_id(resource: Resource, provider: Provider) -> str:
    """Return the id of a resource at its provider: natural where the state's own id is made up."""
    names = provider.facts(resource.type).key
    if names is None or not all(_is_told(resource, name) for name in names):
        return resource.id
    values = [_value(resource, name) for name in names]
    if not all(isinstance(value, str | bool | float | int | None) for value in values):
        return resource.id
    parts = (_part(resource.type, name, value, provider) for name, value in zip(names, values, strict=True))
    return "/".join(parts) or resource.type


def find_issuers(resource: Resource, issuers: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return as whom a resource vouches for callers; `issuers` are the paths of the attributes that say it, by type."""
    path = issuers.get(resource.type)
    return [] if path is None else _texts_at(resource.attributes, path)


def _texts_at(value: Any, path: tuple[str, ...]) -> list[str]:
    """Return the texts at a path of blocks."""
    if isinstance(value, list):
        return [text for entry in value for text in _texts_at(entry, path)]
    if not path:
        return [value] if isinstance(value, str) and value else []
    return _texts_at(value.get(path[0]), path[1:]) if isinstance(value, Mapping) else []


def _is_told(resource: Resource, name: str) -> bool:
    if name.isidentifier():  # what nearly all are
        return name in resource.attributes
    return all(other.partition(".")[0] in resource.attributes for other in name.split("|"))


def _value(resource: Resource, name: str) -> Any:
    """Return the part of a natural key that a name gives: in a block that of its entry, of several the first set."""
    if name.isidentifier():
        return resource.attributes[name]
    values = []
    for other in name.split("|"):
        block, dot, member = other.partition(".")
        value = resource.attributes[block]
        if dot and not is_secret_mark(value):
            entry = value[0] if isinstance(value, list | tuple) and value else {}
            value = entry.get(member) if isinstance(entry, Mapping) else value
            value = _flat(value)
        values.append(value)
    return next((value for value in values if value), values[0])


def _flat(value: Any) -> Any:
    """Return a set of a block as one text, whatever its order; what is no set as it is."""
    if isinstance(value, list | tuple):
        return ",".join(sorted(json.dumps(_sorted(item), sort_keys=True) for item in value))
    return value


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping) and not is_secret_mark(value):
        return {name: _sorted(item) for name, item in value.items()}
    return sorted(value, key=repr) if isinstance(value, list | tuple) else value


def import_id(resource: Resource, provider: Provider) -> str:
    """Return what a provider imports a resource by; empty where nobody knows it, or what it is made of.

    A form is a text with names of attributes in braces: `{role}/{policy_arn}`. `{cluster:name}` is the last part of a
    name that may be an ARN.
    """
    for form in provider.facts(resource.type).imported or ():
        parts = [_told(resource, match[1], is_name=bool(match[2])) for match in _FIELD.finditer(form)]
        if all(parts):
            told = iter(parts)
            return _FIELD.sub(lambda _, told=told: next(told), form)  # type: ignore[misc]  # a default binds it
    return ""


def _told(resource: Resource, name: str, *, is_name: bool) -> str:
    value = resource.id if name == "id" else resource.attributes.get(name)
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value) if isinstance(value, str | int) else ""
    if holds_secret(text):
        return ""
    return re.split("[/:]", text)[-1] if is_name else text


def _part(type_: str, name: str, value: str | bool | float | None, provider: Provider) -> str:
    """Return a part of a natural key; where a name is asked for, people also write the ARN that ends with it."""
    if isinstance(value, str):
        if name.endswith("_name") and value.startswith("arn:"):
            return value.rpartition(":")[2]
        return without_case(name, shortest_address(name, value, provider.common), provider.facts(type_))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(int(value) if value == int(value) else value)
