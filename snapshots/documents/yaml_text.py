"""YAML as kubectl, Helm and their like read it: several documents, anchors, merge keys; bounded, and a key once.

It is read from the events of the parser, so that nothing is made of what is refused. Objects of Kubernetes are what
kubectl makes of them, with the scalars of YAML 1.1 and its order of merge keys; all else is YAML 1.2
(`snapshots.documents.scalars`). An alias counts as all that it stands for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from snapshots.documents.errors import DocumentError, unparsable, unsupported
from snapshots.documents.scalars import NoNumberError, core, key_of, kubectl

MAX_BYTES = 4 * 2**20  # the parser takes seconds for each
MAX_VALUES = 500_000
MAX_DEPTH = 100
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

    def made(*, is_kubectl: bool) -> _Composer:
        return _Composer(YAML(typ="safe", pure=True).parse(text), name, is_kubectl=is_kubectl)

    try:
        read = made(is_kubectl=False)
        found = list(read.documents())
        if read.is_ambiguous and any(map(_is_kubernetes, found)):
            again = made(is_kubectl=True).documents()
            found = [other if _is_kubernetes(one) else one for one, other in zip(found, again, strict=True)]
        return [one for one in found if one.value is not None]
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

    def __init__(self, events: Iterator[Any], name: str, *, is_kubectl: bool) -> None:
        """`is_kubectl` reads as kubectl does; else `is_ambiguous` tells afterwards whether that makes a difference."""
        self._events, self._name, self._is_kubectl = events, name, is_kubectl
        self._anchors: dict[str, _Node] = {}
        self._size = 0
        self.is_ambiguous = False

    def documents(self) -> Iterator[YamlDocument]:
        for event in self._events:
            if type(event).__name__ == "DocumentStartEvent":
                self._anchors = {}
                first = next(self._events)
                yield YamlDocument(self._node(first, 0).value, first.start_mark.line + 1)

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
        overruled: dict[str, Any] = {}  # what kubectl takes from a merge key that stands behind
        inner: list[_Node] = []
        while type(event := next(self._events)).__name__ != "MappingEndEvent":
            key = self._key(event)
            node = self._node(next(self._events), depth + 1)
            inner.append(node)
            if key == _MERGE and event.implicit[0]:
                others = self._merged(node.value, event)
                self.is_ambiguous |= bool(found or merged)
                for other in reversed(others):
                    overruled |= other
                merged += others
            elif key in found:
                raise _at(self._name, event.start_mark, "this key stands here twice")
            else:
                found[key] = node.value
                overruled.pop(key, None)
        value: dict[str, Any] = {}
        for other in reversed(merged):  # of several the first one counts
            value |= other
        value = {**value, **found, **(overruled if self._is_kubectl else {})}
        return _Node(value, 1 + sum(node.size for node in inner), _deepest(inner))

    def _key(self, event: Any) -> str:
        if type(event).__name__ != "ScalarEvent":
            raise _at(self._name, event.start_mark, "a key is a text, and no list, mapping or alias")
        self._check_tag(event)
        text, tag = self._text(event), (event.tag or "").removeprefix(_CORE)
        if tag == "str" or (not tag and not event.implicit[0]) or text == _MERGE:
            return text
        key = self._read(key_of, text, event)
        self.is_ambiguous |= key != text
        if not self._is_kubectl:
            return text
        if key is None:
            raise _at(self._name, event.start_mark, "this key is no text to kubectl: write it in quotes")
        return str(key)

    def _merged(self, value: Any, event: Any) -> list[Any]:
        others = value if isinstance(value, list) else [value]
        if not all(isinstance(other, dict) for other in others):
            raise _at(self._name, event.start_mark, "a merge key (<<) takes mappings")
        return others

    def _scalar(self, event: Any) -> Any:
        text, tag = self._text(event), (event.tag or "").removeprefix(_CORE)
        if tag == "str" or (not tag and not event.implicit[0]):
            return text
        other = self._read(kubectl, text, event)
        if self._is_kubectl:
            return other
        value = core(text)
        if isinstance(value, float) and value - value != 0:
            raise _at(self._name, event.start_mark, "this number is too large")
        self.is_ambiguous |= type(value) is not type(other) or value != other
        return value

    def _read(self, read: Callable[[str], Any], text: str, event: Any) -> Any:
        """Return what kubectl makes of a scalar; what is no number to JSON is an error where it is asked."""
        try:
            return read(text)
        except NoNumberError as error:
            if self._is_kubectl:
                raise _at(self._name, event.start_mark, "JSON has no such number, and kubectl refuses it") from error
            return None

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


def _is_kubernetes(document: YamlDocument) -> bool:
    value = document.value
    return isinstance(value, dict) and {"apiVersion", "kind"} <= value.keys()


def _deepest(nodes: list[_Node]) -> int:
    return 1 + max((node.depth for node in nodes), default=0)


def _at(name: str, mark: Any, problem: str) -> DocumentError:
    place = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else name
    return unparsable(f"{place}: {problem}", "correct the file")


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]
