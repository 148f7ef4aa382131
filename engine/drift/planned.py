"""What a plan that is the intent is about to do: a difference that only waits for its apply is no drift."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine.canonical.schema import SchemaTable
from engine.drift.attributes import attribute_changes
from engine.drift.compare import Change
from engine.drift.identity import provider_id
from engine.model.outcome import Gap
from engine.model.snapshot import Action, Planned, Resource

_CHANGES = (Action.UPDATE, Action.REPLACE)
_WORDS = {
    Action.CREATE: "creates it",
    Action.UPDATE: "changes it",
    Action.REPLACE: "replaces it",
    Action.DELETE: "deletes it",
}


class Plans:
    """Tells of differences whether the plan brings them about."""

    def __init__(self, planned: Iterable[Planned], schema: SchemaTable, gaps: list[Gap]) -> None:
        """`gaps` takes what could not be compared."""
        self._schema, self._gaps = schema, gaps
        self._by_address = {(one.type, one.address): one for one in planned}
        self._leaving = {
            (one.type, one.id): one
            for one in self._by_address.values()
            if one.id and one.action in {Action.DELETE, Action.REPLACE}
        }

    def known(self, resources: Iterable[Resource]) -> Iterator[Resource]:
        """Yield intended resources; one that is to be replaced with the id that it has until then."""
        for item in resources:
            plan = self._by_address.get((item.type, item.address))
            yield item if plan is None or item.id or plan.action is not Action.REPLACE else replace(item, id=plan.id)

    def changes(self, desired: Resource, change: Change, observed: Resource) -> bool:
        """Tell whether what is there is what the plan starts from, and changes."""
        plan = self._by_address.get((desired.type, desired.address))
        name = change.path[0]
        if plan is None or plan.action not in _CHANGES or name not in plan.before or name not in observed.attributes:
            return False
        sides = ({name: plan.before[name]}, {name: observed.attributes[name]})
        found = attribute_changes(desired, *sides, self._schema.find(desired.type), self._gaps)
        return not any(_touch(other, change) for other in found)

    def makes(self, desired: Resource) -> str:
        """Return in words how the plan brings about a resource that is not there; empty if it does not."""
        plan = self._by_address.get((desired.type, desired.address))
        return _WORDS[plan.action] if plan is not None and plan.action in {Action.CREATE, Action.REPLACE} else ""

    def removes(self, observed: Resource) -> str:
        """Return in words how the plan removes a resource that nothing else intends; empty if it does not."""
        plan = self._leaving.get((observed.type, provider_id(observed)))
        return _WORDS[plan.action] if plan is not None else ""


def _touch(one: Change, other: Change) -> bool:
    """Tell whether two changes are of one value, or one is of a part of the other's."""
    shorter = min(len(one.path), len(other.path))
    return one.path[:shorter] == other.path[:shorter]
