"""Drift of state: what becomes of a resource without anybody having changed what its configuration says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.comparison.entries import find_names
from engine.findings import catalogue
from engine.findings.catalogue import FindingRule
from engine.findings.findings import show_value
from engine.jsontext.packed import same_bytes
from engine.model.outcome import Severity
from engine.model.path import Change, Name
from engine.model.snapshot import Resource
from engine.provider.facts import Condition, ConditionKind
from engine.provider.meaning import Meaning
from engine.provider.port import Provider
from engine.provider.rating import Weight

_RULES: Mapping[ConditionKind, FindingRule] = {
    ConditionKind.RUN_STATE: catalogue.RUN_STATE,
    ConditionKind.VALUE: catalogue.VALUE_MOVED,
}
_MEANINGS: Mapping[ConditionKind, Meaning] = {
    ConditionKind.RUN_STATE: Meaning.BEHAVIOUR,
    ConditionKind.VALUE: Meaning.IDENTITY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A finding to make: its rule and weight, what it says, and what moved."""

    rule: FindingRule
    weight: Weight
    message: str
    change: Change


class Conditions:
    """Tells what the conditions of resources say; `observed` are those that may move others by themselves."""

    def __init__(self, provider: Provider, observed: Iterable[Resource]) -> None:
        """Look at nothing yet."""
        self._provider, self._observed = provider, observed
        self._movers: dict[str, set[str]] = {}

    def tells(self, desired: Resource, observed: Resource, change: Change) -> bool:
        """Tell whether a change is of an attribute of which `find` says what there is to say."""
        name = str(change.path[0])
        condition = self._provider.facts(desired.type).conditions.get(name)
        if condition is None or condition.kind is ConditionKind.ENDING:
            return False
        return not condition.loses or _is_lost(desired.attributes.get(name), observed.attributes.get(name), condition)

    def find(self, desired: Resource, observed: Resource) -> Iterator[Moved]:
        """Yield what has become of a resource."""
        conditions = self._provider.facts(desired.type).conditions
        if not conditions or same_bytes(desired.attributes, observed.attributes):
            return
        for name, condition in sorted(conditions.items()):
            if condition.kind is ConditionKind.ENDING or condition.unless in observed.attributes:
                continue
            before, after = (_settled(item.attributes.get(name), condition) for item in (desired, observed))
            if before is None or after is None or str(before) == str(after):  # some states write a number as a text
                continue
            if condition.loses and not _is_lost(before, after, condition):
                continue
            if not self._is_moved_by_itself(observed, condition):
                yield _moved(desired, name, condition.kind, before, after)

    def _is_moved_by_itself(self, item: Resource, condition: Condition) -> bool:
        if condition.mover is None:
            return False
        type_ = condition.mover.type
        if type_ not in self._movers:
            self._movers[type_] = {one.id for one in self._observed if one.type == type_}
        return not self._movers[type_].isdisjoint(find_names(item, condition.mover.link))


def _is_lost(before: Any, after: Any, condition: Condition) -> bool:
    return condition.loses in (before or ()) and condition.loses not in (after or ())


def _settled(value: Any, condition: Condition) -> Any:
    """Return what a condition comes to: a word that passes as the one that it passes to."""
    return condition.passing.get(value, value) if isinstance(value, str) else value


def _moved(item: Resource, name: str, kind: ConditionKind, before: Any, after: Any) -> Moved:
    meaning, rule = _MEANINGS[kind], _RULES[kind]
    change = Change(path=(Name(name),), before=before, after=after)
    what = f"{name} is {show_value(after)}, applied was {show_value(before)}"
    return Moved(
        rule=rule,
        weight=Weight(rule.severity or Severity.MEDIUM, meaning, f"{name} tells {_TOLD[kind]}"),
        message=f"{item.full_name}: {what}",
        change=change,
    )


_TOLD: Mapping[ConditionKind, str] = {
    ConditionKind.RUN_STATE: "whether it runs, which no apply puts back",
    ConditionKind.VALUE: "that its value, which is never read, is another one",
}
