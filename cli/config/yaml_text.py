"""The YAML that is read: 1.2, one document, without aliases, merge keys and tags; a key is the text that is written.

Everything else is refused with its line and column, before it is loaded: what makes small files expand without end,
what nests without end, and what says something else than it seems to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import ConstructorError, DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    NodeEvent,
    ScalarEvent,
)
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.parser import RoundTripParser
from ruamel.yaml.reader import ReaderError
from ruamel.yaml.tag import Tag

from engine.errors import ConfigError
from engine.text import terminal

MAX_DEPTH = 40
MAX_VALUES = 100_000
_LARGEST = 2**63
_TEXT = Tag(suffix="tag:yaml.org,2002:str")
_TWICE = re.compile(r'found duplicate key "([\w.\-]{1,80})" with')
_NO_TEXT = re.compile("[\ud800-\udfff\0]")
_QUOTES = 'put a text with special characters in quotes, for example "a: b"'
# What the library says of mistakes that people make often, in our words, and what to do.
_OFTEN = {
    "but found another document": ("a second document begins here", "keep one document in a file"),
    "found character '\\t'": ("found a tab where a value or a key begins", "indent with spaces"),
    "mapping values are not allowed": ("a colon stands in a text without quotes, or a line is indented wrong", _QUOTES),
    "found incompatible YAML document": ("it is not of YAML 1.2", "leave the line that begins with % out"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlFile:
    """A YAML document: plain values and where each of them stands."""

    name: str
    root: Any

    def position(self, location: tuple[str | int, ...]) -> tuple[int, int]:
        """Return line and column, from 1, of the deepest part of a location that exists."""
        node, found = self.root, (1, 1)
        for step in location:
            if isinstance(node, CommentedMap) and step in node:
                line, column = node.lc.key(step)
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and 0 <= step < len(node):
                line, column = node.lc.item(step)
            else:
                break
            found = (line + 1, column + 1)
            node = node[step]
        return found

    def has(self, location: tuple[str | int, ...]) -> bool:
        """Tell whether the document itself holds a value at a location."""
        node = self.root
        for step in location:
            inside = isinstance(node, CommentedMap) and step in node
            if not inside and not (isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node)):
                return False
            node = node[step]
        return True

    def where(self, location: tuple[str | int, ...]) -> str:
        """Return `file:line:column`."""
        line, column = self.position(location)
        return f"{self.name}:{line}:{column}"


def load_text(text: str, *, name: str) -> Any:
    """Return what a YAML text says, with positions; raises ConfigError saying where and what for anything else."""
    loader = YAML(typ="rt", pure=True)
    loader.Constructor, loader.Parser = _Constructor, _Parser
    try:
        return loader.load(text)
    except _RefusedError as error:
        raise ConfigError(f"{_at(name, error.problem_mark)}: {error.problem}", hint=error.hint) from None
    except DuplicateKeyError as error:  # the library's own words show both values, which may be secrets
        named = _TWICE.match(error.problem or "")
        what = f"{named[1] if named else 'this key'} stands here twice"
        raise ConfigError(f"{_at(name, error.problem_mark)}: {what}", hint="keep one of the two") from None
    except MarkedYAMLError as error:
        problem = error.problem or error.context or "not YAML"
        said = next((told for part, told in _OFTEN.items() if part in problem), (_one_line(problem), _QUOTES))
        raise ConfigError(f"{_at(name, error.problem_mark or error.context_mark)}: {said[0]}", hint=said[1]) from error
    except ReaderError as error:
        before = text[: error.position]
        place = f"{name}:{before.count(chr(10)) + 1}:{error.position - before.rfind(chr(10))}"
        raise ConfigError(
            f"{place}: the character U+{error.character:04X} stands in no YAML", hint="save the file as UTF-8 text"
        ) from error
    except Exception as error:  # the library ends as its code does on what it takes for granted
        raise ConfigError(f"{name}:1:1: not YAML 1.2: {_one_line(str(error))}", hint=_QUOTES) from error


class _RefusedError(MarkedYAMLError):
    """Something is in a text that is YAML and is not read; `hint` says what to do about it."""

    def __init__(self, problem: str, hint: str, mark: Any) -> None:
        """Keep what it is, what to do about it, and where it stands."""
        super().__init__(None, None, problem, mark)
        self.hint = hint


class _Parser(RoundTripParser):
    """Refuses what is not read as it is met, before anything is made of it."""

    depth = 0
    values = 0

    def check_event(self, *choices: Any) -> Any:
        """Tell whether the next event is one of these; raises _RefusedError where the library ends without a place."""
        try:
            return super().check_event(*choices)
        except (AssertionError, OverflowError, ValueError) as error:  # of a version, and of an escape
            problem = f"not YAML 1.2: {_one_line(str(error))}"
            raise _RefusedError(problem, _QUOTES, self.loader.reader.get_mark()) from error

    def get_event(self) -> Any:
        """Return the next event; raises _RefusedError."""
        event = super().get_event()
        if isinstance(event, CollectionStartEvent):
            self.depth += 1
        elif isinstance(event, CollectionEndEvent):
            self.depth -= 1
        self.values += isinstance(event, NodeEvent)
        if what := self._refused_size() or _refused(event):
            raise _RefusedError(*what, event.start_mark)
        return event

    def _refused_size(self) -> tuple[str, str] | None:
        if self.depth > MAX_DEPTH:
            return f"nested deeper than {MAX_DEPTH} levels", "close the brackets, or write it flatter"
        if self.values > MAX_VALUES:
            return f"more than {MAX_VALUES} keys and values", "what people write is shorter; split the file"
        return None


def _refused(event: Any) -> tuple[str, str] | None:
    """Return what is wrong with an event and what to do about it; none where it is read."""
    if isinstance(event, DocumentStartEvent) and event.version not in {None, (1, 2)}:
        return _OFTEN["found incompatible YAML document"]
    if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and getattr(event, "anchor", None)):
        return "anchors and aliases are not allowed", "write the values out where they are needed"
    if getattr(event, "tag", None):
        return "tags such as !!str are not allowed", 'put a text that begins with ! in quotes: "!a"'
    if not isinstance(event, ScalarEvent):
        return None
    if event.value == "<<" and event.implicit[0]:
        return "merge keys (<<) are not allowed", "write the keys out where they are needed"
    if found := _NO_TEXT.search(event.value):
        return f"the character U+{ord(found[0]):04X} stands in no text", "leave it out"
    return None


class _Constructor(RoundTripConstructor):
    """Takes keys, and times, as the texts that are written, and tells where a number is that is none."""

    def construct_mapping(self, node: Any, *args: Any, **how: Any) -> Any:
        """Fill a mapping: a key that is written without quotes is a text all the same, as `no`, `12` and `1e3` are."""
        for key, _ in node.value:
            if not isinstance(key, ScalarNode):
                raise ConstructorError(None, None, "a key is a text, and no list or mapping", key.start_mark)
            key.ctag = _TEXT
        return super().construct_mapping(node, *args, **how)

    def construct_number(self, node: Any) -> Any:
        """Return a number; raises ConstructorError for one that is none, or that nothing counts to."""
        kind = node.tag.rpartition(":")[2]
        try:
            found = getattr(super(), f"construct_yaml_{kind}")(node)
        except (ValueError, IndexError, OverflowError):
            found = None
        if found is None or (kind == "int" and abs(found) > _LARGEST):
            raise ConstructorError(None, None, "this is no number that can be read", node.start_mark)
        return found


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", RoundTripConstructor.construct_yaml_str)
_Constructor.add_constructor("tag:yaml.org,2002:int", _Constructor.construct_number)
_Constructor.add_constructor("tag:yaml.org,2002:float", _Constructor.construct_number)


def _at(name: str, mark: Any) -> str:
    return f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else f"{name}:1:1"


def _one_line(text: str) -> str:
    return terminal(" ".join(text.split()))[:200]
