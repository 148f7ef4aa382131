"""Redaction of texts: what is secret inside one, and what is left of it."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Self

from engine.jsontext.digest import JsonError, canonical_json, parse_json
from engine.model.secret import NAME as SECRET
from engine.model.secret import is_secret_mark, marked, marked_text
from snapshots.redaction.assignments import Assignments
from snapshots.redaction.encodings import CLOSED, SHORTEST, revealed
from snapshots.redaction.formats.form import Format
from snapshots.redaction.formats.sequences import without_sequences
from snapshots.redaction.formats.table import FORMATS
from snapshots.redaction.literals import literals
from snapshots.redaction.maps import ENVIRONMENTS
from snapshots.redaction.marks import claimed_in, depth_of, disowned, json_bytes, mac, may_claim
from snapshots.redaction.names import Hidden, hidden_by
from snapshots.redaction.own import NOTHING, OwnSecrets
from snapshots.redaction.screen import OPENING
from snapshots.redaction.search import DocumentSearch
from snapshots.redaction.texts import ESCAPED_NAME, LARGEST, LOGIN, MAY_HIDE, QUOTED_NAME, json_in
from snapshots.redaction.words import lowered

_MAX_TEXTS = 3  # JSON texts inside one another that are opened, and how deep each may be: the stack is finite
_MAX_TEXT_DEPTH = 64
MARKED = re.compile(r"(\$secret\\{0,8}\"?:\\{0,8}\"?[0-9a-f]{32})")
_LONGEST_NAME = 400
_MANY = 100_000  # texts that are remembered, because they are alike in many resources
_SHORT = 200  # letters of each
_LEAST = 8  # letters of a text that may hold a secret beside its name
_MAX_ROUNDS = 4  # what is hidden can bring two parts of a text together
_WORDS = tuple({*MAY_HIDE, *(word for entry in FORMATS for word in (*entry.literals, *entry.needs))})
_BY_WORD: dict[str, list[int]] = {}
for _index, _entry in enumerate(FORMATS):
    for _word in _entry.literals:
        _BY_WORD.setdefault(_word, []).append(_index)
ALL_FORMATS = frozenset(range(len(FORMATS)))  # by their place in the table
_END = re.compile(r"(?<!\\)(?:\\\\)*\"")  # of a text in JSON
_HIDING = re.compile(r"\\(?:u[0-9a-fA-F]{4}|/)")  # escapes of JSON inside a text, which may hide a literal


@dataclass(frozen=True, slots=True)
class TextRedactor(ABC):
    """Replaces secrets by fingerprints under `key` (32 bytes); `epoch` names the key and may be shown.

    What is read comes from outside, and a mark in it is nobody's: it is hidden itself. Only who reads again what this
    installation has redacted, and sealed since, says so by `for_own`.

    `own` is what an organisation says of its secrets. `previous` is the key before, while there is one; then `bridge`
    collects the fingerprint of each secret under it -> the one of today. `hints`, `formats`, `structured` (JSON in
    other text), `base64`, `marks` and `coloured` (sequences of terminals) are what a document can hold: `plain` where
    only texts that are JSON can hide anything. `inside` counts the texts around the value; `open_names` are the names
    that a screen has found to hide nothing.
    """

    key: bytes = field(repr=False)
    epoch: str
    hints: frozenset[str] = MAY_HIDE
    formats: frozenset[int] = ALL_FORMATS
    structured: bool = True
    base64: bool = True
    marks: bool = True
    coloured: bool = True
    ours: bool = False
    plain: bool = False
    inside: int = 0
    previous: bytes = field(default=b"", repr=False)
    own: OwnSecrets = NOTHING
    bridge: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    open_names: set[str] = field(default_factory=set, repr=False, compare=False)
    _names: dict[str, Hidden] = field(default_factory=dict)
    _clear: set[str] = field(default_factory=set, repr=False, compare=False)
    _shown_keys: set[str] = field(default_factory=set, repr=False, compare=False)

    @abstractmethod
    def value(self, value: Any) -> Any:
        """Return any JSON value without the secrets that names and formats show."""

    @abstractmethod
    def named(self, name: str, value: Any) -> Any:
        """Return what stands under a name without secrets; marks in it are of this redaction."""

    def for_document(self, data: bytes) -> Self:
        """Return a redactor that looks only for the formats that can occur in the JSON document `data`.

        Most documents hold none of them, and looking at every text for all of them is dear.
        """
        if not self.own.is_empty:  # what is looked for is not known here
            return self
        document = DocumentSearch(data)
        if document.hidden:  # an escaped letter may hide a literal: look for everything
            return self
        # Where a JSON text escapes its letters, only what is opened shows which words it holds.
        hints = frozenset(word for word in MAY_HIDE if document.escaped or document.holds(word.replace('"', "")))
        formats, base64 = document.formats(), document.encoded()
        structured = document.names(hints) or document.told(hints)
        structured = structured or base64 or bool(formats)  # what is hidden in it is written anew as well
        plain = not (formats or structured or base64)
        return replace(
            self,
            hints=hints,
            formats=formats,
            structured=structured,
            base64=base64,
            plain=plain,
            marks=SECRET.encode() in data,
            coloured=False,
            _clear=set(),
        )

    def for_own(self) -> Self:
        """Return a redactor of documents that it has redacted itself: marks in them count."""
        return replace(self, ours=True)

    def for_texts(self, texts: Iterable[str]) -> Self:
        """Return a redactor that finds in some texts what this one finds, and looks for nothing that is in none."""
        if not self.own.is_empty:
            return self
        # No literal goes over the end of a line, and the lines of traces are alike in thousands of texts.
        known: set[str] = set()
        for text in texts:
            known.update(text.split("\n"))
        lines = "\n".join(known)
        if _HIDING.search(lines) or without_sequences(lines) != lines:
            return self
        found = literals(_WORDS).in_text(lowered(lines))
        return replace(
            self,
            hints=self.hints & found,
            formats=frozenset(index for index in self.formats if not found.isdisjoint(FORMATS[index].literals)),
        )

    def text(self, text: str) -> str:
        """Return a text in which every credential that a name or a known format shows is a fingerprint."""
        return self._text(self.disown(text))

    def _text(self, text: str) -> str:
        if len(text) > LARGEST:
            return self._whole(text)
        if self.own.compiled:
            text = self._patterns(text)
        if len(text) < _LEAST or text in self._clear:
            return text
        shown = self._looked_into(text)
        if self.coloured and (plain := without_sequences(shown)) != shown and len(plain) >= _LEAST:
            hidden = self._looked_into(self._patterns(plain) if self.own.compiled else plain)
            shown = shown if hidden == plain else hidden
        if shown is text and not self.inside:
            self.remember((text,))
        return shown

    def remember(self, texts: Iterable[str]) -> None:
        """Note that nothing in some texts has to be hidden."""
        if len(self._clear) > _MANY:
            self._clear.clear()
        self._clear.update(text for text in texts if len(text) <= _SHORT)

    def _looked_into(self, text: str) -> str:
        named, formats = self._held(text)
        opening = text[0] in OPENING  # it is opened only when it may hold a secret: most are policy documents
        named = named and (opening or self.structured)
        shown, opened = text, None
        if opening and (named or formats):
            opened = self._opened(text)
            shown = self._unopened(text) if opened is None else opened
        elif named:
            shown = self._structure(text)
        if shown is not text and self.formats:  # it shows letters that were escaped
            formats = tuple(dict.fromkeys((*formats, *self._held(shown)[1])))
        text = self._formats(shown, formats, is_json=opened is not None) if formats else shown
        return self._base64(text) if self.base64 and len(text) >= SHORTEST else text

    def _held(self, text: str) -> tuple[bool, tuple[Format, ...]]:
        """Tell whether a text holds a word of a secret's name, and the formats that it may hold."""
        if not self.hints and not self.formats:
            return False, ()
        found = literals(_WORDS).in_text(lowered(text))
        named = bool(self.own.names) or not found.isdisjoint(self.hints)
        return named, _selected(self.formats, text, found) if self.formats else ()

    def secret(self, value: Any) -> Any:
        """Return the marker that stands for a secret; an empty value is no secret and stays as it is."""
        return value if value in (None, "", [], {}) else marked(self.fingerprint(value), self.epoch)

    def hide(self, value: Any) -> Any:
        """Return the marker that stands for a secret, also for one that is hidden already."""
        return value if is_secret_mark(value) else self.secret(value)

    def hide_parts(self, value: Any) -> Any:
        """Return a JSON text with each value in it hidden by itself; what is none is hidden as a whole."""
        parsed = _parsed(value) if isinstance(value, str) else None
        if parsed is None or depth_of(parsed) > _MAX_TEXT_DEPTH:
            return self.hide(value)
        try:
            return canonical_json(self._parts(self.disown(parsed))).decode()
        except ValueError:  # half of a surrogate pair cannot be written again
            return self.hide(value)

    def _parts(self, value: Any) -> Any:
        if is_secret_mark(value):
            return value
        if isinstance(value, dict):
            return {self.key_of(key): self._parts(item) for key, item in value.items()}
        return [self._parts(item) for item in value] if isinstance(value, list) else self.secret(value)

    def disown(self, value: Any, made: frozenset[str] = frozenset()) -> Any:
        """Return a value from outside in which marks other than those `made` here are hidden themselves."""
        if self.ours or not self.marks or not may_claim(value):
            return value
        return disowned(value, self.fingerprint, self.epoch, made)

    def fingerprint(self, value: Any) -> str:
        """Return 32 hex digits of HMAC-SHA-256 over the length-prefixed parts of domain, JSON type and value.

        Two spellings of one JSON document are one text.
        """
        kind = "text" if isinstance(value, str) else "json"
        parsed = _parsed(value) if isinstance(value, str) else value
        body = value.encode("utf-8", "surrogatepass") if parsed is None else json_bytes(parsed)
        parts = (b"driftgate/secret/1", kind.encode(), body)
        found = mac(self.key, parts)
        if self.previous:
            self.bridge[mac(self.previous, parts)] = found
        return found

    def key_of(self, key: str) -> str:
        """Return the key of a map, of an output or of an instance, without what a text of it would hide."""
        if key in self._shown_keys or key == SECRET:
            return key
        shown = self._text(key)
        if shown == key:
            self._shown_keys.add(key)
        return shown

    def _json_text(self, text: str) -> str:
        opened = self._opened(text)
        return self._unopened(text) if opened is None else opened

    def _unopened(self, text: str) -> str:
        """Return what is shown of a text that looks like JSON and is none: nothing where it names a secret."""
        return self._whole(text) if self._names_secret(text) else self._quoted(text)

    def _opened(self, text: str) -> str | None:
        """Return a JSON text without the secrets in it; none for what is no JSON."""
        try:
            value = parse_json(text.encode("utf-8", "surrogatepass"), name="text")
        except JsonError:
            return None
        if self.inside == _MAX_TEXTS or depth_of(value) > _MAX_TEXT_DEPTH:
            return self._whole(text)
        # Nothing has put a mark into the JSON yet; only in its texts those of patterns stand, as they were put there.
        inner = replace(self, inside=self.inside + 1, marks=True)
        redacted = inner.named("", inner.disown(value, claimed_in(text)))
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
        return Assignments(self._hidden, self._whole).hide_in(text)

    def _formats(self, text: str, formats: tuple[Format, ...], *, is_json: bool) -> str:
        hide = self._match_within if is_json else self._match
        patterns = [compiled(entry.pattern) for entry in formats]
        for _ in range(_MAX_ROUNDS):
            before = text
            for pattern in patterns:
                text = pattern.sub(hide, text)
            if text == before:
                break
        return text

    def _patterns(self, text: str) -> str:
        """Hide what the patterns of an organisation match, but for what is hidden already."""
        parts = MARKED.split(text)
        for pattern in self.own.compiled:
            parts = [part if MARKED.fullmatch(part) else pattern.sub(self._match, part) for part in parts]
            parts = [piece for part in parts for piece in MARKED.split(part)]
        return "".join(parts)

    def _match(self, match: re.Match[str]) -> str:
        return self._whole(match.group())

    def _match_within(self, match: re.Match[str]) -> str:
        # What ends a text of JSON ends a secret in it: what goes on would be hidden with it, and a policy lose a part.
        return match.group() if _END.search(match.group()) else self._whole(match.group())

    def _base64(self, text: str) -> str:
        parts: list[str] = []
        done = 0
        for start, end, inner in revealed(text):
            if start < done:
                continue
            full = replace(
                self,
                inside=self.inside + 1,
                hints=MAY_HIDE,
                formats=ALL_FORMATS,
                structured=True,
                base64=True,
                plain=False,
                marks=True,
                coloured=True,
            )
            if inner == CLOSED or self.inside == _MAX_TEXTS or LOGIN.fullmatch(inner) or full.text(inner) != inner:
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
            end = name[-_LONGEST_NAME:]  # what is longer is no name, and its end tells
            known = self._names[name] = Hidden.ALWAYS if self.own.names_secret(end) else hidden_by(end)
        return known


def _parsed(text: str) -> Any:
    """Return the value of a text that is a JSON object or array; none for every other one."""
    if len(text) > LARGEST or text.lstrip()[:1] not in ("{", "["):
        return None
    try:
        return parse_json(text.encode("utf-8", "surrogatepass"), name="text")
    except (JsonError, RecursionError):
        return None


def _selected(formats: frozenset[int], text: str, found: set[str]) -> tuple[Format, ...]:
    """Return the formats of which a text holds the literals, and what has to be beside them."""
    indexes = {index for word in found for index in _BY_WORD.get(word, ()) if index in formats}
    return tuple(
        entry
        for entry in map(FORMATS.__getitem__, sorted(indexes))
        if (not entry.needs or not found.isdisjoint(entry.needs))
        and (not entry.beside or re.search(entry.beside, text))
    )


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the pattern of a format, compiled once: there are hundreds, and most are never needed."""
    return re.compile(pattern)
