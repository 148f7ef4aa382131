"""What a plan that is the intent is about to do: a difference that only waits for its apply is no drift.

Only what is exactly as the plan found it is called planned: where others changed the same attribute, it is drift.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.comparison.attributes import AttributeComparison, attribute_gap
from engine.findings.catalogue import PLANNED
from engine.findings.findings import make_resource_finding
from engine.model.outcome import FailOn, Finding, FindingStatus, Gap, GapReason, Severity
from engine.model.path import Change
from engine.model.place import is_same_place
from engine.model.snapshot import Action, Planned, Resource
from engine.provider.identity import provider_id
from engine.provider.rating import Rater, Weight

_CHANGES = (Action.UPDATE, Action.REPLACE)
_LEAVING = frozenset({Action.DELETE, Action.REPLACE, Action.FORGET})
_MAKING = frozenset({Action.CREATE, Action.REPLACE, Action.IMPORT})


def make_planned_finding(
    rating: Rater,
    resource: Resource,
    status: FindingStatus,
    message: str,
    fail_on: FailOn,
    change: Change | None = None,
) -> Finding:
    """Return the finding of what a plan is about to bring about."""
    about = rating.of_change(resource.type, change.path) if change else rating.of_presence(resource.type, status)
    weight = Weight(Severity.LOW, about.meaning, "a plan brings it about, which waits for its apply")
    return make_resource_finding(PLANNED, resource, weight, message, fail_on, change, status=status)


class Plans:
    """Tells of differences whether the plan brings them about."""

    def __init__(
        self,
        planned: Iterable[Planned],
        desired: Iterable[Resource],
        observed: Iterable[Resource],
        attributes: AttributeComparison,
    ) -> None:
        """Of an address that several sources have nothing is planned."""
        found = tuple(planned)
        self.gaps: list[Gap] = []  # what cannot be compared
        self._attributes, self._provider = attributes, attributes.provider
        named = Counter((one.type, one.address) for one in found)
        if found:
            named.update({key: count - 1 for key, count in Counter((i.type, i.address) for i in desired).items()})
        self._by_address = {key: one for one in found if named[key := (one.type, one.address)] == 1}
        self._leaving: dict[tuple[str, str], list[Planned]] = {}
        for one in self._by_address.values():
            if one.id and one.action in _LEAVING:
                self._leaving.setdefault((one.type, one.id), []).append(one)
        self._there: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        for item in observed if self._leaving else ():
            self._there[item.type, provider_id(item, self._provider)].append(item)
        self._as_found: dict[tuple[int, str], bool] = {}

    def known(self, resources: Iterable[Resource]) -> Iterator[Resource]:
        """Yield intended resources with what they have until the apply, where the plan does not know what comes then.

        That is the id of what is replaced, and each attribute that is only known after the apply.
        """
        if not self._by_address:
            yield from resources
            return
        for item in resources:
            plan = self._by_address.get((item.type, item.address))
            if plan is None or plan.action not in _CHANGES:
                yield item
                continue
            unknown = {name: value for name, value in plan.before.items() if name not in item.attributes}
            computed = self._attributes.settables.of(item.type).computed
            for name in plan.foreign:
                if name not in item.attributes and name not in computed:
                    self.gaps.append(_unknown(item, name))
            attributes = {**item.attributes, **unknown} if unknown else item.attributes
            yield replace(item, attributes=attributes, id=item.id or plan.id)

    def changes(self, desired: Resource, change: Change, observed: Resource) -> bool:
        """Tell whether an attribute is as the plan found it, and the plan changes it."""
        plan = self._by_address.get((desired.type, desired.address))
        name = change.path[0]
        if plan is None or plan.action not in _CHANGES:
            return False
        key = (id(plan), name)
        if key not in self._as_found:
            names = self._attributes.told_with(name)
            sides = (plan.before, observed.attributes)
            before, there = ({name: side[name] for name in names if name in side} for side in sides)
            self._as_found[key] = (
                bool(before)
                and name in observed.attributes
                and not names & set(plan.foreign)
                and not self._differs(desired, before, there)
            )
        return self._as_found[key]

    def _differs(self, resource: Resource, before: Mapping[str, Any], there: Mapping[str, Any]) -> bool:
        compared = self._attributes.compare(resource, before, there)
        self.gaps += compared.gaps
        return bool(compared.changes)

    def makes(self, desired: Resource, *, of_state: bool) -> str:
        """Return in words how the plan brings about a resource that is not there; empty if it does not.

        One that is to be replaced has to be there until then, and so has one that is to be imported, but in a state.
        """
        plan = self._by_address.get((desired.type, desired.address))
        if plan is None or plan.action not in _MAKING:
            return ""
        if plan.action is Action.IMPORT:
            return "imports it" if of_state else ""
        if plan.action is Action.CREATE:
            return "creates it"
        there = any(is_same_place(plan, item) for item in self._there.get((plan.type, plan.id), ()))
        return "replaces it" if there else ""

    def removes(self, observed: Resource) -> str:
        """Return in words how the plan removes a resource that nothing else intends; empty if it does not."""
        for plan in self._leaving.get((observed.type, provider_id(observed, self._provider)), ()):
            if is_same_place(plan, observed) and plan.action is not Action.FORGET:
                return "deletes it" if plan.action is Action.DELETE else "replaces it"
        return ""

    def forgets(self, observed: Resource) -> bool:
        """Tell whether the plan leaves a resource where it is, managed by nothing any more."""
        plans = self._leaving.get((observed.type, provider_id(observed, self._provider)), ())
        return any(plan.action is Action.FORGET and is_same_place(plan, observed) for plan in plans)


def _unknown(resource: Resource, name: str) -> Gap:
    detail = f"others changed {name} of {resource.address}, and what the plan makes of it is known after the apply"
    return attribute_gap(resource, name, GapReason.UNSUPPORTED, detail, "apply the plan, or give the state beside it")
