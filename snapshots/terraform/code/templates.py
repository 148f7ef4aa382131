"""Texts of HCL and the templates in them: between quotes, and of several lines.

https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md#templates. White space goes beside a `~`, and what all
lines of a `<<-` begin with; both happen before anything is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from snapshots.terraform.code.expressions import FOR, IF, JOINED, TEXT, Expression
from snapshots.terraform.code.grammar import SPACE, CodeError, line_of, parts_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.?))|\$(\$\{)|%(%\{)", re.DOTALL)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_OPEN = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")  # what the grammar has not taken for a template
_PARTS = frozenset({"template_interpolation", "template_directive"})
# What stands between two texts; of a directive its beginning, middle and end.
_SEQUENCES = {
    "template_interpolation": "value",
    "template_if_intro": "if",
    "template_else_intro": "else",
    "template_if_end": "endif",
    "template_for_start": "for",
    "template_for_end": "endfor",
}

Read = Callable[["Node"], Any]


@dataclass(slots=True)
class _Token:
    """A piece of a template: a `text`, or a sequence with its node and whether it takes the white space beside it."""

    kind: str
    text: str = ""
    node: Node | None = None
    strips_before: bool = False
    strips_behind: bool = False


def quoted(node: Node, read: Read) -> Any:
    """Return the text between quotes; of a template that is one expression what that says, told by `read`."""
    begin, *_, end = node.children
    tokens = list(_tokens(node, begin.end_byte, end.start_byte))
    texts = [token.text for token in tokens if token.kind == "text"]
    if any("\n" in text for text in texts):
        raise CodeError("a text does not end on its line, or where it should", line_of(node))
    if any(map(_OPEN.search, texts)):
        raise CodeError("a template in a text does not end", line_of(node))
    for token in tokens:
        token.text = _unescaped(token.text, node)
    return _template(node, tokens, read)


def heredoc(node: Node, read: Read) -> Any:
    """Return the lines of a heredoc; raises CodeError where it does not end with the first line that is its word."""
    start, word, *parts, _ = node.children
    templates = [part for part in parts if part.type in _PARTS]
    data = node.text or b""
    text = bytearray(data)
    for part in templates:  # what stands in a template ends no text
        at, end = part.start_byte - node.start_byte, part.end_byte - node.start_byte
        text[at:end] = b"$" * (end - at)
    lines = text[word.end_byte - node.start_byte :].decode().split("\n")[1:]
    if next((at for at, line in enumerate(lines) if line.strip() == text_of(word)), -1) != len(lines) - 1:
        raise CodeError("a text of several lines ends elsewhere than it should", line_of(node))
    first = node.start_byte + data.index(b"\n", word.end_byte - node.start_byte) + 1
    last = node.start_byte + data.rindex(b"\n") + 1
    tokens = list(_tokens(node, first, last, by_line=True))
    _strip(tokens)
    if text_of(start) == "<<-":
        _flush(tokens)
    for token in tokens:
        token.text = token.text.replace("$${", "${").replace("%%{", "%{")
    return _template(node, tokens, read, is_stripped=True)


def _tokens(node: Node, begin: int, end: int, *, by_line: bool = False) -> Iterator[_Token]:
    """Yield the pieces of a template between two bytes of its file; texts of several lines one by one."""
    data, at = node.text or b"", begin
    for sequence in _sequences(node):
        yield from _texts(data[at - node.start_byte : sequence.start_byte - node.start_byte].decode(), by_line=by_line)
        text = sequence.text or b""
        yield _Token(
            _SEQUENCES[sequence.type],
            node=sequence,
            strips_before=text[2:3] == b"~",
            strips_behind=text.endswith(b"~}"),
        )
        at = sequence.end_byte
    yield from _texts(data[at - node.start_byte : end - node.start_byte].decode(), by_line=by_line)


def _sequences(node: Node) -> Iterator[Node]:
    waiting = list(reversed(node.children))
    while waiting:
        one = waiting.pop()
        if one.type in _SEQUENCES:
            yield one
        elif one.type in {"template_directive", "template_if", "template_for"}:
            waiting += reversed(one.children)


def _texts(text: str, *, by_line: bool) -> Iterator[_Token]:
    for piece in re.findall(r"[^\n]*\n|[^\n]+", text) if by_line else [text] if text else []:
        yield _Token("text", piece)


def _strip(tokens: list[_Token]) -> None:
    """Take the white space beside a `~` away, as far as the next piece goes."""
    for at, token in enumerate(tokens):
        if token.strips_before and at and tokens[at - 1].kind == "text":
            tokens[at - 1].text = tokens[at - 1].text.rstrip(SPACE)
        if token.strips_behind and at + 1 < len(tokens) and tokens[at + 1].kind == "text":
            tokens[at + 1].text = tokens[at + 1].text.lstrip(SPACE)


def _flush(tokens: list[_Token]) -> None:
    """Take away what all lines begin with; a line of white space alone does not count, one of a template has none."""
    first, depths = True, []
    lines: list[_Token] = []
    for token in tokens:
        if first:
            is_blank = token.kind == "text" and not token.text.strip(SPACE) and token.text.endswith("\n")
            if token.kind == "text" and not is_blank:
                lines.append(token)
            if not is_blank:
                depths.append(len(token.text) - len(token.text.lstrip(SPACE)))
        first = token.kind == "text" and token.text.endswith("\n")
    least = min(depths, default=0)
    for token in lines:
        token.text = token.text[least:]


def _template(node: Node, tokens: list[_Token], read: Read, *, is_stripped: bool = False) -> Any:
    if all(token.kind == "text" for token in tokens):
        return "".join(token.text for token in tokens)
    if len(tokens) == 1 and tokens[0].kind == "value":
        inner = _expression(tokens[0], read)
        return inner[0] if inner else Expression(text_of(node))
    if not is_stripped:
        _strip(tokens)
    waiting = list(reversed(tokens))
    parts = _parts(waiting, read, ())
    if waiting or parts is None:  # an end without a beginning, or a template of nothing
        return Expression(text_of(node))
    return Expression(text_of(node), means=(TEXT, *parts))


def _expression(token: _Token, read: Read) -> list[Any]:
    parts = parts_of(token.node) if token.node is not None else []
    return [read(part) for part in parts if part.type == "expression"]


def _parts(waiting: list[_Token], read: Read, ends: tuple[str, ...]) -> list[Any] | None:
    """Take the parts of a template up to one of some ends, which stays; none where it has another form."""
    found: list[Any] = []
    while waiting and waiting[-1].kind not in ends:
        token = waiting.pop()
        if token.kind == "text":
            found.append(token.text)
            continue
        inner = _expression(token, read)
        if len(inner) != 1:
            return None
        if token.kind == "value":
            found.append(inner[0])
        elif token.kind == "if":
            told = _condition(waiting, read, inner[0])
            if told is None:
                return None
            found.append(told)
        else:
            body = _parts(waiting, read, ("endfor",))
            if body is None or not waiting:
                return None
            waiting.pop()
            found.append(Expression("for", means=(JOINED, _repetition(token, inner[0], body))))
    return found


def _condition(waiting: list[_Token], read: Read, test: Any) -> Expression | None:
    then = _parts(waiting, read, ("else", "endif"))
    other: list[Any] | None = [""]
    if waiting and waiting[-1].kind == "else":
        waiting.pop()
        other = _parts(waiting, read, ("endif",))
    if then is None or other is None or not waiting:
        return None
    waiting.pop()
    ends = (Expression("text", means=(TEXT, *part)) for part in (then, other))
    return Expression("if", means=(IF, test, *ends))


def _repetition(token: _Token, collection: Any, body: list[Any]) -> Expression:
    parts = parts_of(token.node) if token.node is not None else []
    names = [text_of(part) for part in parts if part.type == "identifier"]
    value = Expression("text", means=(TEXT, *body))
    return Expression("for", means=(FOR, names, collection, [], value, [], False))


def _unescaped(text: str, node: Node) -> str:
    def letter(found: re.Match[str]) -> str:
        if found[4] or found[5]:
            return str(found[4] or found[5])
        code = found[1] or found[2]
        if code:
            if (number := int(code, 16)) > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
                raise CodeError("an escape in a text names no character", line_of(node))
            return chr(number)
        if found[3] not in _ESCAPES:
            raise CodeError("a text has an escape that is none", line_of(node))
        return _ESCAPES[found[3]]

    return _ESCAPE.sub(letter, text)
