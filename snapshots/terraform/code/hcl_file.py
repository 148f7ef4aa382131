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

from engine.jsontext.digest import JsonError, parse_json
from engine.model.address import of_code, parse
from snapshots.terraform.documents import holds_half_a_character

# The blocks that are read, and their labels.
_LABELS = {"resource": 2, "data": 2, "module": 1, "provider": 1, "moved": 0}
# What else a file may hold (`internal/configs/parser_config.go`). Any other word may be a resource that is misspelt.
_SETTINGS = frozenset({"language", "locals", "output", "terraform", "variable"})
_OTHERS = _SETTINGS | {"action", "check", "ephemeral", "import", "removed"}
# What names other things and is kept as it is written.
_REFERENCES = frozenset({"depends_on", "lifecycle", "provider", "providers"})
# What is done when a resource is made: no part of it, and a place where people write passwords.
_ACTIONS = frozenset({"connection", "provisioner"})
_NAME = re.compile(r"[^\W\d][\w\-]*")
_REPEATS = ("count", "for_each")
_SET = re.compile(r"\$\{\s*toset\(\s*\[(.*)\]\s*\)\s*\}", re.DOTALL)
_PLAIN = re.compile(r"[^\s,\"\\(){}\[\]]+")  # an element that the parser shows without its quotes
_TEMPLATE = re.compile(r"(?<!\$)\$\{|(?<!%)%\{")
_IN_TEXTS = frozenset({"STRING_CHARS", "ESCAPED_INTERPOLATION"})
_BEYOND = re.compile(r"\n|(?<!\\)\"")
_START = "__start_line__"
_META = frozenset({_START, "__end_line__", "//"})


class CodeError(Exception):
    """A file that is no Terraform code, with the line where reading ended (0 if it is not known)."""

    def __init__(self, detail: str, line: int = 0) -> None:
        """`detail` holds nothing of the file's text: that may be a secret."""
        super().__init__(detail)
        self.detail, self.line = detail, line


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block: `values` are literal attributes and nested blocks (lists), `dynamic` names what is an expression.

    Of a literal `for_each` the value is the list of its keys, of a literal `count` a number. A `moved` block has no
    values: its labels are the two addresses, and there are none when it does not name two of a kind.
    """

    kind: str
    labels: tuple[str, ...]
    line: int
    values: Mapping[str, Any]
    dynamic: tuple[str, ...]


class _ExpressionError(Exception):
    """A value that only Terraform can tell."""


def read_hcl(text: str, *, with_lines: bool = False) -> dict[str, Any]:
    """Return HCL text as python-hcl2 shows it, with the lines of blocks or not; raises CodeError for what is none."""
    import hcl2.api  # noqa: PLC0415 - the parser takes a third of a second to load
    import hcl2.parser  # noqa: PLC0415
    import lark  # noqa: PLC0415

    try:
        tree = hcl2.parser.parser().parse(f"{text}\n")
        _check_texts(tree)
        document: dict[str, Any] = hcl2.api.transform(tree, with_meta=with_lines)
    except lark.exceptions.UnexpectedInput as error:
        raise CodeError("the file is no HCL", max(error.line, 0)) from None  # its message shows the file's text
    except lark.exceptions.VisitError as error:  # for example an attribute that stands twice
        line = getattr(getattr(error.obj, "meta", None), "line", 0)
        raise CodeError("a block says something twice, or in a form that is not known", line) from None
    except RecursionError:
        raise CodeError("the file is nested too deeply") from None
    return document


def parse_hcl(text: str) -> tuple[Block, ...]:
    """Return the blocks of HCL text that matter; raises CodeError when it is no HCL."""
    document = read_hcl(text, with_lines=True)
    return tuple(
        _block(kind, labels, _start(body), body)
        for kind in _kinds(document)
        for labels, body in _bodies(document[kind], _LABELS[kind], ())
    )


def _check_texts(tree: Any) -> None:
    """Raise CodeError for a quoted text of several lines or texts: the parser takes what follows for a part of it."""
    for node in tree.iter_subtrees():
        for part in node.children:
            if getattr(part, "type", "") in _IN_TEXTS and _BEYOND.search(part):
                raise CodeError("a text does not end on its line, or where it should", part.line)


def _start(body: Any) -> int:
    """Return the line on which the parser has found the body of a block."""
    if not isinstance(body, dict) or _START not in body:
        raise CodeError("a block has too many labels, or is none")
    return int(body[_START])


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
    return tuple(
        _block(kind, labels, _line_of(lines, (kind, *labels)), body, quoted=True)
        for kind in _kinds(document)
        for labels, body in _bodies(document[kind], _LABELS[kind], ())
    )


def _checked_name(label: str) -> str:
    if not _NAME.fullmatch(label):
        raise CodeError("a label of a block is no name")
    return label


def _kinds(document: Mapping[str, Any]) -> list[str]:
    """Return the kinds of blocks in a file that are read, sorted."""
    if document.keys() - _LABELS.keys() - _OTHERS - _META:
        raise CodeError("a block is of a kind that is not known")
    return sorted(_LABELS.keys() & document.keys())


def _block(kind: str, labels: tuple[str, ...], line: int, body: Any, *, quoted: bool = False) -> Block:
    """Return a block; in JSON the texts in an expression are `quoted`, while the parser of HCL takes their quotes."""
    labels, body = (_ends(body, quoted=quoted), {}) if kind == "moved" else (labels, body)
    if not isinstance(body, dict):
        raise CodeError(f"a {kind} block has a form that is not known", line)
    values: dict[str, Any] = {}
    dynamic: set[str] = set()
    for name, raw in body.items():
        if kind == "resource" and name in _ACTIONS:
            continue
        if name == "dynamic":
            blocks = raw if isinstance(raw, list) else [raw]
            dynamic |= {label for entry in blocks if isinstance(entry, dict) for label in entry}
        elif name in _REPEATS and kind != "provider":
            repeats = _number(raw) if name == "count" else _keys(raw, quoted=quoted)
            if repeats is None:
                dynamic.add(name)
            else:
                values[name] = repeats
        elif name in _REFERENCES:
            values[name] = raw
        elif name not in _META:
            try:
                values[name] = _literal(raw)
            except _ExpressionError:
                dynamic.add(name)
    known = {name: value for name, value in values.items() if name not in dynamic}
    return Block(kind=kind, labels=labels, line=line, values=known, dynamic=tuple(sorted(dynamic)))


def _ends(body: Any, *, quoted: bool) -> tuple[str, ...]:
    """Return the two addresses of a `moved` block; nothing unless both are resources, or both are modules.

    In JSON a text is the address itself, while in HCL a text is no address.
    """
    found = []
    for name in ("from", "to"):
        raw = body.get(name) if isinstance(body, dict) else None
        if isinstance(raw, str) and not quoted:
            raw = raw[2:-1] if raw.startswith("${") and raw.endswith("}") else None
        found.append(of_code(raw) if isinstance(raw, str) else "")
    kinds = {address.is_module if address is not None else None for address in map(parse, found)}
    return tuple(found) if len(kinds) == 1 and None not in kinds else ()


def _number(raw: Any) -> int | None:
    """Return a literal count; none for an expression, and for what Terraform refuses."""
    if isinstance(raw, str) and raw.isdecimal() and raw.isascii():
        raw = int(raw[:10])
    return raw if isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0 else None


def _keys(raw: Any, *, quoted: bool) -> list[str] | None:
    """Return the keys of a literal map, or of a set of literals; none where only Terraform can tell them."""
    if isinstance(raw, dict):
        names = [name for name in raw if name not in {_START, "__end_line__"}]
        return None if any(_TEMPLATE.search(name) for name in names) else sorted(map(_literal, names))
    found = _SET.fullmatch(raw) if isinstance(raw, str) else None
    if found is None or _TEMPLATE.search(found[1]):
        return None
    if quoted:
        try:
            names = json.loads(f"[{found[1].strip().removesuffix(',')}]")
        except ValueError:
            return None
    else:
        names = [part for part in re.split(r",\s*", found[1].strip()) if part]
        names = names if all(map(_PLAIN.fullmatch, names)) else [None]
    return sorted({*names}) if all(isinstance(name, str) for name in names) else None


def _literal(raw: Any) -> Any:
    """Return a value without its escapes; raises _ExpressionError when it is none of the literals."""
    if isinstance(raw, dict):
        if "dynamic" in raw or any(_TEMPLATE.search(name) for name in raw):
            raise _ExpressionError
        return {name: _literal(item) for name, item in raw.items() if name not in _META}
    if isinstance(raw, list):
        return [_literal(item) for item in raw]
    if not isinstance(raw, str):
        return raw
    if _TEMPLATE.search(raw) or "\n" in raw:  # the parser takes the last line's end from a text of several lines
        raise _ExpressionError
    return raw.replace("$${", "${").replace("%%{", "%{")


def _bodies(value: Any, labels: int, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the labels and the body of each block: a level of objects a label, any of them also as a list."""
    for entry in _each(value):
        if labels == 0:
            yield path, entry
        elif isinstance(entry, dict) and _START in entry:
            raise CodeError("a block has too few labels", entry[_START])
        elif isinstance(entry, dict):
            for name, inner in entry.items():
                if name not in _META:
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
