"""The syntax tree of Rego as `opa parse` tells it, with the spans of its parts in the text.

The tree is that of OPA (https://www.openpolicyagent.org/docs/policy-reference#grammar): a rule has a head and a body, a
body is a list of expressions, an expression has terms, and each part a location: row, column and text.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.errors import ConfigError

Node = Mapping[str, Any]
_COMPREHENSIONS = frozenset({"arraycomprehension", "setcomprehension", "objectcomprehension"})
_MEMBERS = {
    "internal.member_2": 1,
    "internal.member_3": 2,
}  # `some x in`, `some k, x in`, and how many come before `in`


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A part of a text: the module that it stands in, and its first and last position."""

    module: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module of Rego: its path, text and package, what it imports by alias, and its rules by name."""

    path: str
    text: str
    package: str
    imports: Mapping[str, str]
    rules: Mapping[str, Sequence[Node]]
    _rows: Sequence[int] = field(repr=False)

    def span(self, node: Node) -> Span:
        """Return where a part of the tree stands; raises ConfigError where OPA does not tell it exactly."""
        location = node["location"]
        text = b64decode(location["text"]).decode()
        start = self._rows[location["row"] - 1] + location["col"] - 1
        if node.get("type") == "number":
            text = str(node["value"])  # of a negative one OPA tells the sign only
        if not self.text.startswith(text, start):
            raise ConfigError(
                f"{self.path}:{location['row']}: what stands here cannot be proven", hint="write a rule of its own"
            )
        return Span(self.path, start, start + len(text))

    def line(self, span: Span) -> int:
        """Return the number of the line on which a span begins."""
        return self.text.count("\n", 0, span.start) + 1

    def said(self, span: Span) -> str:
        """Return the text at a span."""
        return self.text[span.start : span.end]


def read_module(path: str, text: str, tree: Node) -> Module:
    """Return a module from its tree; raises ConfigError for `else`, of which OPA tells no spans."""
    rows = [0]
    for row in text.splitlines(keepends=True):
        rows.append(rows[-1] + len(row))
    rules: dict[str, list[Node]] = {}
    for rule in tree.get("rules", ()):
        if "else" in rule:
            raise ConfigError(
                f"{path}:{rule['else']['location']['row']}: a policy has no else",
                hint="write a rule of its own, with its own condition",
            )
        rules.setdefault(rule["head"]["ref"][0]["value"], []).append(rule)
    imports = {}
    for item in tree.get("imports", ()):
        parts = [part["value"] for part in item["path"]["value"]]
        imports[item.get("alias") or parts[-1]] = ".".join(parts[1:])
    package = ".".join(part["value"] for part in tree["package"]["path"][1:])
    return Module(path=path, text=text, package=package, imports=imports, rules=rules, _rows=rows)


def operator(expression: Node) -> str:
    """Return what a call calls, by its full name; empty for what is no call."""
    terms = expression.get("terms")
    if isinstance(terms, list):
        return _name(terms[0])
    if expression.get("type") == "call":
        return _name(expression["value"][0])
    return ""


def operands(expression: Node) -> Sequence[Node]:
    """Return what a call is given."""
    terms = expression.get("terms")
    found: Sequence[Node] = terms if isinstance(terms, list) else expression["value"]
    return found[1:]


def declared(expression: Node) -> tuple[Sequence[Node], Node] | None:
    """Return the names that `some ... in` gives and what it goes through; none for what is none."""
    terms = expression.get("terms")
    symbols = terms.get("symbols") if isinstance(terms, Mapping) else None
    if not symbols or symbols[0].get("type") != "call":
        return None
    names = _MEMBERS[operator(symbols[0])]
    given = operands(symbols[0])
    return given[:names], given[names]


def is_condition(expression: Node) -> bool:
    """Tell whether an expression is asked, and gives no name to anything."""
    terms = expression.get("terms")
    if expression.get("generated") or operator(expression) in ("assign", "eq"):
        return False
    return not (isinstance(terms, Mapping) and "symbols" in terms)


def bodies(rule: Node) -> Iterator[Sequence[Node]]:
    """Yield the bodies of a rule: its own, and those in it of `every` and of comprehensions."""
    pending: list[Any] = [rule]
    while pending:
        node = pending.pop()
        if isinstance(node, Mapping):
            if isinstance(node.get("body"), list):
                yield node["body"]
            pending += [part for name, part in node.items() if name != "location"]
        elif isinstance(node, list):
            pending += node


def is_comprehension(term: Node) -> bool:
    """Tell whether a term is a comprehension."""
    return term.get("type") in _COMPREHENSIONS


def _name(term: Node) -> str:
    return ".".join(str(part["value"]) for part in term["value"]) if term.get("type") == "ref" else ""
