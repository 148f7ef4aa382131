"""Code written: blocks of values as HCL, which people paste.

python-hcl2 writes the blocks, attributes, objects and lists. The literals are ours: what it makes of a text is an
expression where the text begins like one, a heredoc is taken over as it is, and keys of objects stay unquoted. It
therefore gets names that stand for literals and labels, and they are put in their places in its tree. What was written
is read again and held against what was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from engine.provider.code import Block, Encoded, Reference
from engine.text import hcl, visible
from snapshots.terraform.code.meant import check

if TYPE_CHECKING:
    from hcl2.builder import Builder
    from lark import Token, Tree

_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_INDENT = 2
_LINE = "new_line_or_comment"
_STANDS = "__literal_{}__"  # no schema has such a name
_DOCUMENT = "__document_{}__"
_WORDS = frozenset({"false", "for", "for_each", "if", "in", "null", "true"})  # a key that means something else bare


def write_code(blocks: Sequence[Block]) -> str:
    """Return blocks as HCL, each after the comments of what is said of it; `terraform fmt` leaves it as it is.

    Raises InputError where the text would be read as other blocks than these.
    """
    from hcl2.api import writes  # noqa: PLC0415 - its parser takes a second to load, and few commands write code
    from lark import Token, Tree  # noqa: PLC0415 - comes with it

    parts: list[Token | Tree[Token]] = []
    for block in blocks:
        told = ["\n"] * bool(parts) + [f"# {visible(line)}".rstrip() + "\n" for line in block.says]
        parts += [Tree(Token("RULE", _LINE), [Token("NL_OR_COMMENT", text) for text in told])] * bool(told)
        parts += [_Writer().tree(block), _line(0)]
    body: Tree[Token] = Tree(Token("RULE", "body"), _joined(parts))
    written = writes(Tree(Token("RULE", "start"), [body]))
    text = "".join(f"{line}\n" for line in _without_ends([line.rstrip() for line in written.splitlines()]))
    check(text, blocks)
    return text


def _joined(parts: Sequence[Any]) -> list[Any]:
    """Return the parts of a body with the lines between two blocks as one part, as the grammar has it."""
    found: list[Any] = []
    for part in parts:
        if found and part.data == found[-1].data == _LINE:
            found[-1].children += part.children
        else:
            found.append(part)
    return found


class _Writer:
    """Makes the tree of one block."""

    def __init__(self) -> None:
        self._literals: dict[str, str] = {}
        self._documents: set[str] = set()

    def tree(self, block: Block) -> Tree[Token]:
        """Return the tree of a block as python-hcl2 has it."""
        from hcl2.api import reverse_transform  # noqa: PLC0415 - as above
        from hcl2.builder import Builder  # noqa: PLC0415 - the same

        document = Builder()
        self._fill(document, block)
        tree = reverse_transform(document.build())  # type: ignore[no-untyped-call]  # theirs
        self._finish(tree)
        return next(part for part in tree.children[0].children if part.data == "block")

    def _fill(self, document: Builder, block: Block) -> None:
        made = document.block(block.kind, [self._stands(hcl(label)[1:-1]) for label in block.labels])
        made.attributes = {name: self._value(value) for name, value in block.attributes.items()}
        for inner in block.blocks:
            self._fill(made, inner)

    def _value(self, value: Any) -> Any:
        """Return a value as python-hcl2 takes it, with a name for every literal and every key."""
        if isinstance(value, Mapping):
            return {self._stands(_key(key)): self._value(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._value(item) for item in value]
        if isinstance(value, Encoded):
            name = _DOCUMENT.format(len(self._documents))
            self._documents.add(name)
            return {name: self._value(value.value)}
        return f"${{{self._stands(_literal(value))}}}"

    def _stands(self, text: str) -> str:
        name = _STANDS.format(len(self._literals))
        self._literals[name] = text
        return name

    def _finish(self, tree: Tree[Token], indent: int = -_INDENT) -> None:
        """Put every literal in its place, make calls of documents, and lay out what takes several lines.

        `indent` is by how many blanks the line is indented that the tree begins on.
        """
        document = self._document(tree)
        if document is not None:
            tree.children = [_call("jsonencode", document)]
        inner = indent + (_INDENT if tree.data in {"body", "object"} or _is_long(tree) else 0)
        for at, child in enumerate(tree.children):
            if isinstance(child, str):  # a token
                tree.children[at] = child.update(value=self._literals.get(child.value, child.value))
            else:
                self._finish(child, inner)
        if tree.data == "object" or _is_long(tree):
            values = [part for part in tree.children if not isinstance(part, str) and part.data != _LINE]
            between = [part for value in values for part in (_line(inner), value)]
            tree.children = [*between, _line(indent)] if values else []
        if tree.data in {"body", "object"}:
            _align(tree)
            _set_apart(tree)

    def _document(self, term: Tree[Token]) -> Tree[Token] | None:
        """Return the value of a document, where an expression is an object that only says that one is in it."""
        inner = term.children[0] if term.data == "expr_term" else None
        if inner is None or isinstance(inner, str) or inner.data != "object":
            return None
        elements = [part for part in inner.children if not isinstance(part, str) and part.data == "object_elem"]
        if len(elements) != 1 or _name(elements[0]) not in self._documents:
            return None
        value: Tree[Token] = elements[0].children[2]  # type: ignore[assignment]  # a key, a sign and a value
        return value


def _call(function: str, argument: Tree[Token]) -> Tree[Token]:
    from lark import Token, Tree  # noqa: PLC0415 - comes with python-hcl2

    name = Tree(Token("RULE", "identifier"), [Token("NAME", function)])
    arguments: Tree[Token] = Tree(Token("RULE", "arguments"), [argument])
    return Tree(Token("RULE", "function_call"), [name, arguments])


def _line(indent: int) -> Tree[Token]:
    from lark import Token, Tree  # noqa: PLC0415 - comes with python-hcl2

    return Tree(Token("RULE", _LINE), [Token("NL_OR_COMMENT", "\n" + " " * indent)])


def _is_long(tree: Tree[Token]) -> bool:
    """Tell whether a list takes several lines: one of its elements does."""
    return tree.data == "tuple" and not _is_short(tree)


def _align(body: Tree[Token]) -> None:
    """Let the equals signs of arguments that follow one another stand in line, as `terraform fmt` does it.

    One whose value takes several lines stands for itself.
    """
    rows = [part for part in body.children if not isinstance(part, str) and part.data != _LINE]
    for is_short, run in groupby(rows, lambda part: part.data in {"attribute", "object_elem"} and _is_short(part)):
        row = list(run) if is_short else []
        width = max((len(_name(part)) for part in row), default=0)
        for part in row:
            sign: Token = part.children[1]  # type: ignore[assignment]  # a name, a sign and a value
            part.children[1] = sign.update(value=" " * (width - len(_name(part))) + sign.value)


def _is_short(part: Tree[Token]) -> bool:
    lines = part.scan_values(lambda token: token.type == "NL_OR_COMMENT")  # type: ignore[union-attr]  # of tokens only
    return next(lines, None) is None


def _set_apart(body: Tree[Token]) -> None:
    """Leave a blank line between the arguments of a block and the first block in it."""
    for before, line, part in zip(body.children, body.children[1:], body.children[2:], strict=False):
        if getattr(before, "data", "") == "attribute" and getattr(part, "data", "") == "block":
            line.children *= 2  # type: ignore[union-attr]  # what stands between them is a line


def _name(part: Tree[Token]) -> str:
    """Return what the name or key of an argument is written as."""
    return "".join(part.children[0].scan_values(lambda _: True))  # type: ignore[union-attr]  # a name is a tree


def _without_ends(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines without blank ones at the end of the text, and of a block."""
    for at, line in enumerate(lines):
        if line or next((later.strip() for later in lines[at + 1 :] if later), "}") != "}":
            yield line


def _key(text: str) -> str:
    return text if _KEY.fullmatch(text) and text not in _WORDS else hcl(text)


def _literal(value: Any) -> str:
    if isinstance(value, Reference):
        return value.text
    if isinstance(value, str):
        return hcl(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value) if isinstance(value, int | Decimal) else repr(value)
