"""YAML as kubectl, Helm and their like read it: several documents, anchors, merge keys; bounded, and a key once.

It is read from the events of the parser, so that nothing is made of what is refused. Scalars are those of YAML 1.2's
core schema with the octal numbers of 1.1 (`defaultMode: 0644`), which go-yaml knows
(https://github.com/kubernetes-sigs/yaml). An alias counts as all that it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from snapshots.documents.errors import DocumentError, unparsable, unsupported

MAX_BYTES = 4 * 2**20  # the parser takes seconds for each
MAX_VALUES = 500_000
MAX_DEPTH = 100
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,39})")
_OCTAL = re.compile(r"([-+]?)0o?([0-7]{1,20})")
_HEXADECIMAL = re.compile(r"0x([0-9a-fA-F]{1,20})")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]{1,40}|[0-9]{1,40}(?:\.[0-9]{0,40})?)(?:[eE][-+]?[0-9]{1,3})?")
_NONE = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_CORE = "tag:yaml.org,2002:"
_KNOWN_TAGS = frozenset({"str", "int", "float", "bool", "null", "map", "seq"})
_NO_TEXT = re.compile("[\ud800-\udfff\0]")
_MERGE = "<<"


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """One document of a file: its value, and the line at which it begins, from 1."""

    value: Any
    line: int


def parse_documents(text: str, name: str) -> list[YamlDocument]:
    """Return the documents of a YAML text, without empty ones; raises DocumentError saying where and what."""
    from ruamel.yaml import YAML  # noqa: PLC0415 - it takes a twentieth of a second, and most documents are JSON
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415 - the same
    from ruamel.yaml.reader import ReaderError  # noqa: PLC0415 - the same

    events = YAML(typ="safe", pure=True).parse(text)
    try:
        return list(_Composer(events, name).documents())
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _at(name, mark, _one_line(error.problem or error.context or "not YAML")) from error
    except ReaderError as error:
        raise unparsable(f"{name}: the character U+{error.character:04X} stands in no YAML") from error
    except (YAMLError, RecursionError, ValueError, AssertionError, OverflowError) as error:
        raise unparsable(f"{name}: not YAML") from error


@dataclass(frozen=True, slots=True)
class _Node:
    """A value with what it counts for wherever it is written by its alias."""

    value: Any
    size: int
    depth: int


class _Composer:
    """Makes values of events."""

    def __init__(self, events: Iterator[Any], name: str) -> None:
        self._events, self._name = events, name
        self._anchors: dict[str, _Node] = {}
        self._size = 0

    def documents(self) -> Iterator[YamlDocument]:
        for event in self._events:
            if type(event).__name__ == "DocumentStartEvent":
                self._anchors = {}
                first = next(self._events)
                node = self._node(first, 0)
                if node.value is not None:
                    yield YamlDocument(node.value, first.start_mark.line + 1)

    def _node(self, event: Any, depth: int) -> _Node:
        if depth > MAX_DEPTH:
            raise _at(self._name, event.start_mark, f"nested deeper than {MAX_DEPTH} levels")
        kind = type(event).__name__
        if kind == "AliasEvent":
            return self._alias(event, depth)
        self._check_tag(event)
        self._count(1, event)
        match kind:
            case "ScalarEvent":
                node = _Node(self._scalar(event), 1, 1)
            case "SequenceStartEvent":
                node = self._sequence(depth)
            case _:
                node = self._mapping(depth)
        if event.anchor:
            self._anchors[event.anchor] = node
        return node

    def _alias(self, event: Any, depth: int) -> _Node:
        node = self._anchors.get(event.anchor)
        if node is None:
            raise _at(self._name, event.start_mark, "an alias names nothing that stands before it")
        self._count(node.size, event)
        if depth + node.depth > MAX_DEPTH:
            raise _at(self._name, event.start_mark, f"nested deeper than {MAX_DEPTH} levels")
        return node

    def _count(self, size: int, event: Any) -> None:
        self._size += size
        if self._size > MAX_VALUES:
            raise _at(self._name, event.start_mark, f"more than {MAX_VALUES} values, aliases written out")

    def _sequence(self, depth: int) -> _Node:
        items = []
        while type(event := next(self._events)).__name__ != "SequenceEndEvent":
            items.append(self._node(event, depth + 1))
        return _Node([item.value for item in items], 1 + sum(item.size for item in items), _deepest(items))

    def _mapping(self, depth: int) -> _Node:
        found: dict[str, Any] = {}
        merged: list[Any] = []
        inner: list[_Node] = []
        while type(event := next(self._events)).__name__ != "MappingEndEvent":
            key = self._key(event)
            node = self._node(next(self._events), depth + 1)
            inner.append(node)
            if key == _MERGE and event.implicit[0]:
                merged += self._merged(node.value, event)
            elif key in found:
                raise _at(self._name, event.start_mark, "this key stands here twice")
            else:
                found[key] = node.value
        value: dict[str, Any] = {}
        for other in reversed(merged):  # of several the first one counts
            value |= other
        return _Node({**value, **found}, 1 + sum(node.size for node in inner), _deepest(inner))

    def _key(self, event: Any) -> str:
        if type(event).__name__ != "ScalarEvent":
            raise _at(self._name, event.start_mark, "a key is a text, and no list, mapping or alias")
        self._check_tag(event)
        return self._text(event)

    def _merged(self, value: Any, event: Any) -> list[Any]:
        others = value if isinstance(value, list) else [value]
        if not all(isinstance(other, dict) for other in others):
            raise _at(self._name, event.start_mark, "a merge key (<<) takes mappings")
        return others

    def _scalar(self, event: Any) -> Any:
        text, tag = self._text(event), (event.tag or "").removeprefix(_CORE)
        if tag == "str" or (not tag and not event.implicit[0]):
            return text
        value = _resolved(text)
        if isinstance(value, float) and value - value != 0:
            raise _at(self._name, event.start_mark, "this number is too large")
        return value

    def _text(self, event: Any) -> str:
        text = str(event.value)
        if _NO_TEXT.search(text):
            raise _at(self._name, event.start_mark, "a character stands here that is in no text")
        return text

    def _check_tag(self, event: Any) -> None:
        tag = str(event.tag or "")
        if tag and tag != "!" and tag.removeprefix(_CORE) not in _KNOWN_TAGS:
            problem = f"{self._name}:{event.start_mark.line + 1}: the tag is not known here"
            raise unsupported(problem, "write plain values: give what the tool makes of it")


def _deepest(nodes: list[_Node]) -> int:
    return 1 + max((node.depth for node in nodes), default=0)


def _resolved(text: str) -> Any:
    """Return what a text without quotes stands for."""
    if text in _NONE:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if octal := _OCTAL.fullmatch(text):
        return int(f"{octal[1]}{octal[2]}", 8)
    if hexadecimal := _HEXADECIMAL.fullmatch(text):
        return int(hexadecimal[1], 16)
    return float(text) if _FLOAT.fullmatch(text) else text


def _at(name: str, mark: Any, problem: str) -> DocumentError:
    place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
    return unparsable(f"{place}: {problem}", "correct the file")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
