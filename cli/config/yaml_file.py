"""YAML 1.2 with positions: strict, bounded, without aliases, every problem with its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, NodeEvent

from engine.errors import ConfigError
from engine.text import terminal

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 40
VERSION = 1  # of the configuration and of waiver files
_UNKNOWN = "extra_forbidden"
_TWICE = re.compile(r'found duplicate key "([\w.\-]{1,80})" with')


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


def read_document(path: Path, *, name: str) -> YamlFile:
    """Return the YAML document of a file; raises ConfigError saying where and what for anything else."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{name}: cannot be read: {error.strerror}", hint="check the path") from error
    return parse_document(data, name=name)


def parse_document(data: bytes, *, name: str) -> YamlFile:
    """Return the YAML document of bytes; raises ConfigError saying where and what for anything else."""
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{name}: larger than 1 MiB", hint="a configuration is written by hand; split the file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ConfigError(f"{name}:{line}:1: not UTF-8 text") from error
    try:
        _check_events(text, name)
        root = _loader().load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else f"{name}:1:1"
        if isinstance(error, DuplicateKeyError):  # the library's own words show both values, which may be secrets
            named = _TWICE.match(error.problem or "")
            raise ConfigError(
                f"{where}: {named[1] if named else 'this key'} stands here twice", hint="keep one of the two"
            ) from None
        raise ConfigError(f"{where}: {_one_line(error.problem or error.context or 'not YAML')}") from error
    except (YAMLError, ValueError, RecursionError) as error:
        raise ConfigError(f"{name}:1:1: not YAML: {_one_line(str(error))}") from error
    if not isinstance(root, CommentedMap):
        what = "the file is empty" if root is None else "the file is not a mapping of keys to values"
        raise ConfigError(f"{name}:1:1: {what}", hint="begin with: version: 1")
    return YamlFile(name=name, root=root)


class _Constructor(RoundTripConstructor):
    """Leaves a time as the text that was written, as YAML 1.2 does: a wrong one is then told with its place."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", RoundTripConstructor.construct_yaml_str)


def _loader() -> YAML:
    loader = YAML(typ="rt", pure=True)
    loader.Constructor = _Constructor
    return loader


def validate(document: YamlFile, kind: type[BaseModel], *, schema: str = "config") -> Any:
    """Return the model that a document describes; raises one ConfigError with all problems, a line each.

    `schema` is what `driftgate schema` calls the document.
    """
    version = _at(document.root, ("version",))
    if isinstance(version, int) and version > VERSION:  # all that it says may mean something else by now
        where = document.where(("version",))
        raise ConfigError(
            f"{where}: version: {version} is of a newer driftgate, this one reads {VERSION}",
            hint=f"install the driftgate that wrote it, or write version: {VERSION}",
        )
    try:
        return kind.model_validate(plain(document.root))
    except ValidationError as error:
        lines = sorted(
            {_problem(document, kind, detail) for detail in error.errors(include_url=False, include_input=False)}
        )
        raise ConfigError(
            "\n".join(text for _, text in lines), hint=f"driftgate schema {schema} shows every key"
        ) from None


def plain(value: Any) -> Any:
    """Return YAML values as plain Python ones: texts, numbers, booleans, lists and dictionaries."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, bool):
        return bool(value)
    for kind in (int, float, str):
        if isinstance(value, kind):
            return kind(value)
    return value


def _check_events(text: str, name: str) -> None:
    # Aliases make small files expand without end and deep nesting ends in recursion: both are seen before loading.
    depth = 0
    for event in YAML(typ="rt", pure=True).parse(text):
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and getattr(event, "anchor", None)):
            mark = event.start_mark
            raise ConfigError(f"{name}:{mark.line + 1}:{mark.column + 1}: anchors and aliases are not allowed")
        if getattr(event, "tag", None):
            mark = event.start_mark
            raise ConfigError(f"{name}:{mark.line + 1}:{mark.column + 1}: tags such as !!str are not allowed")
        if isinstance(event, CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                mark = event.start_mark
                raise ConfigError(f"{name}:{mark.line + 1}:{mark.column + 1}: nested deeper than {MAX_DEPTH} levels")
        elif isinstance(event, CollectionEndEvent):
            depth -= 1


def _problem(document: YamlFile, kind: type[BaseModel], detail: ErrorDetails) -> tuple[tuple[int, int], str]:
    # Pydantic also names the branch of a union, such as `list[Source]`; the unknown key at the end is a person's word.
    names = detail["loc"]
    unknown = len(names) - 1 if detail["type"] == _UNKNOWN else -1
    location = tuple(
        step for place, step in enumerate(names) if place == unknown or not (isinstance(step, str) and "[" in step)
    )
    message = _in_our_words(detail["msg"])
    named = tuple(message.partition(": ")[0].split("."))
    if not location and document.has(named):  # a mistake between two sections names its place itself
        location, message = named, message.partition(": ")[2]
    if detail["type"] == _UNKNOWN:
        message = "there is no such key"
        hint = _suggest(str(location[-1]), _keys(kind, location[:-1]))
    else:
        expected = re.findall(r"'([^']*)'", str(detail.get("ctx", {}).get("expected", "")))
        hint = _suggest(str(_at(document.root, location)), expected)
        if detail["type"] == "missing":
            message = "this key is required"
    path = ".".join(map(str, location))
    where = document.where(location)
    text = f"{where}: {path}: {message}" if path else f"{where}: {message}"
    return document.position(location), terminal(text) + hint


def _in_our_words(message: str) -> str:
    """Return what pydantic says, as a person would who does not know it."""
    message = re.sub(r"^Value error, ", "", message)
    message = re.sub(r"^\w+ should have at least 1 .*", "must not be empty", message)
    message = re.sub(r"^\w+ should have at", "must have at", message)
    message = re.sub(r"^Input should be a valid tuple", "must be a list", message)
    message = re.sub(
        r"^Input should be a valid (?:dictionary|dict)\b.*", "must be a mapping of keys to values", message
    )
    return re.sub(r"^Input should be", "must be", message)


def _suggest(word: str, known: list[str]) -> str:
    close = get_close_matches(word, known, n=1, cutoff=0.5)
    return f" - did you mean {close[0]!r}?" if close else ""


def _at(root: Any, location: tuple[str | int, ...]) -> Any:
    node = root
    for step in location:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            return ""
    return node if isinstance(node, str | int | float) else ""


def _keys(kind: type[BaseModel], location: tuple[str | int, ...]) -> list[str]:
    """Return the keys that a section of the model knows."""
    models = [kind]
    for step in location:
        found: list[type[BaseModel]] = []
        for model in models:
            for name, field in model.model_fields.items():
                if (field.alias or name) == step:
                    found += _models(field.annotation)
        models = found or models  # a step through a list or a mapping of names stays in the same section
    return sorted({field.alias or name for model in models for name, field in model.model_fields.items()})


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _one_line(text: str) -> str:
    return terminal(" ".join(text.split()))
