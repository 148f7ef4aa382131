"""Reads a declarative Jenkinsfile as far as its grammar goes: https://www.jenkins.io/doc/book/pipeline/syntax/."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_TEXT = re.compile(r"'''((?:\\.|[^\\])*?)'''|'((?:\\.|[^'\\\n])*)'|\"((?:\\.|[^\"\\\n])*)\"", re.DOTALL)
_TOKEN = re.compile(r"[A-Za-z_][\w.]*|\d+|[^\s\w]")
# What may stand in a section, and what has to. Steps are free.
SECTIONS: Mapping[str, frozenset[str]] = {
    "pipeline": frozenset({"agent", "options", "triggers", "environment", "stages", "post", "parameters", "tools"}),
    "stages": frozenset({"stage"}),
    "stage": frozenset({"agent", "environment", "when", "steps", "stages", "parallel", "post", "options", "tools"}),
    "when": frozenset({"branch", "changeRequest", "not", "triggeredBy", "environment", "expression", "allOf", "anyOf"}),
    "not": frozenset({"branch", "changeRequest", "triggeredBy", "environment", "expression"}),
    "post": frozenset({"always", "changed", "failure", "success", "unstable", "aborted", "cleanup"}),
}
NEEDED: Mapping[str, frozenset[str]] = {"pipeline": frozenset({"agent", "stages"}), "stages": frozenset({"stage"})}


@dataclass(slots=True)
class Block:
    """A block with its name, the texts in its head, what is in it, and every text below it."""

    name: str
    heads: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def read_jenkinsfile(text: str) -> tuple[Block, dict[str, list[str]]]:
    """Return the pipeline, and the texts of each stage by its name; raises AssertionError for what is none."""
    found: list[str] = []

    def keep(match: re.Match[str]) -> str:
        found.append(next(group for group in match.groups() if group is not None))
        return f" TEXT{len(found) - 1} "

    # Outside of texts; of comments only those that take a whole line, or its end, are written.
    plain = re.sub(r"^\s*//.*$", "", _TEXT.sub(keep, _without_comments(text)), flags=re.MULTILINE)
    root = Block("")
    open_ones, head = [root], list[str]()
    for line in plain.splitlines():
        for token in _TOKEN.findall(line):
            if token == "{":
                name = head[0] if head else ""
                block = Block(name, heads=_texts(head, found))
                open_ones[-1].blocks.append(block)
                open_ones.append(block)
                head = []
            elif token == "}":
                _end(open_ones.pop(), head, found)
                head = []
                assert open_ones, "a brace too many"
            else:
                head.append(token)
        if head and line.strip() and not line.rstrip().endswith(("(", ",")):
            _state(open_ones[-1], head, found)
            head = []
    assert open_ones == [root], "a brace is not closed"
    (pipeline,) = root.blocks
    return pipeline, {block.heads[0]: _below(block) for block in _walk(pipeline) if block.name == "stage"}


def check_grammar(block: Block) -> None:
    """Raise AssertionError where a section holds what it may not, or lacks what it needs."""
    words = [inner.name for inner in block.blocks] + [one.split()[0] for one in block.statements]
    allowed = SECTIONS.get(block.name)
    if allowed is not None:
        assert set(words) <= allowed, f"{block.name}: {sorted(set(words) - allowed)}"
    assert NEEDED.get(block.name, frozenset()) <= set(words), f"{block.name} lacks a section: {words}"
    if block.name == "stage":
        assert len({"steps", "stages", "parallel"} & set(words)) == 1, block.heads
    if block.name in {"steps", "when"}:
        assert words, f"{block.name} is empty"
    if block.name not in {"steps", "script"}:
        for inner in block.blocks:
            check_grammar(inner)


def _without_comments(text: str) -> str:
    lines, inside = [], False
    for line in text.splitlines():
        lines.append("" if not inside and line.lstrip().startswith("//") else line)
        inside ^= line.count("'''") % 2 == 1
    return "\n".join(lines)


def _state(block: Block, head: list[str], found: list[str]) -> None:
    block.statements.append(" ".join(head))
    block.texts += _texts(head, found)


def _end(block: Block, head: list[str], found: list[str]) -> None:
    if head:
        _state(block, head, found)


def _texts(head: list[str], found: list[str]) -> list[str]:
    return [_unescaped(found[int(word[4:])]) for word in head if word.startswith("TEXT")]


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


def _walk(block: Block) -> list[Block]:
    return [block, *(below for inner in block.blocks for below in _walk(inner))]


def _below(block: Block) -> list[str]:
    return [text for inner in _walk(block) for text in inner.texts]
