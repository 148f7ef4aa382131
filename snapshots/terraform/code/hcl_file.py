"""One file of Terraform code as its blocks: where each stands, what it says literally, and what only Terraform knows.

`.tf` is read by `snapshots.terraform.code.syntax`, `.tf.json` as JSON
(https://developer.hashicorp.com/terraform/language/syntax/json). An expression is not evaluated: an attribute that
holds one is named in `dynamic` and has no value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from engine.jsontext.digest import JsonError, parse_json
from engine.model.address import of_code, parse
from snapshots.terraform.code.expressions import Expression, OpaqueError, holds_expression, tree_of
from snapshots.terraform.code.grammar import CodeError
from snapshots.terraform.code.syntax import Statement, read_arguments, read_expression, read_statements
from snapshots.terraform.documents import holds_half_a_character

# The blocks that are read, and their labels.
_LABELS = {"resource": 2, "data": 2, "module": 1, "provider": 1, "moved": 0, "variable": 1, "locals": 0, "output": 1}
# What else a file may hold (`internal/configs/parser_config.go`). Any other word may be a resource that is misspelt.
_SETTINGS = frozenset({"language", "terraform"})
_OTHERS = _SETTINGS | {"action", "check", "ephemeral", "import", "removed"}
# What names other things and is kept as it is written.
_REFERENCES = frozenset({"depends_on", "lifecycle", "provider", "providers"})
# What is done when a resource is made: no part of it, and a place where people write passwords.
_ACTIONS = frozenset({"connection", "provisioner"})
_NAME = re.compile(r"[^\W\d][\w\-]*")
_REPEATS = ("count", "for_each")
_TEMPLATE = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")
_COMMENT = "//"
VARIABLES = "tfvars"  # the block that stands for a file of variables


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block: `values` are literal attributes and nested blocks (lists), `dynamic` names what is an expression.

    Of those whose form is known, and of a literal `for_each`, `trees` tells what they are made of
    (`snapshots.terraform.code.expressions`). Of a literal `for_each` the value is the list of its keys, of a literal
    `count` a number. A `moved` block has no values: its labels are the two addresses, and there are none when it does
    not name two of a kind.
    """

    kind: str
    labels: tuple[str, ...]
    line: int
    values: Mapping[str, Any]
    dynamic: tuple[str, ...]
    trees: Mapping[str, Any] = field(default_factory=dict)


def parse_hcl(text: str) -> tuple[Block, ...]:
    """Return the blocks of HCL text that matter; raises CodeError when it is no Terraform code."""
    statements = read_statements(text)
    return tuple(_block(statement) for kind in sorted(_LABELS) for statement in statements if _is_of(statement, kind))


def _is_of(statement: Statement, kind: str) -> bool:
    """Tell whether a statement is a block of a kind; raises CodeError for what no file may hold."""
    if statement.kind not in _LABELS.keys() | _OTHERS or statement.body is None:
        raise CodeError("a block is of a kind that is not known", statement.line)
    if statement.kind in _LABELS and len(statement.labels) != _LABELS[statement.kind]:
        few = "few" if len(statement.labels) < _LABELS[statement.kind] else "many"
        raise CodeError(f"a block has too {few} labels", statement.line)
    for label in statement.labels if statement.kind in _LABELS else ():
        _checked_name(label, statement.line)
    return statement.kind == kind


def parse_tf_json(data: bytes) -> tuple[Block, ...]:
    """Return the blocks of the JSON form; raises CodeError when it is none."""
    try:
        document = parse_json(data, name="file")
    except JsonError:
        raise CodeError("the file is no JSON") from None
    if not isinstance(document, dict):
        raise CodeError("the file is not a JSON object")
    if holds_half_a_character(data, document):
        raise CodeError("a text holds half of a character")
    lines = data.decode("utf-8", "replace").splitlines()
    if document.keys() - _LABELS.keys() - _OTHERS - {_COMMENT}:
        raise CodeError("a block is of a kind that is not known")
    return tuple(
        _block(Statement(kind=kind, labels=labels, line=_line_of(lines, (kind, *labels)), body=_json_body(kind, body)))
        for kind in sorted(_LABELS.keys() & document.keys())
        for labels, body in _bodies(document[kind], _LABELS[kind], ())
    )


def parse_variables(data: bytes, *, is_json: bool) -> Block:
    """Return what a file of variables says as a block `tfvars`; raises CodeError when it is none."""
    if is_json:
        try:
            told = parse_json(data, name="file")
        except JsonError:
            raise CodeError("the file is no JSON") from None
        if not isinstance(told, dict):
            raise CodeError("the file is not a JSON object")
    else:
        told = read_arguments(data.decode("utf-8-sig").replace("\r\n", "\n"))
    values = {name: value for name, value in told.items() if not holds_expression(value)}
    return Block(kind=VARIABLES, labels=(), line=1, values=values, dynamic=tuple(sorted(told.keys() - values.keys())))


def _checked_name(label: str, line: int = 0) -> str:
    if not _NAME.fullmatch(label):
        raise CodeError("a label of a block is no name", line)
    return label


def _block(statement: Statement) -> Block:
    kind, labels, body = statement.kind, statement.labels, statement.body
    if not isinstance(body, dict):
        raise CodeError(f"a {kind} block has a form that is not known", statement.line)
    if kind == "moved":
        labels, body = _ends(body), {}
    values: dict[str, Any] = {}
    dynamic: set[str] = set()
    trees: dict[str, Any] = {}
    for name, told in body.items():
        if kind == "resource" and name in _ACTIONS:
            continue
        value = _repeats(name, told) if name in _REPEATS and kind != "provider" else told
        if name in _REFERENCES:
            values[name] = _written(value)
        elif holds_expression(value):
            dynamic.add(name)
        else:
            values[name] = value
        if name not in _REFERENCES and (name in dynamic or name == "for_each"):
            with suppress(OpaqueError):
                trees[name] = tree_of(told)
    found = tuple(sorted(dynamic))
    return Block(kind=kind, labels=labels, line=statement.line, values=values, dynamic=found, trees=trees)


def _written(value: Any) -> Any:
    """Return a value with each expression as a template, as JSON has it."""
    if isinstance(value, Expression):
        return f"${{{value.text}}}"
    if isinstance(value, dict):
        return {name: _written(item) for name, item in value.items()}
    return [_written(item) for item in value] if isinstance(value, list) else value


def _ends(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the two addresses of a `moved` block; nothing unless both are resources, or both are modules."""
    ends = (body.get(name) for name in ("from", "to"))
    found = tuple(of_code(end.text) if isinstance(end, Expression) else "" for end in ends)
    kinds = {address.is_module if address is not None else None for address in map(parse, found)}
    return found if len(kinds) == 1 and None not in kinds else ()


def _repeats(name: str, told: Any) -> Any:
    """Return a literal count, or the keys of a literal map or set; an expression for what only Terraform can tell."""
    if name == "count":
        if isinstance(told, str) and told.isdecimal() and told.isascii():
            told = int(told[:10])
        is_count = isinstance(told, int) and not isinstance(told, bool) and told >= 0
        return told if is_count else Expression(name)
    if isinstance(told, dict):
        return sorted(told)
    members = told.members if isinstance(told, Expression) else None
    if members is None or not all(isinstance(member, str) for member in members):
        return Expression(name)
    return sorted({*members})


def _json_body(kind: str, body: Any) -> Any:
    """Return the body of a block in JSON as that of one in HCL; a text in a `moved` block is an address."""
    if kind == "moved" and isinstance(body, dict):
        return {name: Expression(end) for name, end in body.items() if isinstance(end, str)}
    return _told(body)


def _told(value: Any) -> Any:
    """Return what JSON says as HCL says it: a text with a template in it is an expression."""
    if isinstance(value, dict):
        found = {name: _told(item) for name, item in value.items() if name not in {_COMMENT, "dynamic"}}
        if any(map(_TEMPLATE.search, found)):
            return Expression("object")
        blocks = value.get("dynamic", [])
        for entry in blocks if isinstance(blocks, list) else [blocks]:
            found |= {label: Expression("dynamic") for label in (entry if isinstance(entry, dict) else ())}
        return found
    if isinstance(value, list):
        return [_told(item) for item in value]
    if not isinstance(value, str):
        return value
    if value.startswith("${") and value.endswith("}"):
        try:
            return read_expression(value[2:-1])
        except CodeError:  # a template of more than one
            return Expression(value)
    return Expression(value) if _TEMPLATE.search(value) else value.replace("$${", "${").replace("%%{", "%{")


def _bodies(value: Any, labels: int, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the labels and the body of each block: a level of objects a label, any of them also as a list."""
    for entry in _each(value):
        if labels == 0:
            yield path, entry
        elif isinstance(entry, dict):
            for name, inner in entry.items():
                if name != _COMMENT:
                    yield from _bodies(inner, labels - 1, (*path, _checked_name(name)))
        else:
            raise CodeError("a block is not an object")


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _line_of(lines: list[str], words: tuple[str, ...]) -> int:
    """Return the line on which the last of some keys stands that follow one another; 1 where that is not found."""
    at = 0
    for word in words:
        at = next((number for number in range(at, len(lines)) if json.dumps(word) in lines[number]), at)
    return at + 1
