"""The marks that stand for secrets: their fingerprints, and where in a value a path puts them.

Whatever is read comes from outside, and a mark in it was made by nobody here: `disowned` hides it like any secret
before anything is looked at, so that every mark that is met later is one of this redaction.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from operator import is_
from typing import Any

from engine.jsontext.digest import canonical_json
from engine.model.secret import NAME, claims_secret, is_secret_mark, marked

Path = tuple[str | int, ...]
# What says that it is a mark: in a text, or as a name and a value in JSON or in something like it.
_CLAIMED = re.compile(r"(\$secret\\{0,8}[\"']?\s{0,9}:\s{0,9}\\{0,8}[\"']?)([0-9a-f]{32})")


def mac(key: bytes, parts: tuple[bytes, ...]) -> str:
    """Return 32 hex digits of HMAC-SHA-256 over the length-prefixed parts."""
    found = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        found.update(len(part).to_bytes(8, "big"))
        found.update(part)  # by itself: it may be of 100 MB
    return found.hexdigest()[:32]


def disowned(value: Any, fingerprint: Callable[[Any], str], epoch: str, made: frozenset[str] = frozenset()) -> Any:
    """Return a value in which each mark is hidden like a secret, but for those whose fingerprint was `made` here."""
    if isinstance(value, str):
        if NAME not in value:
            return value
        return _CLAIMED.sub(lambda found: found[0] if found[2] in made else found[1] + fingerprint(found[0]), value)
    if isinstance(value, Mapping):
        if claims_secret(value):
            return marked(fingerprint(value), epoch)
        found = {
            disowned(key, fingerprint, epoch, made): disowned(item, fingerprint, epoch, made)
            for key, item in value.items()
        }
        return value if all(map(is_, found.values(), value.values())) and found.keys() == value.keys() else found
    if isinstance(value, list | tuple):
        items = [disowned(item, fingerprint, epoch, made) for item in value]
        return value if all(map(is_, items, value)) else items
    return value


def may_claim(value: Any) -> bool:
    """Tell whether a text or a key in a value may say that it is a mark: most documents hold none."""
    waiting = [value]
    for item in waiting:  # grows on the way
        if isinstance(item, str):
            if NAME in item:
                return True
        elif isinstance(item, Mapping):
            waiting += item
            waiting += item.values()
        elif isinstance(item, list | tuple):
            waiting += item
    return False


def claimed_in(text: str) -> frozenset[str]:
    """Return the fingerprints of what in a text says that it is a mark."""
    return frozenset(found[2] for found in _CLAIMED.finditer(text))


def json_bytes(value: Any) -> bytes:
    """Return the bytes of any JSON value, also of one that no JSON document can hold."""
    try:
        return canonical_json(value)
    except ValueError:  # half of a surrogate pair is no text, and a secret all the same
        return json.dumps(value, sort_keys=True, default=str).encode()


def depth_of(value: Any) -> int:
    """Return how many objects and arrays of a value stand in one another."""
    level, depth = [value], 0
    while level := [item for item in level if isinstance(item, list | dict)]:
        depth += 1
        level = [inner for item in level for inner in (item.values() if isinstance(item, dict) else item)]
    return depth


def hidden_at(node: Any, names: tuple[str, ...], secret: Callable[[Any], Any]) -> Any:
    """Hide what stands at a path of names, in every position of the lists on its way."""
    if isinstance(node, list) and names:
        return [hidden_at(item, names, secret) for item in node]
    if not names or not isinstance(node, Mapping):
        return secret(node)
    if names[0] not in node:
        return node
    return {**node, names[0]: hidden_at(node[names[0]], names[1:], secret)}


def replaced(node: Any, path: Path, secret: Callable[[Any], Any]) -> Any:
    """Hide what stands at a path of names and indexes."""
    # A path may point at what is absent or already redacted: nothing is left to hide. One that does not fit the value
    # marks something in it, so the whole value is hidden.
    if not path or node is None or is_secret_mark(node):
        return secret(node)
    step = path[0]
    if isinstance(node, Mapping) and isinstance(step, str):
        if step not in node:
            return node
        new = replaced(node[step], path[1:], secret)
        return node if new is node[step] else {**node, step: new}
    if isinstance(node, list) and isinstance(step, int):
        return [replaced(item, path[1:], secret) if index == step else item for index, item in enumerate(node)]
    return secret(node)


def texts_at(node: Any, path: Path) -> list[str]:
    """Return the texts at a path of names and indexes, and in what stands there."""
    for step in path:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            break
    return texts_in(node)


def texts_in(node: Any) -> list[str]:
    """Return the texts in a value, names of maps as well."""
    found: list[str] = []
    waiting = [node]
    for item in waiting:  # grows on the way
        kind = item.__class__
        if kind is str:
            found.append(item)
        elif kind is list:
            waiting += item
        elif kind is dict and not is_secret_mark(item):
            found += item
            waiting += item.values()
    return found
