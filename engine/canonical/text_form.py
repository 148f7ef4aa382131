"""The canonical form of one text, by where it stands: a number, a truth value, a document, or one spelling."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any

from engine.canonical import rules
from engine.canonical.rules import Rule
from engine.canonical.sets import Unordered, equal, key_elements
from engine.canonical.texts import TEXT_RULES, Field
from engine.canonical.yaml_text import YamlError, parse_yaml
from engine.facts.policy_documents import canonicalise_policy, is_policy_document, statement_label
from engine.jsontext.digest import JsonError, parse_json
from engine.provider.port import Provider
from engine.provider.schema import NodeKind

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?")
_JSON_STARTS = frozenset('{["')
_SHORT, _LONG = 200, 4_000  # characters
_NONE: AbstractSet[str] = frozenset()


class TextForms:
    """Says what texts mean, and remembers it: estates hold the same names, addresses and policies many times."""

    def __init__(self, provider: Provider) -> None:
        """Know what `provider` says of attributes."""
        self._provider = provider
        self._of_short = lru_cache(maxsize=65_536)(self._form)
        self._of_document = lru_cache(maxsize=2_048)(self._form)
        self._told = lru_cache(maxsize=8_192)(self._read)

    def form(self, text: str, type_: str, name: str, kind: NodeKind | None) -> tuple[Any, AbstractSet[str]]:
        """Return what a text says at an attribute `name` of a type, and the names of the rules that say so.

        `kind` is the schema's, none when it is unknown.
        """
        if len(text) <= _SHORT:
            return self._of_short(text, type_, name, kind)
        return (self._of_document if len(text) <= _LONG else self._form)(text, type_, name, kind)

    def _form(self, text: str, type_: str, name: str, kind: NodeKind | None) -> tuple[Any, AbstractSet[str]]:
        if not text:
            return None, {rules.EMPTY.name}
        facts = self._provider.facts(type_)
        if facts.verbatim:
            return text, _NONE
        if kind is NodeKind.BOOL:
            return (text == "true", {rules.BOOLEAN.name}) if text in {"true", "false"} else (text, _NONE)
        if kind is NodeKind.NUMBER:
            match = _NUMBER.fullmatch(text)
            if match is None:
                return text, _NONE
            number = float(text) if match[1] else int(text)
            return int(number) if number == int(number) else number, {rules.NUMBER.name}
        field, applied = Field(name, facts, self._provider.common), set()
        for rule, rewrite in TEXT_RULES:
            rewritten = rewrite(field, text)
            if rewritten != text:
                text = rewritten
                applied.add(rule.name)
        is_yaml = name in field.facts.documents
        if kind in {None, NodeKind.STRING, NodeKind.DYNAMIC} and (is_yaml or text[:1] in _JSON_STARTS):
            value, read = self._told(text, is_yaml, field.facts.sets)
            if rules.JSON.name in read:
                value, read = self._meant(value, field, read)
            return value, applied | {*read}
        return text, applied or _NONE

    def _meant(self, value: Any, field: Field, read: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
        """Return what a document of JSON means by where it stands, and the rules that say so."""
        if field.name in field.facts.filled:
            value, read = _unfilled(value, field.facts.filled[field.name]), (*read, rules.FILLED.name)
        if field.name in field.common.patterns:
            value, read = _alternatives(value, field.common.sequences), (*read, rules.ALTERNATIVES.name)
        return value, read

    def _read(self, text: str, is_yaml: bool, sets: AbstractSet[str]) -> tuple[Any, tuple[str, ...]]:
        """Return what a text says and the rules that read it so; lists that are members called `sets` are sets."""
        if text[:1] in _JSON_STARTS:
            try:
                parsed = parse_json(text.encode("utf-8", "surrogatepass"), name="attribute")
            except JsonError:
                parsed = None
            if isinstance(parsed, str) and parsed[:1] in {"{", "["}:  # JSON written as a text of JSON
                value, applied = self._told(parsed, is_yaml, sets)
                return value, (rules.JSON.name, *applied)
            if isinstance(parsed, dict | list) and not ("\\u" in text and _holds_half_a_character(parsed)):
                return _parsed(parsed, rules.JSON, sets)
        if is_yaml:
            try:
                parsed = parse_yaml(text)
            except YamlError:
                return text, ()
            if isinstance(parsed, dict | list):
                return _parsed(parsed, rules.YAML, sets)
        return text, ()


def _holds_half_a_character(parsed: Any) -> bool:
    """Tell whether a document has what no text can hold; it is compared as the text that it is written in."""
    try:
        json.dumps(parsed, ensure_ascii=False).encode()
    except ValueError:
        return True
    return False


def _parsed(parsed: Any, rule: Rule, sets: AbstractSet[str]) -> tuple[Any, tuple[str, ...]]:
    if not is_policy_document(parsed):
        return _plain(parsed, sets), (rule.name,)
    document = canonicalise_policy(parsed)
    statements = [_grant(_plain(item)) for item in document["Statement"]]
    return {**_plain(document), "Statement": key_elements(statements, label=statement_label)}, (rules.POLICY.name,)


def _plain(value: Any, sets: AbstractSet[str] = _NONE) -> Any:
    # JSON inside a text: no schema tells sets from lists, so order stays; numbers that are whole are integers.
    if isinstance(value, dict):
        found = {key: _plain(item, sets) for key, item in value.items()}
        named = [name for name in sets & found.keys() if isinstance(found[name], list)]
        return {**found, **{name: key_elements(_told_apart(found[name])) for name in named}}
    if isinstance(value, list):
        return [_plain(item, sets) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _told_apart(entries: list[Any]) -> list[Any]:
    """Return the entries of a set, those of one name with their number from the second on: among them order decides."""
    seen: Counter[str] = Counter()
    found = []
    for entry in entries:
        name = entry.get("name") if isinstance(entry, dict) else None
        number = 1
        if isinstance(name, str):
            seen[name] += 1
            number = seen[name]
        found.append(entry if number == 1 else {**entry, "occurrence": number})
    return found


def _unfilled(value: Any, defaults: Mapping[str, Any], block: str = "") -> Any:
    """Return a document without what says nothing: empty lists and objects, nulls, and members at their defaults."""
    if isinstance(value, Unordered):
        return Unordered({key: _unfilled(item, defaults, block) for key, item in value.items()})
    if isinstance(value, dict):
        found = {key: _unfilled(item, defaults, key) for key, item in value.items()}
        told = {key: item for key, item in found.items() if item is not None and item not in ([], {})}
        known = {key: defaults.get(f"{block}.{key}" if block else key) for key in told}
        return {key: item for key, item in told.items() if known[key] is None or not equal(item, known[key])}
    return [_unfilled(item, defaults, block) for item in value] if isinstance(value, list) else value


def _alternatives(value: Any, sequences: AbstractSet[str], name: str = "") -> Any:
    """Return a pattern with its lists as sets, but for those of members in `sequences`."""
    if isinstance(value, dict):
        return {key: _alternatives(item, sequences, key) for key, item in value.items()}
    if not isinstance(value, list):
        return value
    items = [_alternatives(item, sequences, name) for item in value]
    return items if name in sequences else key_elements(items)


def _grant(statement: Any) -> Any:
    """Return a canonical statement with its sorted lists as sets: actions, resources, principals, condition values."""
    if isinstance(statement, dict):
        return {key: _grant(item) for key, item in statement.items()}
    return key_elements(statement) if isinstance(statement, list) else statement
