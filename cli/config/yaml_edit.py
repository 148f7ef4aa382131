"""Adding an entry to a YAML file that people keep: what they wrote, comments too, stays byte for byte."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cli.config.yaml_text import YamlFile
from engine.errors import ConfigError
from engine.text import terminal


def append_to_list(document: YamlFile, text: str, key: str, entry: Mapping[str, str], *, about: str) -> str:
    """Return the text of a document with an entry at the end of the list under a key of its root.

    `about` becomes a comment above the entry. Raises ConfigError for a list that is not written as lines with dashes.
    """
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    items: Any = document.root.get(key) or []
    line, _ = document.position((key,))
    if not items and document.root.fa.flow_style():
        return "".join([*_unbraced(document, lines, key), f"{key}:\n", *_entry(entry, "  ", about)])
    if not items:
        lines[line - 1] = f"{key}:\n"
        return "".join([*lines[:line], *_entry(entry, "  ", about), *lines[line:]])
    if items.fa.flow_style():
        raise ConfigError(
            f"{document.where((key,))}: the list is written in brackets",
            hint="write it as lines that begin with a dash",
        )
    first, _ = document.position((key, 0))
    indent = lines[first - 1][: len(lines[first - 1]) - len(lines[first - 1].lstrip())]
    after = [document.position((other,))[0] for other in document.root if document.position((other,))[0] > line]
    end = min(after, default=len(lines) + 1) - 1
    while end > line and _stands_behind(lines[end - 1], len(indent)):
        end -= 1
    return "".join([*lines[:end], *_entry(entry, indent, about), *lines[end:]])


def _unbraced(document: YamlFile, lines: Sequence[str], key: str) -> Iterator[str]:
    """Yield the lines of a document in braces as lines with keys, without one key; comments stay above them."""
    comments = [line for line in lines if line.lstrip().startswith("#")]
    if any("#" in line for line in lines if line not in comments):
        raise ConfigError(
            f"{document.where((key,))}: the file is written in braces, with a comment beside them",
            hint="write each key on a line of its own",
        )
    yield from comments
    yield from (f"{name}: {json.dumps(value)}\n" for name, value in document.root.items() if name != key)


def _stands_behind(line: str, indent: int) -> bool:
    """Tell whether a line is no part of the list above it: blank, or a comment further left than its entries."""
    text = line.strip()
    return not text or (text.startswith("#") and len(line) - len(line.lstrip()) < indent)


def _entry(entry: Mapping[str, str], indent: str, about: str) -> Iterator[str]:
    yield f"{indent}# {terminal(about)[:200]}\n"
    for place, (name, value) in enumerate(entry.items()):
        # A text in JSON is one in YAML, whatever is in it.
        yield f"{indent}{'  ' if place else '- '}{name}: {json.dumps(value)}\n"
