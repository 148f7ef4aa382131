"""Single edits that change what attributes mean, and where a comparison has to find them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

from engine.provider.schema import NodeKind, SchemaNode, SchemaTable
from tests.builders import PROVIDER
from tests.engine.drift.synthetic import POLICIES, SKIPPED, word

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Edit:
    """Attributes after one change; `start` and `end` are what the path of the finding begins and ends with."""

    attributes: dict[str, Any]
    start: tuple[str, ...]
    end: str


def edited(rng: Random, type_: str, attributes: Mapping[str, Any], schema: SchemaTable) -> Edit | None:
    """Return the attributes with one random change of their meaning; none where there is nothing to change."""
    node = schema.find(type_)
    fields = node.fields if node is not None else {}
    skipped = SKIPPED | PROVIDER.common.volatile | PROVIDER.facts(type_).volatile
    places = [
        place
        for name in sorted(attributes.keys() - skipped)
        for place in _places((name,), attributes[name], fields.get(name))
        if not any(f"{name}.{step}" in skipped for step in place.path)
    ]
    if not places:
        return None
    place = rng.choice(places)
    value = place.change(rng)
    made = _put(attributes, place.path, value)
    # An entry of a set that became another one is gone: its member has no place any more.
    end = "" if _has_twins(made[str(place.path[0])]) else place.end
    return Edit(attributes=made, start=place.start, end=end)


def _has_twins(value: Any) -> bool:
    """Tell whether two entries of a list are the same, at any depth."""
    if isinstance(value, Mapping):
        return any(map(_has_twins, value.values()))
    if not isinstance(value, list):
        return False
    texts = [json.dumps(item, sort_keys=True) for item in value]
    return len(set(texts)) < len(texts) or any(map(_has_twins, value))


@dataclass(frozen=True)
class _Place:
    path: Path
    change: Callable[[Random], Any]
    start: tuple[str, ...]
    end: str


def _places(path: Path, value: Any, node: SchemaNode | None) -> Iterator[_Place]:
    if node is None or (isinstance(value, Mapping) and "$secret" in value):
        return
    if isinstance(value, Mapping):
        yield from _map_places(path, value, node)
    elif isinstance(value, list):
        yield from _list_places(path, value, node.element)
    elif node.kind is NodeKind.BOOL and isinstance(value, bool):
        yield _Place(path, lambda _: not value, (str(path[0]),), _end(path))
    elif node.kind is NodeKind.NUMBER and isinstance(value, int | float):
        yield _Place(path, lambda rng: int(value) + rng.randrange(1, 9), (str(path[0]),), _end(path))
    elif node.kind is NodeKind.STRING and isinstance(value, str):
        yield from _text_places(path, _name(path), value)


def _map_places(path: Path, value: Mapping[str, Any], node: SchemaNode) -> Iterator[_Place]:
    start = (str(path[0]),)
    if node.kind is NodeKind.MAP:
        yield _Place(path, lambda rng: {**value, "added": word(rng)}, start, "added")
        for key in sorted(value):
            if isinstance(value[key], str):
                yield _Place((*path, key), word, start, key)
    else:
        for key in sorted(value):
            yield from _places((*path, key), value[key], node.fields.get(key))


def _list_places(path: Path, value: list[Any], element: SchemaNode | None) -> Iterator[_Place]:
    if element is None or not value:
        return
    start, name = (str(path[0]),), _name(path)
    if element.kind is NodeKind.STRING and "cidr" not in name and name not in POLICIES:
        yield _Place(path, lambda rng: [*value, f"new-{word(rng)}"], start, "")
        if len(value) > 1:
            yield _Place(path, lambda _: value[:-1], start, "")
    for index, item in enumerate(value):
        yield from _places((*path, index), item, element)


def _name(path: Path) -> str:
    return next(str(step) for step in reversed(path) if isinstance(step, str))


def _end(path: Path) -> str:
    return str(path[-1]) if isinstance(path[-1], str) and len(path) > 1 else ""


def _text_places(path: Path, name: str, text: str) -> Iterator[_Place]:
    start = (str(path[0]),)
    if text.startswith("{"):
        try:
            document = json.loads(text)
        except ValueError:
            return
        if isinstance(document, dict) and isinstance(document.get("Statement"), list):
            for change in (_allow_more, _deny, _elsewhere, _stricter):
                yield _Place(path, partial(_dumped, change, document), start, "")
        elif isinstance(document, dict):
            yield _Place(path, lambda rng: json.dumps({**document, "z": word(rng)}), start, "z")
    elif text and "cidr" not in name and not name.startswith("user_data") and "/" not in text:
        yield _Place(path, lambda rng: f"{text}{word(rng)}", start, _end(path))
    elif "cidr" in name:
        yield _Place(path, lambda rng: f"172.{16 + rng.randrange(16)}.{rng.randrange(256)}.0/25", start, _end(path))


def _dumped(change: Callable[[Random, dict[str, Any]], Any], document: dict[str, Any], rng: Random) -> str:
    return json.dumps(change(rng, document))


def _first(document: dict[str, Any], **members: Any) -> dict[str, Any]:
    first, *others = document["Statement"]
    return {**document, "Statement": [{**first, **members}, *others]}


def _allow_more(rng: Random, document: dict[str, Any]) -> dict[str, Any]:
    actions = document["Statement"][0].get("Action", [])
    return _first(document, Action=[*(actions if isinstance(actions, list) else [actions]), f"iam:{word(rng)}"])


def _deny(_: Random, document: dict[str, Any]) -> dict[str, Any]:
    return _first(document, Effect="Deny" if document["Statement"][0].get("Effect") == "Allow" else "Allow")


def _elsewhere(rng: Random, document: dict[str, Any]) -> dict[str, Any]:
    before = document["Statement"][0].get("Resource", [])
    return _first(document, Resource=[*(before if isinstance(before, list) else [before]), f"arn:aws:s3:::{word(rng)}"])


def _stricter(rng: Random, document: dict[str, Any]) -> dict[str, Any]:
    before = document["Statement"][0].get("Condition") or {}
    return _first(document, Condition={**before, "StringLike": {"a:b": word(rng)}})


def _put(value: Any, path: Path, new: Any) -> Any:
    if not path:
        return new
    step, *rest = path
    if isinstance(value, Mapping):
        return {**value, step: _put(value[str(step)], tuple(rest), new)}
    return [_put(item, tuple(rest), new) if index == step else item for index, item in enumerate(value)]
