"""The grammar of HCL: the tree of a text, by tree-sitter-hcl, and what is read of its nodes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

# What Go, and so Terraform, takes for white space; Python knows four more.
SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_BLANKS = re.compile(rb"[ \t\r\n\f\v]{501}")
_POWER = re.compile(rb"[eE][+\-]?[0-9]")


class CodeError(Exception):
    """A file that is no Terraform code, with the line where reading ended (0 if it is not known)."""

    def __init__(self, detail: str, line: int = 0) -> None:
        """`detail` holds nothing of the file's text: that may be a secret."""
        super().__init__(detail)
        self.detail, self.line = detail, line


def parsed(text: str) -> Node:
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


def wrong_line(node: Node) -> int:
    """Return the line where something is first, or is lacking, that the grammar does not know."""
    while not (node.is_error or node.is_missing):
        inner = next((child for child in node.children if child.has_error or child.is_missing), None)
        if inner is None:
            break
        node = inner
    return line_of(node)


def line_of(node: Node) -> int:
    """Return the line on which a node begins."""
    return int(node.start_point[0]) + 1


def text_of(node: Node) -> str:
    """Return a node as it is written."""
    return (node.text or b"").decode()


def parts_of(node: Node) -> list[Node]:
    """Return what a node is made of, without comments."""
    return [child for child in node.children if child.type != "comment"]


def items_of(body: Node) -> Iterator[Node]:
    """Yield the attributes and blocks of a body; raises CodeError where two stand on one line."""
    end = -1
    for node in body.children:
        if node.type == "comment":
            continue
        if node.start_point[0] <= end:
            raise CodeError("two arguments stand on one line", line_of(node))
        yield node
        end = node.end_point[0] - (node.end_point[1] == 0)  # a heredoc ends with its line
