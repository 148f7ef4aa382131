"""The syntax of HCL: the blocks of a text, and of each value what it says literally.

tree-sitter reads it by the grammar of tree-sitter-hcl; what the grammar lets pass and Terraform does not, and the
values of texts, are told here (https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from engine.jsontext.digest import JsonError, parse_json
from snapshots.terraform.code.expressions import Expression, holds_expression

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.?))|\$(\$\{)|%(%\{)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_OPEN = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")  # what the grammar has not taken for a template
_ZEROS = re.compile(r"\A0+(?=[0-9])")  # of a mode such as 0644, which is a decimal number in HCL
_STRIPS = re.compile(rb"\A\$\{~|~\}\Z")
_BLANKS = re.compile(rb"[ \t\r\n\f\v]{501}")
_POWER = re.compile(rb"[eE][+\-]?[0-9]")
_TEXTS = frozenset({"string_lit", "quoted_template"})
_PARTS = frozenset({"template_interpolation", "template_directive"})


class CodeError(Exception):
    """A file that is no Terraform code, with the line where reading ended (0 if it is not known)."""

    def __init__(self, detail: str, line: int = 0) -> None:
        """`detail` holds nothing of the file's text: that may be a secret."""
        super().__init__(detail)
        self.detail, self.line = detail, line


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
    root = _parsed(text)
    if root.has_error:
        raise CodeError("the file is no HCL", _line(_first_error(root)))
    try:
        bodies = [child for child in root.children if child.type == "body"]
        return [_statement(node) for body in bodies for node in _items(body)]
    except RecursionError:
        raise CodeError("the file is nested too deeply") from None


def read_arguments(text: str) -> dict[str, Any]:
    """Return the arguments of a text that has no blocks, as a file of variables is; raises CodeError."""
    root = _parsed(text)
    if root.has_error:
        raise CodeError("the file is no HCL", _line(_first_error(root)))
    found: dict[str, Any] = {}
    for node in [item for body in root.children if body.type == "body" for item in _items(body)]:
        name, value = _text(node.children[0]), _parts(node)[-1]
        if node.type != "attribute" or name in found:
            raise CodeError("a variable is no argument, or is given twice", _line(node))
        found[name] = _value(value)
    return found


def read_expression(text: str) -> Any:
    """Return what a single expression says; raises CodeError for what is none."""
    (statement,) = _expressions(text)
    return statement


def _expressions(text: str) -> Iterator[Any]:
    root = _parsed(f"a = {text}\n")
    items = [] if root.has_error else [node for body in root.children if body.type == "body" for node in _items(body)]
    if len(items) != 1 or items[0].type != "attribute":
        raise CodeError("an expression has another form")
    yield _value(_parts(items[0])[2])


def _parsed(text: str) -> Node:
    """Return the tree of a text; the grammar knows no number such as 1e3, which is written 1.0e3 for it.

    Raises CodeError for more blanks in a row than anybody writes: the parser takes time by their square.
    """
    data = text.encode()
    if blank := _BLANKS.search(data):
        raise CodeError("more than 500 blanks or line ends stand in a row", data.count(b"\n", 0, blank.start()) + 1)
    root = _parser().parse(data).root_node
    if not root.has_error:
        return root
    ends = [node.end_byte for node in _nodes(root) if node.type == "numeric_lit" and _POWER.match(data, node.end_byte)]
    for end in sorted(ends, reverse=True):
        data = data[:end] + b".0" + data[end:]
    return _parser().parse(data).root_node if ends else root


def _nodes(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.children


@cache
def _parser() -> Parser:
    import tree_sitter  # noqa: PLC0415 - only where code is read
    import tree_sitter_hcl  # noqa: PLC0415 - the same

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


def _first_error(node: Node) -> Node:
    """Return the first node where something is, or is lacking, that the grammar does not know."""
    while not (node.is_error or node.is_missing):
        inner = next((child for child in node.children if child.has_error or child.is_missing), None)
        if inner is None:
            break
        node = inner
    return node


def _line(node: Node) -> int:
    return int(node.start_point[0]) + 1


def _text(node: Node) -> str:
    return (node.text or b"").decode()


def _parts(node: Node) -> list[Node]:
    return [child for child in node.children if child.type != "comment"]


def _items(body: Node) -> Iterator[Node]:
    """Yield the attributes and blocks of a body; raises CodeError where two stand on one line."""
    end = -1
    for node in body.children:
        if node.type == "comment":
            continue
        if node.start_point[0] <= end:
            raise CodeError("two arguments stand on one line", _line(node))
        yield node
        end = node.end_point[0] - (node.end_point[1] == 0)  # a heredoc ends with its line


def _statement(node: Node) -> Statement:
    if node.type == "attribute":
        return Statement(kind=_text(node.children[0]), labels=(), line=_line(node), body=None)
    kind, *labels = _head(node)
    return Statement(kind=kind, labels=tuple(labels), line=_line(node), body=_body(node))


def _head(block: Node) -> Iterator[str]:
    """Yield the kind and the labels of a block; raises CodeError for a label that is no plain text.

    All of them stand on the line on which its body begins.
    """
    for node in _parts(block):
        if node.type != "block_end" and node.start_point[0] != block.start_point[0] and node.type != "body":
            raise CodeError("a block begins on another line than it is named", _line(node))
        if node.type == "identifier":
            yield _text(node)
        elif node.type == "string_lit":
            label = _value(node)
            if not isinstance(label, str):
                raise CodeError("a label of a block is no name", _line(node))
            yield label
        elif node.type == "block_start":
            return


def _body(block: Node) -> dict[str, Any]:
    found: dict[str, Any] = {}
    nested: dict[str, list[Any]] = {}
    made: set[str] = set()  # by `dynamic` blocks
    for node in [item for child in block.children if child.type == "body" for item in _items(child)]:
        if node.type == "attribute":
            name, _, value = _parts(node)
            if _text(name) in found:
                raise CodeError("a block says something twice", _line(node))
            found[_text(name)] = _value(value)
            continue
        kind, *labels = _head(node)
        inner: Any = _body(node)
        if kind == "dynamic" and len(labels) == 1:
            made.add(labels[0])
            continue
        for label in reversed(labels):
            inner = {label: inner}
        nested.setdefault(kind, []).append(inner)
    if found.keys() & (nested.keys() | made):
        raise CodeError("a block says something twice, as an argument and as a block", _line(block))
    return {**found, **nested, **{name: Expression("dynamic") for name in made}}


def _value(node: Node) -> Any:
    """Return what an expression says: a literal, a list or object with expressions in it, or an `Expression`."""
    read = _READERS.get(node.type)
    if read is not None:
        return read(node)
    parts = _parts(node)
    kinds = [part.type for part in parts]
    if node.type in _AROUND and len(parts) == 1:
        return _value(parts[0])
    if kinds == ["(", "expression", ")"]:
        return _value(parts[1])
    if node.type == "unary_operation" and kinds == ["-", "literal_value"]:
        number = _value(parts[1])
        if isinstance(number, int | float | Decimal) and not isinstance(number, bool):
            return -number
    if kinds == ["identifier", "(", "function_arguments", ")"]:
        return _call(node, _text(parts[0]), _parts(parts[2]))
    if node.type == "variable_expr" and kinds == ["identifier"]:
        return Expression(_text(node), means=("ref", _text(node)))
    if steps := _steps(parts):
        return Expression(_text(node), means=("ref", *steps))
    for inner in _texts_in(node):  # what is not evaluated must be one all the same
        _value(inner)
    return Expression(_text(node))


def _call(node: Node, name: str, arguments: list[Node]) -> Expression:
    """Return the call of a function, which is not made here."""
    values = [_value(part) for part in arguments if part.type == "expression"]
    members = values[0] if name == "toset" and len(values) == 1 else None
    is_literal = isinstance(members, list) and not holds_expression(members)
    spread = any(part.type == "ellipsis" for part in arguments)
    return Expression(
        _text(node),
        tuple(members) if isinstance(members, list) and is_literal else None,
        () if spread else ("call", name, *values),
    )


def _steps(parts: list[Node]) -> list[Any]:
    """Return the name that a reference begins with, and its steps; nothing for what is no plain reference."""
    if not parts or parts[0].type != "variable_expr":
        return []
    found: list[Any] = [_text(parts[0])]
    for part in parts[1:]:
        inner = _parts(part)
        if part.type == "get_attr":
            found.append(_text(inner[-1]))
        elif part.type == "index" and inner[0].type == "new_index":
            found.append(_value(_parts(inner[0])[1]))
        else:
            return []
    return found


def _tuple(node: Node) -> list[Any]:
    return [_value(part) for part in node.children if part.type == "expression"]


def _is_true(node: Node) -> bool:
    return _text(node) == "true"


def _texts_in(node: Node) -> Iterator[Node]:
    """Yield the texts inside of an expression, but not those in their templates."""
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one is not node and (one.type in _TEXTS or one.type == "heredoc_template"):
            yield one
        else:
            waiting += one.children


def _number(node: Node) -> Any:
    try:
        return parse_json(_ZEROS.sub("", _text(node)).encode(), name="number")
    except JsonError:
        raise CodeError("a number has another form", _line(node)) from None


def _object(node: Node) -> Any:
    found: dict[str, Any] = {}
    for element in (part for part in node.children if part.type == "object_elem"):
        key, _, value = _parts(element)
        name = _key(key)
        if name is None:
            return Expression(_text(node))
        found[name] = _value(value)
    return found


def _key(node: Node) -> str | None:
    """Return the key of an object: a bare name is meant as it is written; none for an expression."""
    if _parts(node)[0].type == "variable_expr":
        names = _parts(_parts(node)[0])
        return _text(names[0]) if len(_parts(node)) == 1 and len(names) == 1 else None
    told = _value(node)
    if isinstance(told, bool):
        return "true" if told else "false"
    return str(told) if isinstance(told, str | int) else None


def _quoted(node: Node) -> Any:
    """Return the text between quotes; of a template that is one expression what that says."""
    begin, *parts, _ = node.children
    text, at = node.text or b"", begin.end_byte - node.start_byte
    between = []
    for part in (*(part for part in parts if part.type in _PARTS), node.children[-1]):
        between.append(text[at : part.start_byte - node.start_byte].decode())
        at = part.end_byte - node.start_byte
    if any("\n" in one for one in between):
        raise CodeError("a text does not end on its line, or where it should", _line(node))
    if any(map(_OPEN.search, between)):
        raise CodeError("a template in a text does not end", _line(node))
    told = [_unescaped(one, node) for one in between]
    templates = [part for part in parts if part.type in _PARTS]
    if not templates:
        return told[0]
    inner = [part for part in _parts(templates[0]) if part.type == "expression"]
    if len(templates) == 1 and templates[0].type == "template_interpolation" and inner and not any(between):
        return _value(inner[0])
    return Expression(_text(node), means=_template(told, templates))


def _template(told: list[str], templates: list[Node]) -> tuple[Any, ...]:
    """Return the texts and values that a template is made of; nothing where it has conditions or repetitions."""
    found: list[Any] = ["text", told[0]]
    for text, template in zip(told[1:], templates, strict=True):
        inner = [part for part in _parts(template) if part.type == "expression"]
        if template.type != "template_interpolation" or not inner or _STRIPS.search(template.text or b""):
            return ()  # a condition, a repetition, or white space that goes
        found += [_value(inner[0]), text]
    return tuple(found)


def _unescaped(text: str, node: Node) -> str:
    def letter(found: re.Match[str]) -> str:
        if found[4] or found[5]:
            return str(found[4] or found[5])
        code = found[1] or found[2]
        if code:
            if (number := int(code, 16)) > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
                raise CodeError("an escape in a text names no character", _line(node))
            return chr(number)
        if found[3] not in _ESCAPES:
            raise CodeError("a text has an escape that is none", _line(node))
        return _ESCAPES[found[3]]

    return _ESCAPE.sub(letter, text)


def _heredoc(node: Node) -> Any:
    """Return the lines of a heredoc; raises CodeError where it does not end with the first line that is its word."""
    start, word, *parts, _ = node.children
    templates = [part for part in parts if part.type in _PARTS]
    text = bytearray(node.text or b"")
    for part in templates:  # what stands in a template ends no text
        at, end = part.start_byte - node.start_byte, part.end_byte - node.start_byte
        text[at:end] = b"$" * (end - at)
    lines = text[word.end_byte - node.start_byte :].decode().split("\n")[1:]
    if next((at for at, line in enumerate(lines) if line.strip() == _text(word)), -1) != len(lines) - 1:
        raise CodeError("a text of several lines ends elsewhere than it should", _line(node))
    if templates:
        return Expression(_text(node))
    lines = _flush(lines[:-1]) if _text(start) == "<<-" else lines[:-1]
    return "".join(f"{line}\n" for line in lines).replace("$${", "${").replace("%%{", "%{")


def _flush(lines: list[str]) -> list[str]:
    """Return lines without the white space that all of them begin with, where there is anything behind it."""
    depths = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    least = min(depths, default=0)
    return [line[least:] if line.strip() else line for line in lines]


_AROUND = frozenset({"expression", "literal_value", "collection_value", "template_expr", "operation"})
_READERS: dict[str, Callable[[Node], Any]] = {
    "bool_lit": _is_true,
    "heredoc_template": _heredoc,
    "null_lit": lambda _: None,
    "numeric_lit": _number,
    "object": _object,
    "quoted_template": _quoted,
    "string_lit": _quoted,
    "tuple": _tuple,
}
