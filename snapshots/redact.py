"""Redaction: secrets never pass this point.

What counts as a secret is the union of: the paths that a state marks sensitive, the provider schema's flags, a table
of attributes that are known to hold secrets, attribute and map-key names (also inside JSON texts), and the formats of
well-known credentials found anywhere in a text. A secret becomes `{"$secret": fingerprint, "epoch": key epoch}`; the
fingerprint is HMAC-SHA-256 under a key of the installation, so equal secrets stay comparable and nothing can be guessed
without the key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from operator import is_
from typing import Any

from engine.digest import JsonError, canonical_json, parse_json
from snapshots.secret_forms import (
    ARN,
    ENVIRONMENTS,
    ESCAPES,
    FORMATS,
    KNOWN_SECRETS,
    NUMBER_NAME,
    SECRET_MAPS,
    is_harmless,
    is_secret_header,
    is_secret_name,
    occurs,
    pattern_of,
    searchable,
)

Path = tuple[str | int, ...]

_FINGERPRINT = re.compile(r"[0-9a-f]{32}")
# A JSON text is opened only when it may hold a secret: most are policy documents.
_OPENING = frozenset('{[" \t\r\n')
# The names in a text that looks like JSON and is none.
_QUOTED_NAME = re.compile(r"[\"']([\w\-. $]{1,80})\\*[\"']\s*:")
_MAX_TEXTS = 3  # JSON texts inside one another that are opened, and how deep each may be: the stack is finite
_MAX_TEXT_DEPTH = 64
_MAY_HIDE = ("pass", "pwd", 'pw"', "secret", "token", "credential", "key", "variables", "environment", "dsn", "conn")


@dataclass(frozen=True, slots=True)
class Redactor:
    """Replaces secrets by fingerprints under `key` (32 bytes); `epoch` names the key and may be shown.

    `previous` is the key before, while there is one; then `bridge` collects the fingerprint of each secret under it ->
    the one of today. `hints` and `formats` are what a document can hold; `inside` counts the JSON texts around the
    value.
    """

    key: bytes = field(repr=False)
    epoch: str
    hints: tuple[str, ...] = _MAY_HIDE
    formats: re.Pattern[str] | None = field(default_factory=lambda: pattern_of(FORMATS))
    inside: int = 0
    previous: bytes = field(default=b"", repr=False)
    bridge: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    _names: dict[str, bool] = field(default_factory=dict)

    def for_document(self, data: bytes) -> Redactor:
        """Return a redactor that looks only for the formats that can occur in the JSON document `data`.

        Most documents hold none of them, and looking at every text for all of them is dear.
        """
        text = searchable(data)
        if ESCAPES.search(text):  # an escaped letter may hide a literal: look for everything
            return self
        hints = tuple(word for word in _MAY_HIDE if word.replace('"', "").encode() in text)
        return replace(self, hints=hints, formats=pattern_of([entry for entry in FORMATS if occurs(text, entry[0])]))

    def resource(
        self,
        type_: str,
        attributes: Mapping[str, Any],
        *,
        sensitive: Iterable[Path] = (),
    ) -> dict[str, Any]:
        """Return the attributes of a resource of Terraform type `type_` without secrets.

        `sensitive` are paths of names and indexes from the attributes' root, as a state or a schema marks them. Parts
        without secrets are shared with `attributes`, which is never changed.
        """
        redacted: Any = self._object(attributes, "", pair=False)
        for name in _known_secrets(type_):
            if name in redacted:
                redacted = _replaced(redacted, (name,), self.secret)
        for path in sensitive:
            redacted = _replaced(redacted, path, self.secret)
        return dict(redacted)

    def value(self, value: Any) -> Any:
        """Return any JSON value without the secrets that names and formats show."""
        return self._named("", value)

    def text(self, text: str) -> str:
        """Return a text in which every credential that has a known format is replaced by its fingerprint."""
        if len(text) < 8:
            return text
        if text[0] in _OPENING:
            lower = text.lower()
            if any(word in lower for word in self.hints):
                text = self._json_text(text)
        if self.formats is None:
            return text
        return self.formats.sub(lambda match: f"$secret:{self.fingerprint(match.group())}", text)

    def secret(self, value: Any) -> Any:
        """Return the marker that stands for a secret; an empty value is no secret and stays as it is."""
        if value in (None, "", [], {}) or is_secret(value):
            return value
        return {"$secret": self.fingerprint(value), "epoch": self.epoch}

    def fingerprint(self, value: Any) -> str:
        """Return 32 hex digits of HMAC-SHA-256 over the length-prefixed parts of domain, JSON type and value."""
        kind = "text" if isinstance(value, str) else "json"
        body = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else _json_bytes(value)
        parts = (b"driftgate/secret/1", kind.encode(), body)
        found = _mac(self.key, parts)
        if self.previous:
            self.bridge[_mac(self.previous, parts)] = found
        return found

    def _named(self, name: str, value: Any) -> Any:
        # What comes of JSON is told by its class; asking abstract classes costs as much as all the rest.
        if isinstance(value, str):
            return self.secret(value) if self._secret_name(name) else self.text(value)
        if isinstance(value, dict):
            return self._object(value, name)
        if isinstance(value, list):
            return self._array(value, name)
        if isinstance(value, Mapping):
            return self._object(dict(value), name)
        if isinstance(value, Sequence):
            return self._array(list(value), name)
        return self._number(name, value)

    def _object(self, value: Mapping[str, Any], inside: str, *, pair: bool = True) -> Mapping[str, Any]:
        if "$secret" in value and is_secret(value):
            return value
        if inside and (inside in SECRET_MAPS or inside in ENVIRONMENTS[:2] or self._secret_name(inside)):
            return self._values(value, inside)
        found = self._entries(value)
        return self._pair(found, inside) if pair and ("value" in found or "Value" in found) else found

    def _entries(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        # The hottest loop of a large state: nothing is copied and no function called where there is nothing to hide.
        changed: dict[str, Any] | None = None
        names, plain = self._names, self.formats is None
        for key, item in value.items():
            if isinstance(item, str):
                hidden = names.get(key)
                if hidden is None:
                    hidden = self._secret_name(key)
                if not hidden and plain and item[:1] not in _OPENING:
                    continue
                new = self.secret(item) if hidden else self.text(item)
            elif item is None or item is True or item is False:
                continue
            else:
                new = self._named(key, item)
            if new is not item:
                if changed is None:
                    changed = dict(value)
                changed[key] = new
        return value if changed is None else changed

    def _values(self, value: Mapping[str, Any], inside: str) -> Mapping[str, Any]:
        """Hide the values of an environment, and those of a map whose name says that it holds secrets."""
        if inside in SECRET_MAPS:
            return {key: self.secret(item) for key, item in value.items()}
        found: dict[str, Any] = {}
        for key, item in value.items():
            if not isinstance(item, str):
                below = key if inside in ENVIRONMENTS else inside
                found[key] = self._named(below, item)
            elif inside not in ENVIRONMENTS and (is_harmless(key) or ARN.fullmatch(item)):
                found[key] = self.text(item)
            else:
                found[key] = self.secret(item)
        return found

    def _number(self, name: str, value: Any) -> Any:
        if value is None or isinstance(value, bool) or not self._secret_name(name) or not NUMBER_NAME.search(name):
            return value
        return self.secret(value)

    def _array(self, value: Sequence[Any], name: str) -> Sequence[Any]:
        secret = self._secret_name(name)
        plain = self.formats is None and not secret
        found: list[Any] = []
        for item in value:
            if isinstance(item, str):
                if plain and item[:1] not in _OPENING:
                    found.append(item)
                else:
                    found.append(self.secret(item) if secret else self.text(item))
            elif isinstance(item, dict):
                found.append(self._object(item, "[]" if name in ENVIRONMENTS else ""))
            elif isinstance(item, list):
                found.append(self._array(item, name))
            else:
                found.append(self._number(name, item) if secret else item)
        return value if all(map(is_, found, value)) else found

    def _pair(self, pairs: Mapping[str, Any], inside: str) -> Mapping[str, Any]:
        # {"name": "DB_PASSWORD", "value": …}: the form of container environments and of many key-value lists.
        for name_key, value_key in (("name", "value"), ("Name", "Value"), ("key", "value"), ("Key", "Value")):
            name, value = pairs.get(name_key), pairs.get(value_key)
            if isinstance(name, str) and (inside == "[]" or self._secret_name(name) or is_secret_header(name)):
                hidden = inside == "[]" or isinstance(value, str)
                new = self.secret(value) if hidden else self._named(name, value)
                return pairs if new is value else {**pairs, value_key: new}
        return pairs

    def _json_text(self, text: str) -> str:
        # A text that looks like JSON, names a secret and cannot be opened is hidden as a whole.
        try:
            value = parse_json(text.encode("utf-8", "surrogatepass"), name="text")
        except JsonError:
            return self._whole(text) if self._names_secret(text) else text
        if self.inside == _MAX_TEXTS or _depth(value) > _MAX_TEXT_DEPTH:
            return self._whole(text)
        redacted = replace(self, inside=self.inside + 1).value(value)
        try:
            return text if redacted == value else canonical_json(redacted).decode()
        except ValueError:  # half of a surrogate pair cannot be written again
            return self._whole(text)

    def _whole(self, text: str) -> str:
        return f"$secret:{self.fingerprint(text)}"

    def _names_secret(self, text: str) -> bool:
        names = _QUOTED_NAME.findall(text)
        return any(self._secret_name(name) or name in ENVIRONMENTS for name in names) or bool(names and "\\u00" in text)

    def _secret_name(self, name: str) -> bool:
        known = self._names.get(name)
        if known is None:
            known = self._names[name] = is_secret_name(name)
        return known


@cache
def _known_secrets(type_: str) -> frozenset[str]:
    return KNOWN_SECRETS["*"] | KNOWN_SECRETS.get(type_, frozenset())


def _mac(key: bytes, parts: tuple[bytes, ...]) -> str:
    mac = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        mac.update(len(part).to_bytes(8, "big") + part)
    return mac.hexdigest()[:32]


def _json_bytes(value: Any) -> bytes:
    try:
        return canonical_json(value)
    except ValueError:  # half of a surrogate pair is no text, and a secret all the same
        return json.dumps(value, sort_keys=True, default=str).encode()


def _depth(value: Any) -> int:
    level, depth = [value], 0
    while level := [item for item in level if isinstance(item, list | dict)]:
        depth += 1
        level = [inner for item in level for inner in (item.values() if isinstance(item, dict) else item)]
    return depth


def is_secret(value: Any) -> bool:
    """Tell whether a value is the marker of a secret."""
    return (
        isinstance(value, dict)
        and value.keys() == {"$secret", "epoch"}
        and isinstance(value["$secret"], str)
        and _FINGERPRINT.fullmatch(value["$secret"]) is not None
    )


def _replaced(node: Any, path: Path, secret: Callable[[Any], Any]) -> Any:
    # A path may point at what is absent or already redacted: nothing is left to hide. One that does not fit the value
    # marks something in it, so the whole value is hidden.
    if not path or node is None or is_secret(node):
        return secret(node)
    step = path[0]
    if isinstance(node, Mapping) and isinstance(step, str):
        if step not in node:
            return node
        new = _replaced(node[step], path[1:], secret)
        return node if new is node[step] else {**node, step: new}
    if isinstance(node, list) and isinstance(step, int):
        return [_replaced(item, path[1:], secret) if index == step else item for index, item in enumerate(node)]
    return secret(node)
