"""One file of Terraform code as its blocks: where each stands, what it says literally, and what only Terraform knows.

`.tf` is read by python-hcl2, `.tf.json` as JSON (https://developer.hashicorp.com/terraform/language/syntax/json). An
expression is not evaluated: an attribute that holds one is named in `dynamic` and has no value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.digest import JsonError, parse_json

_LABELS = {"resource": 2, "data": 2, "module": 1, "provider": 1}  # the blocks that are read, and their labels
# What names other things and is kept as it is written.
_REFERENCES = frozenset({"depends_on", "lifecycle", "provider", "providers"})
_TEMPLATE = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")
_BLOCK = "__is_block__"


class CodeError(Exception):
    """A file that is no Terraform code, with the line where reading ended (0 if it is not known)."""

    def __init__(self, detail: str, line: int = 0) -> None:
        """`detail` holds nothing of the file's text: that may be a secret."""
        super().__init__(detail)
        self.detail, self.line = detail, line


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block: `values` are literal attributes and nested blocks (lists), `dynamic` names what is an expression."""

    kind: str
    labels: tuple[str, ...]
    line: int
    values: Mapping[str, Any]
    dynamic: tuple[str, ...]


class _ExpressionError(Exception):
    """A value that only Terraform can tell."""


def parse_hcl(text: str) -> tuple[Block, ...]:
    """Return the blocks of HCL text that matter; raises CodeError when it is no HCL."""
    import hcl2  # noqa: PLC0415 - the parser takes a third of a second to load
    import lark  # noqa: PLC0415

    options = hcl2.SerializationOptions(with_comments=False, preserve_heredocs=True)
    try:
        tree = hcl2.parses(text if text.endswith("\n") else f"{text}\n")
        return tuple(_hcl_blocks(tree, options))
    except lark.exceptions.UnexpectedInput as error:
        raise CodeError("the file is no HCL", max(error.line, 0)) from None  # its message shows the file's text
    except RecursionError:
        raise CodeError("the file is nested too deeply") from None


def parse_tf_json(data: bytes) -> tuple[Block, ...]:
    """Return the blocks of the JSON form; raises CodeError when it is none."""
    try:
        document = parse_json(data, name="file")
    except JsonError:
        raise CodeError("the file is no JSON") from None
    if not isinstance(document, dict):
        raise CodeError("the file is not a JSON object")
    lines = data.decode("utf-8", "replace").splitlines()
    return tuple(
        _block(kind, labels, _line_of(lines, (kind, *labels)), body, _json_literal)
        for kind in sorted(_LABELS.keys() & document.keys())
        for labels, body in _json_bodies(document[kind], _LABELS[kind], ())
    )


def _hcl_blocks(tree: Any, options: Any) -> Iterator[Block]:
    import hcl2.rules.base  # noqa: PLC0415 - the same

    for child in tree.body.children:
        if not isinstance(child, hcl2.rules.base.BlockRule):
            continue
        labels = [_unquoted(label.serialize(options)) for label in child.labels]
        if labels[0] in _LABELS:
            body = child.body.serialize(options)
            # The only place where the library keeps the line.
            yield _block(labels[0], tuple(labels[1:]), child._meta.line, body, _hcl_literal)  # noqa: SLF001


def _block(kind: str, labels: tuple[str, ...], line: int, body: Any, literal: Any) -> Block:
    if len(labels) != _LABELS[kind] or not isinstance(body, dict):
        raise CodeError(f"a {kind} block has a form that is not known", line)
    values: dict[str, Any] = {}
    dynamic: list[str] = []
    for name, raw in body.items():
        if name == "dynamic":
            dynamic += [_unquoted(label) for entry in raw if isinstance(entry, dict) for label in entry]
        elif name in _REFERENCES:
            values[name] = raw
        elif name not in {_BLOCK, "__comments__", "__inline_comments__"}:
            try:
                values[name] = literal(raw)
            except _ExpressionError:
                dynamic.append(name)
    known = {name: value for name, value in values.items() if name not in dynamic}
    return Block(kind=kind, labels=labels, line=line, values=known, dynamic=tuple(sorted(set(dynamic))))


def _hcl_literal(raw: Any) -> Any:
    """Return the value of a serialised HCL expression; raises _ExpressionError when it is none of the literals."""
    if isinstance(raw, dict):
        if "dynamic" in raw:
            raise _ExpressionError
        return {_key(name): _hcl_literal(item) for name, item in raw.items() if name != _BLOCK}
    if isinstance(raw, list):
        return [_hcl_literal(item) for item in raw]
    if not isinstance(raw, str):
        return raw
    if len(raw) < 2 or raw[0] != '"' or raw[-1] != '"' or raw.startswith('"<<') or _TEMPLATE.search(raw):
        raise _ExpressionError
    try:
        text = json.loads(raw, strict=False)
    except ValueError:
        raise _ExpressionError from None
    return str(text).replace("$${", "${").replace("%%{", "%{")


def _json_literal(raw: Any) -> Any:
    if isinstance(raw, dict):
        return {_key(name): _json_literal(item) for name, item in raw.items() if name != "//"}
    if isinstance(raw, list):
        return [_json_literal(item) for item in raw]
    if isinstance(raw, str):
        if _TEMPLATE.search(raw):
            raise _ExpressionError
        return raw.replace("$${", "${").replace("%%{", "%{")
    return raw


def _key(name: str) -> str:
    if name.startswith("${"):
        raise _ExpressionError
    return _unquoted(name)


def _unquoted(label: Any) -> str:
    return str(label).strip('"')


def _json_bodies(value: Any, labels: int, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the labels and the body of each block: a level of objects a label, any of them also as a list."""
    for entry in value if isinstance(value, list) else [value]:
        if labels == 0:
            yield path, entry
        elif isinstance(entry, dict):
            for name, inner in entry.items():
                if name != "//":
                    yield from _json_bodies(inner, labels - 1, (*path, name))
        else:
            raise CodeError("a block is not an object")


def _line_of(lines: list[str], words: tuple[str, ...]) -> int:
    """Return the line on which the last of some keys stands that follow one another; 1 where that is not found."""
    at = 0
    for word in words:
        at = next((number for number in range(at, len(lines)) if json.dumps(word) in lines[number]), at)
    return at + 1
