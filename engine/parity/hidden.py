"""What is hidden in a resource: by its fingerprint it is the same in two environments, by its name it says what it is.

Of a value that is hidden nobody can tell what it names. So what has the same one in both environments is told where the
name says that it is a credential, or where something lies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.comparison.leaves import find_node, iterate_leaves
from engine.jsontext.digest import JsonError, parse_json
from engine.model.path import Name, Path
from engine.model.secret import fingerprint_of, is_secret_mark
from engine.model.snapshot import Resource
from engine.provider.port import Provider

# What names the value of a pair, and how such values are called.
_CALLED = ("name", "key", "Name", "Key", "ParameterKey")
_VALUES = frozenset({"value", "Value", "ParameterValue"})
_OPENING = frozenset("[{")
_CREDENTIALS = ("password", "secret", "token", "key", "credential")
# Words of names of settings that say where something lies; each with what it is called.
_PLACES: Mapping[str, str] = {
    **dict.fromkeys(("bucket", "buckets"), "bucket"),
    **dict.fromkeys(("db", "database", "dsn", "dburl"), "database"),
    **dict.fromkeys(("host", "hostname", "hosts", "endpoint", "endpoints", "server", "broker", "brokers"), "host"),
    **dict.fromkeys(("account", "accountid"), "account"),
    **dict.fromkeys(("cluster",), "cluster"),
    **dict.fromkeys(("queue", "queues"), "queue"),
    **dict.fromkeys(("stream",), "stream"),
    **dict.fromkeys(("table", "tables"), "table"),
    **dict.fromkeys(("topic",), "topic"),
    **dict.fromkeys(("url", "uri", "arn"), "address"),
    **dict.fromkeys(("zone", "zoneid"), "zone"),
}
# Of these there is one of a name in all of the world.
WORLDWIDE = frozenset({"account", "bucket", "zone"})
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A hidden value: where it is, what it is called there, and its fingerprint."""

    path: Path
    name: str
    fingerprint: str

    @property
    def is_credential(self) -> bool:
        """Tell whether its name says that it is a credential; that of the resource itself says nothing of it."""
        return is_credential(self.path[-1]) or (len(self.path) > 2 and is_credential(self.name))


def find_marks(resource: Resource, provider: Provider) -> Iterator[Mark]:
    """Yield the hidden values of a resource; of a text of JSON those inside of it."""
    for name, value in resource.attributes.items():
        for path, leaf in iterate_leaves(value, (Name(name),), find_node(provider, resource.type, name)):
            if is_secret_mark(leaf):
                called = _called(resource.attributes, path) if path[-1] in _VALUES else ""
                yield Mark(path=path, name=called or path[-1], fingerprint=fingerprint_of(leaf))
            elif isinstance(leaf, str) and leaf[:1] in _OPENING and "$secret" in leaf:
                yield from _in_document(leaf, path)


def is_credential(name: str) -> bool:
    """Tell whether a name says that it is about a credential.

    Environment variables and user data are hidden because they may hold secrets; most of them are settings.
    """
    return any(word in name.lower() for word in _CREDENTIALS)


def place_of(name: str) -> str:
    """Return what a setting leads to by its name, empty where that says nothing of the kind."""
    words = [word.lower() for word in _WORD.findall(name)]
    found = [_PLACES[word] for word in (*reversed(words), "".join(words)) if word in _PLACES]
    return next((place for place in found if place in WORLDWIDE), found[0] if found else "")


def _called(attributes: Mapping[str, Any], path: Path) -> str:
    """Return what a value is called by what stands beside it."""
    held: Any = attributes
    for part in path[:-1]:
        if isinstance(held, Mapping):
            held = held.get(part)
        elif isinstance(held, list) and part.isdecimal() and int(part) < len(held):
            held = held[int(part)]
    return _name_in(held)


def _name_in(held: Any) -> str:
    told = (held.get(name) for name in _CALLED) if isinstance(held, Mapping) else ()
    return next((one for one in told if isinstance(one, str)), "")


def _in_document(text: str, path: Path) -> Iterator[Mark]:
    try:
        parsed = parse_json(text.encode(), name="text")
    except (JsonError, ValueError):
        return
    yield from _in_value(parsed, path)


def _in_value(value: Any, path: Path) -> Iterator[Mark]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            called = _name_in(value) if key in _VALUES else ""
            inner = (*path, Name(called or key))
            if is_secret_mark(item):
                yield Mark(path=inner, name=called or key, fingerprint=fingerprint_of(item))
            else:
                yield from _in_value(item, inner)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _in_value(item, (*path, Name(_name_in(item) or str(number))))
