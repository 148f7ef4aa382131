"""Documents in YAML with positions, and the models that they describe: every problem with its line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from cli.config.names import listed
from cli.config.yaml_text import YamlFile, load_text
from engine.errors import ConfigError

MAX_BYTES = 1024 * 1024
VERSION = 1  # of the configuration and of waiver files
_UNKNOWN = "extra_forbidden"
_KEY = re.compile(r"[^:@=]{1,200}")  # what else stands as a key may hold a secret, such as an address with a password


def read_document(path: Path, *, name: str) -> YamlFile:
    """Return the YAML document of a file; raises ConfigError saying where and what for anything else."""
    try:
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise ConfigError(f"{name}: it is no regular file", hint="write the file, or correct the path")
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
        raise ConfigError(f"{name}:{line}:1: not UTF-8 text", hint="save the file as UTF-8 text") from error
    root = load_text(text, name=name)
    if not isinstance(root, Mapping):
        what = "the file is empty" if root is None else "the file is not a mapping of keys to values"
        raise ConfigError(f"{name}:1:1: {what}", hint="begin with: version: 1")
    return YamlFile(name=name, root=root)


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
    if isinstance(version, bool | float):  # to Python both are equal to 1
        where = document.where(("version",))
        raise ConfigError(f"{where}: version: must be the number {VERSION}", hint=f"write version: {VERSION}")
    try:
        return kind.model_validate(plain(document.root))
    except ValidationError as error:
        lines = sorted(
            {_problem(document, kind, detail) for detail in error.errors(include_url=False, include_input=False)}
        )
        raise ConfigError(
            *listed([text for _, text in lines]), hint=f"driftgate schema {schema} shows every key"
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
    path = ".".join(str(step) if _KEY.fullmatch(str(step)) else "(a key)" for step in location)
    where = document.where(location)
    text = f"{where}: {path}: {message}" if path else f"{where}: {message}"
    return document.position(location), text + hint


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
