"""Redaction: secrets never pass this point.

What counts as a secret is the union of: the paths that a state marks sensitive, the provider schema's flags, a table
of attributes that are known to hold secrets, attribute and map-key names (also inside JSON texts, wherever in a text
these stand), the ways in which texts assign a secret to a name, and the formats of well-known credentials found
anywhere in a text or in what its Base64 decodes to. A secret becomes `{"$secret": fingerprint, "epoch": key epoch}`;
the fingerprint is HMAC-SHA-256 under a key of the installation, so equal secrets stay comparable and nothing can be
guessed without the key.

Known limits: prose that tells a secret without assigning it, other encodings than Base64 of UTF-8 (compressed, hex,
UTF-16), unquoted values of less than six characters in running text, options that no word announces (`curl -u`, `-p` of
other programs than MySQL's), heredocs, and a secret AWS key whose id stands in another attribute.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from operator import is_
from typing import Any

from engine.jsontext.digest import JsonError, canonical_json, parse_json
from engine.model.secret import NAME as SECRET
from engine.model.secret import is_secret_mark, is_secret_text, marked, marked_text, starts_secret
from snapshots.redaction.forms import FORMATS, Format
from snapshots.redaction.known import KNOWN_SECRETS
from snapshots.redaction.marks import Path, depth_of, hidden_at, json_bytes, mac, replaced
from snapshots.redaction.names import (
    ARN,
    ENVIRONMENT_SPACES,
    ENVIRONMENTS,
    NUMBER_NAME,
    SECRET_MAPS,
    Hidden,
    hidden_by,
    is_harmless,
    is_mysql,
    is_reference,
    is_secret_header,
    is_secret_option,
    is_variable,
)
from snapshots.redaction.screen import OPENING, Screen
from snapshots.redaction.search import DocumentSearch
from snapshots.redaction.texts import ESCAPED_NAME, MAY_HIDE, QUOTED_NAME, QUOTED_PAIR, base64_in, json_in

_MAX_TEXTS = 3  # JSON texts inside one another that are opened, and how deep each may be: the stack is finite
_MAX_TEXT_DEPTH = 64
_MIN_BASE64 = 24
_MAX_ROUNDS = 4  # what is hidden can bring two parts of a text together
_HIDING = re.compile(r"\\(?:u[0-9a-fA-F]{4}|/)")  # escapes of JSON inside a text, which may hide a literal


@dataclass(frozen=True, slots=True)
class Redactor:
    """Replaces secrets by fingerprints under `key` (32 bytes); `epoch` names the key and may be shown.

    `previous` is the key before, while there is one; then `bridge` collects the fingerprint of each secret under it ->
    the one of today. `hints`, `formats`, `structured` (JSON in other text) and `base64` are what a document can hold:
    `plain` where only texts that are JSON can hide anything. `inside` counts the texts around the value; `open_names`
    are the names that a screen has found to hide nothing.
    """

    key: bytes = field(repr=False)
    epoch: str
    hints: tuple[str, ...] = MAY_HIDE
    formats: tuple[Format, ...] = FORMATS
    structured: bool = True
    base64: bool = True
    plain: bool = False
    inside: int = 0
    previous: bytes = field(default=b"", repr=False)
    bridge: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    open_names: set[str] = field(default_factory=set, repr=False, compare=False)
    _names: dict[str, Hidden] = field(default_factory=dict)

    def for_document(self, data: bytes) -> Redactor:
        """Return a redactor that looks only for the formats that can occur in the JSON document `data`.

        Most documents hold none of them, and looking at every text for all of them is dear.
        """
        document = DocumentSearch(data)
        if document.hidden:  # an escaped letter may hide a literal: look for everything
            return self
        hints = tuple(word for word in MAY_HIDE if document.holds(word.replace('"', "")))
        formats, structured, base64 = document.formats(), document.names(hints), document.base64()
        structured = structured or base64 or bool(formats)  # what is hidden in it is written anew as well
        plain = not (formats or structured or base64)
        return replace(self, hints=hints, formats=formats, structured=structured, base64=base64, plain=plain)

    def for_texts(self, texts: Iterable[str]) -> Redactor:
        """Return a redactor that finds in some texts what this one finds, and looks for nothing that is in none."""
        # No literal goes over the end of a line, and the lines of traces are alike in thousands of texts.
        known: set[str] = set()
        for text in texts:
            known.update(text.split("\n"))
        lines = "\n".join(known)
        if _HIDING.search(lines):
            return self
        lower = lines.lower()
        words = {*self.hints, *(word for entry in self.formats for word in entry.literals)}
        found = {word for word in words if word in lower}
        return replace(
            self,
            hints=tuple(word for word in self.hints if word in found),
            formats=tuple(entry for entry in self.formats if not found.isdisjoint(entry.literals)),
        )

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
        clear = self.plain and Screen(self._hidden, self.text, self._pair, self.open_names).shows_nothing(attributes)
        redacted: Any = attributes if clear else self._object(attributes, "", pair=False)
        for known in _known_secrets(type_):
            if known[0] in redacted:
                redacted = hidden_at(redacted, known, self.secret)
        for path in sensitive:
            redacted = replaced(redacted, path, self.secret)
        return dict(redacted)

    def value(self, value: Any) -> Any:
        """Return any JSON value without the secrets that names and formats show."""
        return self._named("", value)

    def text(self, text: str) -> str:
        """Return a text in which every credential that a name or a known format shows is a fingerprint."""
        if len(text) < 8:
            return text
        named, formats = self._held(text, text.lower())
        opening = text[0] in OPENING  # it is opened only when it may hold a secret: most are policy documents
        named = named and (opening or self.structured)
        shown = text
        if opening and (named or formats):
            shown = self._json_text(text)
        elif named:
            shown = self._structure(text)
        if shown is not text and self.formats:  # it shows letters that were escaped
            formats = tuple(dict.fromkeys((*formats, *self._held(shown, shown.lower())[1])))
        text = self._formats(shown, formats) if formats else shown
        return self._base64(text) if self.base64 and len(text) >= _MIN_BASE64 else text

    def _held(self, text: str, lower: str) -> tuple[bool, tuple[Format, ...]]:
        """Tell whether a text holds a word of a secret's name, and the formats that it may hold."""
        named = any(word in lower for word in self.hints)
        return named, _selected(self.formats, text, lower) if self.formats else ()

    def secret(self, value: Any) -> Any:
        """Return the marker that stands for a secret; an empty value is no secret and stays as it is."""
        if value in (None, "", [], {}) or is_secret_mark(value):
            return value
        return marked(self.fingerprint(value), self.epoch)

    def fingerprint(self, value: Any) -> str:
        """Return 32 hex digits of HMAC-SHA-256 over the length-prefixed parts of domain, JSON type and value."""
        kind = "text" if isinstance(value, str) else "json"
        body = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else json_bytes(value)
        parts = (b"driftgate/secret/1", kind.encode(), body)
        found = mac(self.key, parts)
        if self.previous:
            self.bridge[mac(self.previous, parts)] = found
        return found

    def _named(self, name: str, value: Any) -> Any:
        # What comes of JSON is told by its class; asking abstract classes costs as much as all the rest.
        if isinstance(value, str):
            return self._string(name, value)
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
        if is_secret_mark(value):
            return value
        if inside and (self._hidden(inside) is Hidden.ALWAYS or inside in SECRET_MAPS or inside in ENVIRONMENTS[:2]):
            return self._values(value, inside)
        found = self._entries(value)
        return self._pair(found, inside) if pair and ("value" in found or "Value" in found) else found

    def _entries(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        changed = {key: new for key, item in value.items() if (new := self._named(key, item)) is not item}
        return {**value, **changed} if changed else value

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
        hidden = self._hidden(name)
        secret = hidden is Hidden.ALWAYS
        found: list[Any] = []
        option = False  # whether the item before was an option of a command whose value is secret
        for item in value:
            if isinstance(item, str):
                if item[:1] == "-":
                    found.append(self.secret(item) if secret else self._option(item, value))
                    option = is_secret_option(item)
                    continue
                if option and not is_variable(item) and not is_secret_text(item):
                    found.append(self._whole(item))
                else:
                    found.append(self._string(name, item))
            elif isinstance(item, dict):
                found.append(self._object(item, "[]" if name in ENVIRONMENTS else ""))
            elif isinstance(item, list):
                found.append(self._array(item, name))
            else:
                found.append(self._number(name, item) if secret else item)
            option = False
        return value if all(map(is_, found, value)) else found

    def _option(self, item: str, command: Sequence[Any]) -> str:
        """Hide the password in `-pX` of the MySQL programs."""
        if item[:2] != "-p" or len(item) < 3 or item[2] == "$" or not isinstance(command[0], str):
            return self.text(item)
        return (
            self._whole(item)
            if any(isinstance(word, str) and is_mysql(word) for word in command[:8])
            else self.text(item)
        )

    def _pair(self, pairs: Mapping[str, Any], inside: str) -> Mapping[str, Any]:
        # {"name": "DB_PASSWORD", "value": …}: the form of container environments and of many key-value lists.
        namespace = pairs.get("namespace")
        if isinstance(namespace, str) and namespace in ENVIRONMENT_SPACES:
            inside = "[]"
        for name_key, value_key in (("name", "value"), ("Name", "Value"), ("key", "value"), ("Key", "Value")):
            name, value = pairs.get(name_key), pairs.get(value_key)
            if isinstance(name, str) and (inside == "[]" or self._secret_name(name) or is_secret_header(name)):
                hidden = inside == "[]" or isinstance(value, str)
                new = self.secret(value) if hidden else self._named(name, value)
                return pairs if new is value else {**pairs, value_key: new}
        return pairs

    def _string(self, name: str, value: str) -> Any:
        hidden = self._hidden(name)
        if hidden is Hidden.ALWAYS or (hidden and not is_reference(name, value)):
            return value if is_secret_text(value) else self.secret(value)
        return self.text(value)

    def _json_text(self, text: str) -> str:
        # A text that looks like JSON, names a secret and cannot be opened is hidden as a whole.
        try:
            value = parse_json(text.encode("utf-8", "surrogatepass"), name="text")
        except JsonError:
            return self._whole(text) if self._names_secret(text) else self._quoted(text)
        if self.inside == _MAX_TEXTS or depth_of(value) > _MAX_TEXT_DEPTH:
            return self._whole(text)
        redacted = replace(self, inside=self.inside + 1).value(value)
        try:
            return text if redacted == value else canonical_json(redacted).decode()
        except ValueError:  # half of a surrogate pair cannot be written again
            return self._whole(text)

    def _structure(self, text: str) -> str:
        """Hide what JSON in other text names, and what is quoted like it."""
        parts: list[str] = []
        between: list[str] = []  # what is no JSON: a name there may hide its letters, and nothing opens it
        done = 0
        try:
            for start, end in json_in(text):
                between.append(text[done:start])
                parts += (between[-1], self._json_text(text[start:end]))
                done = end
        except RecursionError:
            return self._whole(text)
        between.append(text[done:])
        if any(map(ESCAPED_NAME.search, between)):
            return self._whole(text)
        return self._quoted("".join((*parts, between[-1])))

    def _quoted(self, text: str) -> str:
        return QUOTED_PAIR.sub(self._quoted_pair, text)

    def _quoted_pair(self, match: re.Match[str]) -> str:
        name, quote = match["name"].strip(), match["escaped"] or match["double"] or match["single"]
        value = match["deep"] or match["text"] or match["word"]
        if name == SECRET or not self._hidden(name) or starts_secret(value):
            return match.group()
        bare = value.rstrip("\\") if match["escaped"] else value
        if self._hidden(name) is Hidden.BY_VALUE and is_reference(name, bare):
            return match.group()
        before = f"{match['quote']}{match['name']}{match['quote']}{match['colon']}{quote}"
        return before + self._whole(bare) + value[len(bare) :]

    def _formats(self, text: str, formats: tuple[Format, ...]) -> str:
        pattern = _pattern(formats)
        for _ in range(_MAX_ROUNDS):
            text, count = pattern.subn(lambda match: self._whole(match.group()), text)
            if not count:
                break
        return text

    def _base64(self, text: str) -> str:
        parts: list[str] = []
        done = 0
        for start, end, inner in base64_in(text):
            full = replace(
                self, inside=self.inside + 1, hints=MAY_HIDE, formats=FORMATS, structured=True, base64=True, plain=False
            )
            if self.inside == _MAX_TEXTS or full.text(inner) != inner:
                parts += (text[done:start], self._whole(text[start:end]))
                done = end
        return "".join((*parts, text[done:])) if parts else text

    def _whole(self, text: str) -> str:
        return marked_text(self.fingerprint(text))

    def _names_secret(self, text: str) -> bool:
        names = QUOTED_NAME.findall(text)
        if any(self._secret_name(name) or name in ENVIRONMENTS for name in names):
            return True
        return bool(names and "\\u00" in text) or ESCAPED_NAME.search(text) is not None

    def _secret_name(self, name: str) -> bool:
        return self._hidden(name) is Hidden.ALWAYS

    def _hidden(self, name: str) -> Hidden:
        known = self._names.get(name)
        if known is None:
            known = self._names[name] = hidden_by(name)
        return known


@cache
def _known_secrets(type_: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(path.split(".")) for path in KNOWN_SECRETS["*"] | KNOWN_SECRETS.get(type_, frozenset()))


def _selected(formats: tuple[Format, ...], text: str, lower: str) -> tuple[Format, ...]:
    """Return the formats of which a text holds the literals, and what has to be beside them."""
    return tuple(
        entry
        for entry in formats
        if any(word in lower for word in entry.literals)
        and (not entry.needs or any(word in lower for word in entry.needs))
        and (not entry.beside or re.search(entry.beside, text))
    )


@cache
def _pattern(formats: tuple[Format, ...]) -> re.Pattern[str]:
    return re.compile("|".join(entry.pattern for entry in formats))
