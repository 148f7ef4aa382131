"""What the rules of somebody's Rego look at, told by the syntax trees that `opa parse` prints.

A rule is followed through the rules and functions that it uses, by name: what it may look at is never less than what it
does look at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

Node = Mapping[str, Any]
RuleName = tuple[str, str]  # the package and the rule in it
_ANY = None  # in the place of a name: what only running it tells
Reference = tuple[str | None, ...]
# What attributes stand below, in a plan: https://developer.hashicorp.com/terraform/internals/json-format.
_ATTRIBUTES = frozenset({"after", "before", "values"})
# They give a name to what they are given, or ask for one name in it.
# Their two sides are the same, one is among the other, or begins with it.
_TYPING = frozenset({"eq", "equal", "internal.member_2", "startswith"})
_HARMLESS = frozenset({"assign", "eq", "equal", "neq", "object.get", "is_object", "is_null"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One of the definitions of a rule: its place, whether it makes a set, and what it looks at by itself.

    `inputs` are references below `input`, `data` below `data`; `texts` are all texts in it, `calls` the functions, and
    `steps` the names that follow one another in references. `is_plain` says that its value is `true`, as it is where
    nothing else is said, and `is_open` that it goes through all attributes, whatever they are called.

    `typed` are the texts, and `typed_by` the rules of this package, that a `type` has to be or to begin with, and
    `typed_heads` what that is the type of. `walks` are the ways in which it goes through parts of `input`. What it uses
    in negations alone is `negated`, rules of this package or references below `data`.
    """

    package: str
    name: str
    file: str
    line: int
    is_set: bool
    is_plain: bool
    has_value: bool
    is_function: bool
    inputs: frozenset[Reference]
    data: frozenset[Reference]
    local: frozenset[str]
    texts: frozenset[str]
    calls: frozenset[str]
    steps: frozenset[tuple[str, str]]
    is_open: bool
    typed: frozenset[str] = frozenset()
    typed_by: frozenset[str] = frozenset()
    typed_heads: frozenset[str] = frozenset()
    walks: frozenset[Reference] = frozenset()
    negated: frozenset[str | Reference] = frozenset()

    @property
    def rule(self) -> RuleName:
        """Return which rule it is a definition of."""
        return (self.package, self.name)

    @property
    def place(self) -> str:
        """Return `FILE:LINE`."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of all modules, by package and name."""

    definitions: tuple[Definition, ...]
    by_rule: Mapping[RuleName, Sequence[Definition]] = field(init=False)

    def __post_init__(self) -> None:
        """Index the definitions."""
        found: dict[RuleName, list[Definition]] = {}
        for one in self.definitions:
            found.setdefault(one.rule, []).append(one)
        object.__setattr__(self, "by_rule", found)

    @property
    def packages(self) -> tuple[str, ...]:
        """Return the packages, sorted."""
        return tuple(sorted({one.package for one in self.definitions}))

    def of(self, package: str) -> Iterator[str]:
        """Yield the names of the rules of a package, in the order of their definitions."""
        yield from dict.fromkeys(one.name for one in self.definitions if one.package == package)

    def used_by(self, begin: Iterable[Definition]) -> tuple[Definition, ...]:
        """Return definitions with all that they use, and what that uses."""
        found = list(dict.fromkeys(begin))
        seen = set(found)
        for one in found:  # grows on the way
            for rule in self._uses(one):
                new = [other for other in self.by_rule[rule] if other not in seen]
                seen.update(new)
                found += new
        return tuple(found)

    def uses_with_certainty(self, one: Definition) -> tuple[RuleName, ...]:
        """Return the rules that have to hold where a definition does: those that it uses, and not in a negation."""
        return tuple(dict.fromkeys(self._uses(one, without=one.negated)))

    def _uses(self, one: Definition, without: frozenset[str | Reference] = frozenset()) -> Iterator[RuleName]:
        local = one.local - without
        yield from ((one.package, name) for name in local if (one.package, name) in self.by_rule)
        for reference in one.data - without:
            yield from (rule for rule in self.by_rule if _may_lead(reference, rule))


def _may_lead(reference: Reference, rule: RuleName) -> bool:
    """Tell whether a reference below `data` leads to a rule, or may: where it ends before that, it has all below."""
    path = (*rule[0].split("."), rule[1])
    return all(told is _ANY or told == name for told, name in zip(reference, path, strict=False))


def read_rules(trees: Mapping[str, Node]) -> Rules:
    """Return the rules in syntax trees by their files."""
    return Rules(tuple(one for file, tree in sorted(trees.items()) for one in _definitions(file, tree)))


def _definitions(file: str, tree: Node) -> Iterator[Definition]:
    package = ".".join(str(part["value"]) for part in tree["package"]["path"][1:])
    aliases = dict(_imports(tree))
    for rule in tree.get("rules", ()):
        yield from _definition(file, package, rule, aliases)


def _imports(tree: Node) -> Iterator[tuple[str, Reference]]:
    for item in tree.get("imports", ()):
        path = tuple(str(part["value"]) for part in item["path"]["value"])
        if path[0] in {"input", "data"}:
            yield item.get("alias") or path[-1], path


def _definition(file: str, package: str, rule: Node, aliases: Mapping[str, Reference]) -> Iterator[Definition]:
    while True:
        head = rule["head"]
        named = head.get("ref") or [{"value": head.get("name", "")}]
        value = head.get("value", {})
        seen = _Seen(aliases)
        seen.look({key: part for key, part in rule.items() if key != "else"})
        location = rule.get("location") or head.get("location") or {}
        yield Definition(
            package=package,
            name=str(named[0]["value"]),
            file=file,
            line=int(location.get("row", 1)),
            is_set="key" in head and "value" not in head,
            is_plain=value.get("type") == "boolean" and "key" not in head,
            has_value=bool(value) and "key" not in head and len(named) == 1,
            is_function=bool(head.get("args")),
            inputs=frozenset(seen.inputs),
            data=frozenset(seen.data),
            local=frozenset(seen.local),
            texts=frozenset(seen.texts),
            calls=frozenset(seen.calls),
            steps=frozenset(seen.steps),
            is_open=seen.is_open,
            typed=frozenset(seen.typed),
            typed_by=frozenset(seen.typed_by),
            typed_heads=frozenset(seen.typed_heads),
            walks=frozenset(seen.walks),
            negated=frozenset((seen.refused_local - seen.sure_local) | (seen.refused_data - seen.sure_data)),
        )
        if "else" not in rule:
            return
        rule = {**rule["else"], "head": {**head, **rule["else"]["head"], "ref": named}}


class _Seen:
    """Collects what a part of a tree refers to."""

    def __init__(self, aliases: Mapping[str, Reference]) -> None:
        self._aliases = aliases
        self.inputs: set[Reference] = set()
        self.data: set[Reference] = set()
        self.local: set[str] = set()
        self.texts: set[str] = set()
        self.calls: set[str] = set()
        self.steps: set[tuple[str, str]] = set()
        self.is_open = False
        self.typed: set[str] = set()
        self.typed_by: set[str] = set()
        self.typed_heads: set[str] = set()
        self.walks: set[Reference] = set()
        self.sure_local: set[str] = set()
        self.refused_local: set[str | Reference] = set()
        self.sure_data: set[Reference] = set()
        self.refused_data: set[str | Reference] = set()
        self._is_negated = False

    def look(self, node: Any) -> None:
        """Look through a node and all below it."""
        waiting = [(node, False)]
        while waiting:
            one, is_negated = waiting.pop()
            if isinstance(one, list):
                waiting += [(part, is_negated) for part in one]
            elif isinstance(one, Mapping):
                self._is_negated = is_negated = is_negated or one.get("negated") is True
                self._note(one)
                parts = [part for name, part in one.items() if name not in {"location", "value"}]
                waiting += [(part, is_negated) for part in (*parts, *_below(one))]

    def _note(self, node: Node) -> None:
        kind, value = node.get("type"), node.get("value")
        if kind == "string" and isinstance(value, str):
            self.texts.add(value)
        elif kind == "var" and isinstance(value, str):
            self._reference((value,))
        elif kind == "ref" and isinstance(value, list):
            head = str(value[0].get("value")) if value[0].get("type") == "var" else _ANY
            self._reference((head, *map(_step, value[1:])))
            self._walk(head, value[1:])
            if any(_ends(part) == "type" for part in value[1:]) and head is not _ANY:
                self._type([part for part in value[1:] if _ends(part) == "type"], [value[0]])
        elif kind == "call" and isinstance(value, list):
            self._call(value)
        terms = node.get("terms")
        if isinstance(terms, list) and terms:
            self._call(terms)

    def _call(self, terms: Sequence[Any]) -> None:
        if not isinstance(terms[0], Mapping) or not isinstance(terms[0].get("value"), list):
            return
        name = ".".join(str(part.get("value")) for part in terms[0]["value"])
        self.calls.add(name)
        if name in _TYPING:
            kinds = [term for term in terms[1:] if _ends(term) == "type"]
            self._type(kinds, [term for term in terms[1:] if _ends(term) != "type"])
        whole = any(_ends(term) in _ATTRIBUTES for term in terms[1:])
        self.is_open |= name == "walk" or (whole and name not in _HARMLESS)

    def _type(self, kinds: Sequence[Any], others: Sequence[Any]) -> None:
        """Note that the type of something has to be among what others say."""
        if self._is_negated or not kinds or not others:
            return
        texts, names = set(_texts(others)), {_head(other) for other in others}
        self.typed |= texts
        self.typed_by |= names - {""}
        self.typed_heads |= {_head(kind) for kind in kinds}

    def _walk(self, head: str | None, parts: Sequence[Any]) -> None:
        """Note a way through `input`: the names as far as the first variable, and that; without one it is its own."""
        if head == "input":
            names = [str(part.get("value")) if part.get("type") == "var" else _step(part) for part in parts]
            end = next((at for at, part in enumerate(parts) if part.get("type") == "var"), None)
            self.walks.add((*names, str(len(self.walks))) if end is None else tuple(names[: end + 1]))

    def _reference(self, steps: Reference) -> None:
        for before, name in pairwise(steps):
            if before in _ATTRIBUTES and name is _ANY:
                self.is_open = True
            elif before is not _ANY and name is not _ANY:
                self.steps.add((before, name))
        head = steps[0]
        if head is _ANY:
            return
        path = (*self._aliases.get(head, (head,)), *steps[1:])
        if path[0] == "input":
            self.inputs.add(path[1:])
        elif path[0] == "data":
            self.data.add(path[1:])
            (self.refused_data if self._is_negated else self.sure_data).add(path[1:])
        else:
            self.local.add(head)
            (self.refused_local if self._is_negated else self.sure_local).add(head)


def _head(term: Any) -> str:
    """Return the variable with which a reference begins, or the variable that it is; empty for what is none."""
    value = term.get("value") if isinstance(term, Mapping) else None
    if isinstance(value, list) and value and isinstance(value[0], Mapping) and term.get("type") == "ref":
        value = value[0].get("value")
    return value if isinstance(value, str) and term.get("type") in {"var", "ref"} else ""


def _texts(terms: Sequence[Any]) -> Iterator[str]:
    """Yield the texts that terms are, or that are members of what they are."""
    for term in terms:
        value = term.get("value") if isinstance(term, Mapping) else None
        if isinstance(value, str) and term.get("type") == "string":
            yield value
        elif isinstance(value, list) and term.get("type") in {"set", "array"}:
            yield from _texts(value)


def _ends(term: Any) -> str:
    """Return the last name of a reference, empty for what is none."""
    value = term.get("value") if isinstance(term, Mapping) else None
    if isinstance(value, list) and value and isinstance(value[-1], Mapping):
        return str(value[-1].get("value"))
    return value if isinstance(value, str) and term.get("type") == "var" else ""


def _below(node: Node) -> list[Any]:
    """Return what is below the value of a node; the variable that a reference begins with is no variable by itself."""
    value = node.get("value")
    if node.get("type") == "ref" and isinstance(value, list) and value and value[0].get("type") == "var":
        return value[1:]
    return [value] if isinstance(value, list | dict) else []


def _step(part: Node) -> str | None:
    value = part.get("value")
    return str(value) if part.get("type") in {"string", "number"} else _ANY
