"""What flows where in a policy: which attributes its rules read, and which constants they compare.

The rules are followed from `deny` without values: a name stands for everything that it may be, a constant, a part of
the input, or something that is made of these. A function is followed with what it is given, so that a constant that
becomes the name of an attribute is found where it is written, in a table or in another function.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from policies.authoring.syntax import (
    Module,
    Node,
    Span,
    declared,
    is_comprehension,
    operands,
    operator,
)
from policies.authoring.terms import (
    ANY,
    NOTHING,
    WORKED,
    Const,
    Input,
    Items,
    Values,
    Worked,
    joined,
    keys_of,
    plain,
    spans_of,
)

ENTRY = "deny"
_TOLD = frozenset({"observed", "required", "args", "pin"})  # of a finding
_ROUNDS = 3  # a body may name things before it says what they are
_COMPARISONS = frozenset({"equal", "neq", "lt", "lte", "gt", "gte", "eq"})
_ORDERS = frozenset({"lt", "lte", "gt", "gte"})
_TEXTS = frozenset({"startswith", "endswith", "contains", "split", "trim"})
_SAME = frozenset({"lower", "upper", "to_number"})
_MEMBERSHIPS = frozenset({"internal.member_2", "internal.member_3"})
_UNIONS = frozenset({"or", "and", "minus", "array.concat", "plus", "mul", "div"})

Scope = dict[str, Values]


@dataclass(frozen=True, slots=True)
class Read:
    """A part of the input that is read, for which types (none for all), and where.

    It may be `asked` for by `object.get`, so that it may be missing.
    """

    path: tuple[str, ...]
    types: frozenset[str] | None
    span: Span
    asked: bool = False


@dataclass(slots=True)
class Flow:
    """What was found: parts that are read, and spans of constants by what they do.

    `keys` name a part of the input, `compared` are held against something (`ordered` by what is more, `cut` as letters
    that are cut off), `defaults` are what counts where a part is not there.
    """

    reads: set[Read] = field(default_factory=set)
    keys: set[Span] = field(default_factory=set)
    compared: set[Span] = field(default_factory=set)
    ordered: set[Span] = field(default_factory=set)
    cut: set[Span] = field(default_factory=set)
    defaults: set[Span] = field(default_factory=set)


def follow(module: Module, libraries: Mapping[str, Module]) -> Flow:
    """Return what flows where in a policy; `libraries` are modules by package."""
    walk = _Walk(libraries)
    walk.rule(module, ENTRY, None)
    return walk.flow


def together(flows: Iterable[Flow]) -> Flow:
    """Return what flows where in any of several policies."""
    found = Flow()
    for flow in flows:
        found.reads |= flow.reads
        found.keys |= flow.keys
        found.compared |= flow.compared
        found.ordered |= flow.ordered
        found.cut |= flow.cut
        found.defaults |= flow.defaults
    return found


class _Walk:
    """Follows the rules of a policy; what a rule comes to is worked out once for what it is given."""

    def __init__(self, libraries: Mapping[str, Module]) -> None:
        self._libraries = libraries
        self.flow = Flow()
        self._types: frozenset[str] | None = None
        self._known: dict[Any, Values] = {}
        self._quiet = False

    def rule(self, module: Module, name: str, given: tuple[Values, ...] | None) -> Values:
        """Return what a rule or function of a module may come to."""
        key = (module.path, name, given, self._types, self._quiet)
        if key not in self._known:
            self._known[key] = NOTHING
            found: set[Const | Input | Items | Worked] = set()
            for definition in module.rules.get(name, ()):
                found |= self._definition(module, definition, given)
            self._known[key] = frozenset(found)
        return self._known[key]

    def _definition(self, module: Module, rule: Node, given: tuple[Values, ...] | None) -> Values:
        head, scope, outer = rule["head"], Scope(), (self._types, self._quiet)
        for pattern, values in zip(head.get("args", ()), given or (), strict=False):
            self._match(module, scope, pattern, values)
        self._narrow(rule["body"])
        self._body(module, scope, rule["body"])
        key = self._term(module, scope, head["key"]) if "key" in head else NOTHING
        value = self._term(module, scope, head["value"]) if "value" in head else NOTHING
        self._types, self._quiet = outer
        if "key" not in head:
            return value
        return frozenset({Items(((key, value) if "value" in head else (NOTHING, key),))})

    def _narrow(self, body: Sequence[Node]) -> None:
        """Heed that a body is only for some types: it says `input.type ==` one, or `in` several."""
        for expression in body:
            name = operator(expression)
            if expression.get("negated") or name not in {"equal", "internal.member_2"}:
                continue
            given = operands(expression)
            if given[0]["type"] != "ref" or [part["value"] for part in given[0]["value"]] != ["input", "type"]:
                continue
            told = given[1]["value"] if name != "equal" else [given[1]]
            if isinstance(told, list):
                types = frozenset(str(one["value"]) for one in told)
                self._types = types if self._types is None else self._types & types

    def _body(self, module: Module, scope: Scope, body: Sequence[Node]) -> None:
        for _ in range(_ROUNDS):
            before = dict(scope)
            for expression in body:
                self._expression(module, scope, expression)
            if before == scope:
                return

    def _expression(self, module: Module, scope: Scope, expression: Node) -> None:
        terms = expression["terms"]
        if (through := declared(expression)) is not None:
            names, domain = through
            values = self._term(module, scope, domain)
            self._read(self._elements(values), module.span(domain), asked=True)
            self._match(module, scope, names[-1], self._elements(values))
            if len(names) > 1:
                self._match(module, scope, names[0], keys_of(values))
        elif isinstance(terms, list):
            name, given = operator(expression), terms[1:]
            if name in ("assign", "eq") and len(given) == 2:
                self._match(module, scope, given[0], self._term(module, scope, given[1]))
            else:
                self._call(module, scope, name, given)
        elif "domain" in terms:
            values = self._term(module, scope, terms["domain"])
            inner = dict(scope)
            self._match(module, inner, terms["value"], self._elements(values))
            if terms.get("key"):
                self._match(module, inner, terms["key"], keys_of(values))
            self._body(module, inner, terms["body"])
        elif "symbols" not in terms:
            self._term(module, scope, terms)

    def _match(self, module: Module, scope: Scope, pattern: Node, values: Values) -> None:
        """Give names what they stand for; a constant in a pattern is compared."""
        if pattern["type"] == "var":
            name = str(pattern["value"])
            scope[name] = scope.get(name, NOTHING) | values
        elif pattern["type"] == "array":
            for part in pattern["value"]:
                self._match(module, scope, part, self._elements(values))
        else:
            self._compare(self._term(module, scope, pattern), values)

    def _term(self, module: Module, scope: Scope, term: Node) -> Values:
        kind, value = term["type"], term.get("value")
        if kind in ("null", "boolean", "number", "string"):
            # What nobody writes, as that a rule without a value is true, has no span.
            spans = (module.span(term),) if "location" in term else ()
            return frozenset({Const(None if kind == "null" else value, spans)})
        if kind == "var":
            return self._name(module, scope, str(value))
        if kind == "ref":
            return self._reference(module, scope, term)
        if kind in ("array", "set"):
            return frozenset({Items(tuple((NOTHING, self._term(module, scope, part)) for part in term["value"]))})
        if kind == "object":
            return frozenset({Items(tuple(self._pair(module, scope, *pair) for pair in term["value"]))})
        if kind == "call":
            return self._call(module, scope, operator(term), operands(term))
        if is_comprehension(term):
            inner, parts = dict(scope), term["value"]
            self._body(module, inner, parts["body"])
            key = self._term(module, inner, parts["key"]) if "key" in parts else NOTHING
            made = self._term(module, inner, parts["value" if "key" in parts else "term"])
            return frozenset({Items(((key, made),))})
        return NOTHING

    def _pair(self, module: Module, scope: Scope, name: Node, term: Node) -> tuple[Values, Values]:
        key, quiet = self._term(module, scope, name), self._quiet
        # What a finding tells is not what it is found by.
        self._quiet = quiet or name.get("value") in _TOLD
        value = self._term(module, scope, term)
        self._quiet = quiet
        return key, value

    def _name(self, module: Module, scope: Scope, name: str) -> Values:
        if name in scope:
            return scope[name]
        if name == "input":
            return frozenset({Input(())})
        return self.rule(module, name, None) if name in module.rules else NOTHING

    def _reference(self, module: Module, scope: Scope, term: Node) -> Values:
        first, *rest = term["value"]
        if first["type"] == "var" and first["value"] in module.imports and first["value"] not in scope:
            library = self._libraries.get(module.imports[first["value"]])
            if library is None or not rest:
                return NOTHING
            values = self.rule(library, str(rest[0]["value"]), None)
            rest = rest[1:]
        else:
            values = self._term(module, scope, first)
        asked = not any(isinstance(one, Input) and len(one.path) <= 1 for one in values)
        for part in rest:
            values = self._select(values, self._term(module, scope, part))
        self._read(values, module.span(term), asked=asked)
        return values

    def _call(self, module: Module, scope: Scope, name: str, terms: Sequence[Node]) -> Values:
        given = tuple(self._term(module, scope, term) for term in terms)
        alias, _, function = name.partition(".")
        if alias in module.imports and (library := self._libraries.get(module.imports[alias])):
            return self.rule(library, function, given)
        if name in module.rules:
            return self.rule(module, name, given)
        if name == "object.get":
            return self._get(given, module.span(terms[0]))
        return self._built_in(name, given)

    def _built_in(self, name: str, given: tuple[Values, ...]) -> Values:
        if name in _COMPARISONS:
            self._compare(*given)
            if name in _ORDERS:
                self.flow.ordered |= {span for side in given for one in plain(side) for span in spans_of(one)}
        elif name in _MEMBERSHIPS:
            self._compare(given[-2], self._elements(given[-1]))
        elif name in _TEXTS:
            told = {span for values in given[1:] for one in values for span in spans_of(one)}
            self.flow.compared |= told if not self._quiet else set()
            self.flow.cut |= told if name == "trim" else set()
        elif name in _SAME:
            return given[0]
        elif name in _UNIONS:
            return frozenset(one for values in given for one in values)
        elif name == "concat":
            return joined(given)
        return WORKED

    def _get(self, given: tuple[Values, ...], span: Span) -> Values:
        base, keys, default = given
        paths = [one for one in keys if isinstance(one, Items)]
        for step in [told for path in paths for _, told in path.entries] if paths else [keys]:
            base = self._select(base, step)
        # What a finding tells of something that may be missing is no condition.
        if not self._quiet:
            self._read(base, span, asked=True)
        self.flow.defaults |= {where for one in default if isinstance(one, Const) for where in one.spans}
        return base | default

    def _select(self, base: Values, keys: Values) -> Values:
        """Return what stands at some keys of something."""
        found: set[Const | Input | Items | Worked] = set()
        named = [one for one in keys if isinstance(one, Const) and isinstance(one.value, str)]
        for one in base:
            if isinstance(one, Input):
                found |= {Input((*one.path, key.value)) for key in named} or {Input((*one.path, ANY))}
                if one.path and not self._quiet:
                    self.flow.keys |= {span for key in named for span in key.spans}
            elif isinstance(one, Items):
                for key, value in one.entries:
                    told = {entry.value for entry in key if isinstance(entry, Const)}
                    if not named or not told or told & {entry.value for entry in named}:
                        found |= value
                    if not named:
                        self._compare(key, keys)
            elif isinstance(one, Worked):
                found.add(one)
        return frozenset(found)

    def _compare(self, *sides: Values) -> None:
        """Remember what is held against something: a side of constants only, since any other has them by default."""
        for side in sides:
            told = list(plain(side))
            if all(isinstance(one, Const) for one in told) and not self._quiet:
                self.flow.compared |= {span for one in told for span in spans_of(one)}

    def _elements(self, values: Values) -> Values:
        found: set[Const | Input | Items | Worked] = set()
        for one in values:
            if isinstance(one, Input):
                found.add(Input((*one.path, ANY)))
            elif isinstance(one, Items):
                found |= {part for _, value in one.entries for part in value}
            elif isinstance(one, Worked):
                found.add(one)
        return frozenset(found)

    def _read(self, values: Values, span: Span, *, asked: bool = False) -> None:
        for one in values:
            if isinstance(one, Input) and len(one.path) > 1:
                self.flow.reads.add(Read(one.path, self._types, span, asked))
