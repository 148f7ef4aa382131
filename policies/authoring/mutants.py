"""Mutants of a module of Rego: each is its text with one thing changed, which some case has to notice.

Conditions are negated and dropped, rules never apply, constants that are compared change (where more or less counts, to
both sides), switches that count by default turn, and attributes, related types and facts are looked for by other names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from policies.authoring.flow import ENTRY, Flow
from policies.authoring.syntax import Module, Node, Span, bodies, is_condition


class Change(StrEnum):
    """What was done to a rule."""

    NEGATED = "negated"
    DROPPED = "dropped"
    NEVER = "never true"
    OTHER = "another constant"
    RENAMED = "another name"


@dataclass(frozen=True, slots=True, order=True)
class Mutant:
    """A change at a place; what stands there `was`, and `becomes` something else."""

    span: Span
    change: Change
    was: str
    becomes: str

    def text(self, module: Module) -> str:
        """Return the text of the module with the change."""
        return module.text[: self.span.start] + self.becomes + module.text[self.span.end :]


def mutants_of(module: Module, flow: Flow) -> tuple[Mutant, ...]:
    """Return every mutant of a module, in the order of its text."""
    found = {*_of_conditions(module), *_of_constants(module, flow)}
    return tuple(sorted(mutant for mutant in found if mutant.was != mutant.becomes))


def _of_conditions(module: Module) -> Iterator[Mutant]:
    for name, rules in module.rules.items():
        for rule in rules:
            yield from _never(module, rule, name)
            for body in bodies(rule):
                for expression in filter(is_condition, body):
                    span = module.span(expression)
                    said = module.said(span)
                    other = said.removeprefix("not").lstrip() if expression.get("negated") else f"not {said}"
                    if not said.startswith("every"):  # which Rego does not negate
                        yield Mutant(span, Change.NEGATED, said, other)
                    yield Mutant(span, Change.DROPPED, said, "true")


def _never(module: Module, rule: Node, name: str) -> Iterator[Mutant]:
    """Yield a rule that never applies, but for tables, of which every entry is changed."""
    last = rule["body"][-1]
    if rule.get("default"):
        return
    span = module.span(rule)
    said = module.said(span)
    if last.get("generated"):
        if name == ENTRY:
            yield Mutant(span, Change.NEVER, said, f"{said} if false")
        return
    condition = module.span(last)
    told = module.said(condition)
    never = f"{{{told}; false}}" if condition.end == span.end else f"{told}; false"
    yield Mutant(condition, Change.NEVER, told, never)


def _of_constants(module: Module, flow: Flow) -> Iterator[Mutant]:
    for span in flow.keys:
        if span.module == module.path:
            said = module.said(span)
            named = json.dumps(f"{json.loads(said)}_") if said.startswith('"') else f"{said}_"
            yield Mutant(span, Change.RENAMED, said, named)
    for span in flow.compared - flow.keys:
        if span.module == module.path:
            said = module.said(span)
            for other in ['"~"'] if span in flow.cut else _others(said, ordered=span in flow.ordered):
                yield Mutant(span, Change.OTHER, said, other)
    for span in flow.defaults - flow.keys - flow.compared:
        if span.module == module.path and (said := module.said(span)) in _SWITCHES:
            yield Mutant(span, Change.OTHER, said, _SWITCHES[said])


_SWITCHES = {"true": "false", "false": "true"}


def _others(said: str, *, ordered: bool) -> Iterator[str]:
    if said in _SWITCHES:
        yield _SWITCHES[said]
    elif said == "null":
        yield '"~"'
    elif said.startswith(('"', "`")):
        value = said[1:-1] if said.startswith("`") else json.loads(said)
        yield json.dumps(f"{value}~")
    else:
        number = json.loads(said)
        yield str(number + 1)
        if ordered:
            yield str(number - 1)
