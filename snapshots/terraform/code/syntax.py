"""The syntax of HCL: the blocks of a text, and of each value what it says literally.

What the grammar lets pass and Terraform does not is told here
(https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from snapshots.terraform.code.expressions import BLOCKS, DYNAMIC, Expression
from snapshots.terraform.code.grammar import CodeError, items_of, line_of, parsed, parts_of, text_of, wrong_line
from snapshots.terraform.code.terms import value_of

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A block that stands in no other, or an attribute, which has no body.

    In a body values are literals, lists, objects and `Expression`, and the blocks of a kind are a list of bodies; a
    label of theirs is an object around the body.
    """

    kind: str
    labels: tuple[str, ...]
    line: int
    body: dict[str, Any] | None


def read_statements(text: str) -> list[Statement]:
    """Return what stands in a text, in its order; raises CodeError for what is no HCL."""
    root = parsed(text)
    if root.has_error:
        raise CodeError("the file is no HCL", wrong_line(root))
    try:
        bodies = [child for child in root.children if child.type == "body"]
        return [_statement(node) for body in bodies for node in items_of(body)]
    except RecursionError:
        raise CodeError("the file is nested too deeply") from None


def read_arguments(text: str) -> dict[str, Any]:
    """Return the arguments of a text that has no blocks, as a file of variables is; raises CodeError."""
    root = parsed(text)
    if root.has_error:
        raise CodeError("the file is no HCL", wrong_line(root))
    found: dict[str, Any] = {}
    for node in [item for body in root.children if body.type == "body" for item in items_of(body)]:
        name, value = text_of(node.children[0]), parts_of(node)[-1]
        if node.type != "attribute" or name in found:
            raise CodeError("a variable is no argument, or is given twice", line_of(node))
        found[name] = value_of(value)
    return found


def read_expression(text: str) -> Any:
    """Return what a single expression says; raises CodeError for what is none."""
    try:
        (statement,) = _expressions(text)
    except RecursionError:
        raise CodeError("an expression is nested too deeply") from None
    return statement


def _expressions(text: str) -> Iterator[Any]:
    root = parsed(f"a = {text}\n")
    items = [] if root.has_error else [node for body in root.children if body.type == "body" for node in items_of(body)]
    if len(items) != 1 or items[0].type != "attribute":
        raise CodeError("an expression has another form")
    yield value_of(parts_of(items[0])[2])


def _statement(node: Node) -> Statement:
    if node.type == "attribute":
        return Statement(kind=text_of(node.children[0]), labels=(), line=line_of(node), body=None)
    kind, *labels = _head(node)
    return Statement(kind=kind, labels=tuple(labels), line=line_of(node), body=_body(node))


def _head(block: Node) -> Iterator[str]:
    """Yield the kind and the labels of a block; raises CodeError for a label that is no plain text.

    All of them stand on the line on which its body begins.
    """
    for node in parts_of(block):
        if node.type != "block_end" and node.start_point[0] != block.start_point[0] and node.type != "body":
            raise CodeError("a block begins on another line than it is named", line_of(node))
        if node.type == "identifier":
            yield text_of(node)
        elif node.type == "string_lit":
            label = value_of(node)
            if not isinstance(label, str):
                raise CodeError("a label of a block is no name", line_of(node))
            yield label
        elif node.type == "block_start":
            return


def _body(block: Node) -> dict[str, Any]:
    found: dict[str, Any] = {}
    nested: dict[str, list[Any]] = {}
    for node in [item for child in block.children if child.type == "body" for item in items_of(child)]:
        if node.type == "attribute":
            name, _, value = parts_of(node)
            if text_of(name) in found:
                raise CodeError("a block says something twice", line_of(node))
            found[text_of(name)] = value_of(value)
            continue
        kind, *labels = _head(node)
        inner: Any = _body(node)
        if kind == "dynamic" and len(labels) == 1:
            nested.setdefault(labels[0], []).append(_dynamic(labels[0], inner))
            continue
        for label in reversed(labels):
            inner = {label: inner}
        nested.setdefault(kind, []).append(inner)
    if found.keys() & nested.keys():
        raise CodeError("a block says something twice, as an argument and as a block", line_of(block))
    return {**found, **{name: _blocks(entries) for name, entries in nested.items()}}


def _blocks(entries: list[Any]) -> Any:
    """Return the blocks of a kind; an expression where `dynamic` blocks make some of them."""
    if any(isinstance(entry, Expression) for entry in entries):
        return Expression("dynamic", means=(BLOCKS, *entries))
    return entries


def _dynamic(kind: str, body: dict[str, Any]) -> Expression:
    """Return what a `dynamic` block makes: by what it is repeated, the name of that in its content, and the content."""
    contents, iterator = body.get("content"), body.get("iterator", Expression(kind))
    if not isinstance(contents, list) or len(contents) != 1 or not isinstance(contents[0], dict):
        return Expression("dynamic")
    if body.keys() - {"for_each", "iterator", "content"} or "for_each" not in body:
        return Expression("dynamic")
    name = iterator.text if isinstance(iterator, Expression) else ""
    return Expression("dynamic", means=(DYNAMIC, body["for_each"], name, contents[0]))
