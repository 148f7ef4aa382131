"""Redaction: secrets never pass this point.

What counts as a secret is the union of: the paths that a state marks sensitive and what repeats their values, the
provider schema's flags, tables of attributes that are known to hold secrets, attribute and map-key names in many
languages (also inside JSON texts, wherever in a text these stand), the ways in which texts assign a secret to a name or
say it of one, arguments of programs, and the formats of well-known credentials and of password hashes, found anywhere
in a text or in what it says in another encoding. A secret becomes `{"$secret": fingerprint, "epoch": key epoch}`; the
fingerprint is HMAC-SHA-256 under a key of the installation, so equal secrets stay comparable and nothing can be guessed
without the key.

Known limits: a secret without a form of its own under a name that says nothing, or alone in an encoding; a password in
prose that has no digit in it, or of which no word before it speaks; in running text an unquoted value of less than four
letters. docs/secrets.md says how to name those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from operator import is_
from typing import Any

from engine.jsontext.digest import JsonError, canonical_json, parse_json
from engine.model.secret import is_secret_mark, is_secret_text
from snapshots.redaction.encodings import may_reveal
from snapshots.redaction.formats.sequences import without_sequences
from snapshots.redaction.inside import TextRedactor
from snapshots.redaction.known import is_record, is_variable_type, known_secrets, partly_secret
from snapshots.redaction.maps import (
    DESCRIBES,
    ENVIRONMENT_MAPS,
    ENVIRONMENT_SPACES,
    ENVIRONMENTS,
    FILES,
    HEADERS,
    NAMES_OF,
    NEUTRAL,
    SECRET_MAPS,
    VALUE_KEYS,
    VARIABLE,
    end_of,
    is_pair,
)
from snapshots.redaction.marks import Path, hidden_at, replaced, texts_at
from snapshots.redaction.names import (
    ARN,
    NUMBER_NAME,
    PLACE,
    PLACE_IN_ADDRESS,
    Hidden,
    hides,
    is_harmless,
    is_mysql,
    is_secret_header,
    is_user_option,
    is_variable,
    option_hides,
    password_option,
)
from snapshots.redaction.screen import OPENING, Screen, is_bare
from snapshots.redaction.texts import LARGEST, PRIVATE_KEY, USER_PAIR
from snapshots.redaction.values import looks_secret, stands_for
from snapshots.redaction.words import folded


@dataclass(frozen=True, slots=True)
class Redactor(TextRedactor):
    """Replaces secrets by fingerprints, in resources and in any other value."""

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
        attributes = self.disown(attributes)
        clear = self.own.is_empty and self._screen().shows_nothing(attributes)
        variable = is_variable_type(type_)
        if clear and not variable:
            redacted: Any = attributes
        else:
            redacted = self._object(attributes, "[]" if variable else "", pair=not is_record(type_))
        parts = partly_secret(type_)
        for known in (*known_secrets(type_), *self.own.paths_of(type_)):
            if known[0] in redacted:
                hide = self.hide_parts if known in parts else self.hide
                # Of what was read, and not of what names have hidden in it: that depends on what else a document has.
                redacted = (
                    {**redacted, known[0]: hide(attributes[known[0]])}
                    if len(known) == 1
                    else hidden_at(redacted, known, hide)
                )
        told: set[str] = set()
        for path in sensitive:
            told.update(text for text in texts_at(attributes, path) if looks_secret(text))
            if tuple(step for step in path if isinstance(step, str)) not in parts:  # it is hidden already
                redacted = replaced(redacted, path, self.hide)
        return dict(self._without(redacted, sorted(told, key=len, reverse=True)) if told else redacted)

    def _without(self, value: Any, told: Sequence[str]) -> Any:
        """Hide everywhere in a resource what it marks as secret in one place; in a JSON text within its texts alone."""
        if isinstance(value, str):
            if value[:1] in OPENING:
                with suppress(JsonError, ValueError):
                    inside = parse_json(value.encode("utf-8", "surrogatepass"), name="text")
                    new = self._without(inside, told)
                    return value if new == inside else canonical_json(new).decode()
            for text in told:
                if text in value:
                    value = self.hide(value) if value == text else value.replace(text, self._whole(text))
                    if not isinstance(value, str):
                        break
            return value
        if isinstance(value, Mapping) and not is_secret_mark(value):
            return {key: self._without(item, told) for key, item in value.items()}
        return [self._without(item, told) for item in value] if isinstance(value, list) else value

    def _screen(self) -> Screen:
        return Screen(
            hidden=self._hidden,
            text=self._text,
            pair=self._pair,
            clear=self._show_nothing,
            every=not self.plain,
            open=self.open_names,
            seen=self._clear,
        )

    def _show_nothing(self, texts: Sequence[str]) -> bool:
        """Tell whether nothing in some texts has to be hidden; false also where that is not sure.

        No word that is looked for goes over the end of a text. What holds a format may go on in the next one.
        """
        if max(map(len, texts)) > LARGEST:
            return False
        joined = "\n".join(texts)
        named, formats = self._held(joined)
        if formats or (self.coloured and without_sequences(joined) != joined):
            return False
        if self.base64 and may_reveal(joined):
            asked: Sequence[str] = texts
        elif named:
            asked = [text for text in texts if not is_bare(text)]
        else:
            asked = [text for text in texts if self.may_open(text)]
        if any(self._text(text) is not text for text in asked):
            return False
        self.remember(texts)
        return True

    def value(self, value: Any) -> Any:
        """Return any JSON value without the secrets that names and formats show."""
        return self.named("", self.disown(value))

    def named(self, name: str, value: Any) -> Any:
        """Return what stands under a name without secrets; marks in it are of this redaction."""
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
        if value.get("kind") == "Secret" or "search_string" in value:
            value = self._special(value)
        if inside and (self._hidden(inside) is Hidden.ALWAYS or inside in SECRET_MAPS or inside in ENVIRONMENT_MAPS):
            return self._values(value, inside)
        found = self._entries(value)
        if pair and not VALUE_KEYS.isdisjoint(found):
            found = self._pair(found, inside)
        return self._below(found, hidden) if inside and (hidden := self._hidden(inside)) else found

    def _entries(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        changed = {key: new for key, item in value.items() if (new := self.named(key, item)) is not item}
        found = {**value, **changed} if changed else value
        if not self._shown_keys.issuperset(found) and any(self.key_of(key) != key for key in found):
            return {self.key_of(key): item for key, item in found.items()}
        return found

    def _special(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        """Hide the data of a Secret of Kubernetes, and what a firewall looks for in a header."""
        if value.get("kind") == "Secret":
            held = {
                name: {key: self.hide(item) for key, item in inner.items()}
                for name in ("data", "stringData", "binaryData", "string_data", "binary_data")
                if isinstance(inner := value.get(name), Mapping) and not is_secret_mark(inner)
            }
            return {**value, **held} if held else value
        searched = value["search_string"]
        if (
            "single_header" in repr(value.get("field_to_match"))
            and isinstance(searched, str)
            and looks_secret(searched)
        ):
            return {**value, "search_string": self.hide(searched)}
        return value

    def _values(self, value: Mapping[str, Any], inside: str) -> Mapping[str, Any]:
        """Hide the values of an environment, and those of a map whose name says that it holds secrets."""
        if inside in SECRET_MAPS:
            return {key: self._variable(key, item) for key, item in value.items()}
        found: dict[str, Any] = {}
        for key, item in value.items():
            if not isinstance(item, str):
                below = key if inside in ENVIRONMENTS else inside
                found[key] = self.named(below, item)
            elif inside not in ENVIRONMENTS and (is_harmless(key) or ARN.fullmatch(item)):
                found[key] = self._text(item)
            else:
                found[key] = self._variable(key, item)
        return found

    def _variable(self, name: str, value: Any) -> Any:
        """Hide the value of a variable, but for the name of something of AWS's, which says itself that it is one.

        Only by what is shown can anybody tell that one environment leads into another. Where a name says secret, and
        of all that stands beside a host, nothing is shown.
        """
        if not isinstance(value, str) or self._secret_name(name):
            return self.hide(value)
        if ARN.fullmatch(value) or PLACE.fullmatch(value):
            return self._text(value)
        address = PLACE_IN_ADDRESS.fullmatch(value)
        return f"{address['scheme']}://{address['host']} {self._whole(value)}" if address else self.hide(value)

    def _below(self, value: Mapping[str, Any], hidden: Hidden) -> Mapping[str, Any]:
        """Hide in an object under a secret's name what looks like one; names, ids and places only tell which it is."""
        if is_secret_mark(value):
            return value
        places = "path" in value or not VALUE_KEYS.isdisjoint(value)  # then a key is a name
        changed: dict[str, Any] = {}
        for key, item in value.items():
            name = folded(key)
            if is_harmless(key) or DESCRIBES.search(name) or (name == "key" and places):
                continue
            if isinstance(item, str):
                told = looks_secret(item) or (hidden is Hidden.ALWAYS and name in NEUTRAL and not stands_for(item))
                if told and not is_secret_text(item):
                    changed[key] = self.hide(item)
            elif isinstance(item, dict):
                changed[key] = self._below(item, hidden)
            elif isinstance(item, list):
                changed[key] = [self._below(inner, hidden) if isinstance(inner, dict) else inner for inner in item]
        return {**value, **changed} if any(value[key] is not new for key, new in changed.items()) else value

    def _number(self, name: str, value: Any) -> Any:
        if value is None or isinstance(value, bool) or not self._secret_name(name) or not NUMBER_NAME.search(name):
            return value
        return self.hide(value)

    def _array(self, value: Sequence[Any], name: str) -> Sequence[Any]:
        if is_pair(value) and self._hidden(value[0]) and looks_secret(value[1]):  # ["X-Api-Key", …]
            return [value[0], value[1] if is_secret_text(value[1]) else self.hide(value[1])]
        return self._items(self._environment(value) if name in ENVIRONMENTS else value, name)

    def _environment(self, value: Sequence[Any]) -> Sequence[Any]:
        """Hide the values of an environment that is a list of lines."""
        found: list[Any] = []
        for item in value:
            line = VARIABLE.fullmatch(item) if isinstance(item, str) else None
            found.append(
                item if line is None or is_secret_text(line["value"]) else line["name"] + self._whole(line["value"])
            )
        return value if all(map(is_, found, value)) else found

    def _items(self, value: Sequence[Any], name: str) -> Sequence[Any]:
        hidden = self._hidden(name)
        secret = hidden is Hidden.ALWAYS
        found: list[Any] = []
        option, user = Hidden.NEVER, False  # whether the item before was an option of a command whose value is secret
        letter = ""
        key = False  # whether the lines of a private key go on
        for item in value:
            if isinstance(item, str):
                key = (key or PRIVATE_KEY.search(item) is not None) and "-----END" not in item
                if item[:1] == "-" and not key and "-----END" not in item:
                    found.append(self.hide(item) if secret else self._option(item, value))
                    letter = letter or password_option(value)
                    option = Hidden.BY_VALUE if item == letter and letter else option_hides(item)
                    user = is_user_option(item)
                    continue
                if key:
                    found.append(item if is_secret_text(item) else self._whole(item))
                elif option and not is_variable(item) and not is_secret_text(item) and hides(option, "", item):
                    found.append(self._whole(item))
                elif user and (pair := USER_PAIR.fullmatch(item)):
                    found.append(pair["user"] + self._whole(pair["password"]))
                else:
                    found.append(self._string(name, item))
            elif isinstance(item, dict):
                inner = self._object(item, "[]" if name in ENVIRONMENTS else name if name in HEADERS else "")
                found.append(self._below(inner, hidden) if hidden else inner)
            elif isinstance(item, list):
                found.append(self._array(item, name))
            else:
                found.append(self._number(name, item) if secret else item)
            option, user = Hidden.NEVER, False
        return value if all(map(is_, found, value)) else found

    def _option(self, item: str, command: Sequence[Any]) -> str:
        """Hide the password in `-pX` of the MySQL programs."""
        if item[:2] != "-p" or len(item) < 3 or item[2] == "$" or not isinstance(command[0], str):
            return self._text(item)
        return (
            self._whole(item)
            if any(isinstance(word, str) and is_mysql(word) for word in command[:8])
            else self._text(item)
        )

    def _pair(self, pairs: Mapping[str, Any], inside: str) -> Mapping[str, Any]:
        # {"name": "DB_PASSWORD", "value": …}: the form of container environments and of many key-value lists.
        namespace = pairs.get("namespace")
        if isinstance(namespace, str) and namespace in ENVIRONMENT_SPACES:
            inside = "[]"
        named = (
            (name, value) for value in sorted(VALUE_KEYS & pairs.keys()) for name in NAMES_OF[value] & pairs.keys()
        )
        for name_key, value_key in sorted(named):
            name, value = pairs[name_key], pairs[value_key]
            new = value
            if not isinstance(name, str):
                continue
            if (
                inside == "[]"
                or (isinstance(value, str) and is_secret_header(name))
                or (inside in HEADERS and isinstance(value, str) and looks_secret(value))
            ):
                new = self._variable(name, value) if inside == "[]" else self.hide(value)
            elif value_key in FILES and "." in end_of(name).lstrip("."):
                continue
            elif called := next(filter(self._hidden, (name, end_of(name))), ""):
                new = self.named(called, value)
            if new is not value:
                pairs = {**pairs, value_key: new}
        return pairs

    def _string(self, name: str, value: str) -> Any:
        if len(value) > LARGEST:  # by its fingerprint alone: a mark inside would say no more
            return self.hide(value)
        hidden = self._hidden(name)
        if hidden and hides(hidden, name, value):
            return value if is_secret_text(value) else self.hide(value)
        return self._text(value)
