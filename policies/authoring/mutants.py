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
from policies.authoring.syntax import Module, Node, Place, bodies, is_condition


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

    place: Place
    change: Change
    was: str
    becomes: str

    def text(self, module: Module) -> str:
        """Return the text of the module with the change."""
        return module.text[: self.place.start] + self.becomes + module.text[self.place.end :]


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
                    place = module.place(expression)
                    said = module.said(place)
                    other = said.removeprefix("not").lstrip() if expression.get("negated") else f"not {said}"
                    if not said.startswith("every"):  # which Rego does not negate
                        yield Mutant(place, Change.NEGATED, said, other)
                    yield Mutant(place, Change.DROPPED, said, "true")


def _never(module: Module, rule: Node, name: str) -> Iterator[Mutant]:
    """Yield a rule that never applies, but for tables, of which every entry is changed."""
    last = rule["body"][-1]
    if rule.get("default"):
        return
    place = module.place(rule)
    said = module.said(place)
    if last.get("generated"):
        if name == ENTRY:
            yield Mutant(place, Change.NEVER, said, f"{said} if false")
        return
    condition = module.place(last)
    told = module.said(condition)
    never = f"{{{told}; false}}" if condition.end == place.end else f"{told}; false"
    yield Mutant(condition, Change.NEVER, told, never)


def _of_constants(module: Module, flow: Flow) -> Iterator[Mutant]:
    for place in flow.keys:
        if place.module == module.path:
            said = module.said(place)
            named = json.dumps(f"{json.loads(said)}_") if said.startswith('"') else f"{said}_"
            yield Mutant(place, Change.RENAMED, said, named)
    for place in flow.compared - flow.keys:
        if place.module == module.path:
            said = module.said(place)
            for other in ['"~"'] if place in flow.cut else _others(said, ordered=place in flow.ordered):
                yield Mutant(place, Change.OTHER, said, other)
    for place in flow.defaults - flow.keys - flow.compared:
        if place.module == module.path and (said := module.said(place)) in _SWITCHES:
            yield Mutant(place, Change.OTHER, said, _SWITCHES[said])


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
