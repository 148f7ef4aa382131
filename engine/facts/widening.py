"""What a change opens or gives, by the facts of both of its sides: not by how it is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any

from engine.facts.opening import Exposure
from engine.facts.widened_networks import Opened
from engine.facts.widened_permissions import Document, Given, read_documents
from engine.model.outcome import Severity
from engine.model.path import Change, Name, names_of
from engine.model.snapshot import Resource
from engine.provider.facts import CommonFacts
from engine.provider.judging import RuleForm
from engine.provider.rating import Widened

NOTHING = Widened()
Sides = tuple[Mapping[str, Any], Mapping[str, Any]]


class Widenings:
    """Tells what changes open; made once for a comparison, because the changes of a document are looked at together.

    What both sides of a resource open is worked out once for all of its changes, which come one after the other.
    """

    def __init__(self, common: CommonFacts) -> None:
        """Begin with nothing read."""
        self._reach, self._almighty = common.reach, common.almighty
        self._documents = lru_cache(maxsize=64)(read_documents)
        self._sides: Sides = ({}, {})
        self._found: dict[str, Opened | Given | None] = {}

    def of(self, resource: Resource, change: Change, sides: Sides) -> Widened | None:
        """Return what a change opens between two sides, the attributes of one resource; none where no fact tells."""
        top = str(change.path[0])
        if not self._reach.outward.isdisjoint({resource.type, *names_of(change.path)}):
            return NOTHING
        form = self._reach.rules.get(resource.type)
        if form is not None and top in _members(form):
            found = self._kept(f"{resource.type}:", sides, lambda: Opened(self._reach, form, sides))
        else:
            found = self._kept(top, sides, lambda: self._given(resource, top, sides))
        if isinstance(found, Opened):
            return self._of_ports(found.by(change))
        if found is None:
            return None
        given = found.by(change)
        return Widened(words=given) if given else NOTHING

    def _kept(self, name: str, sides: Sides, find: Callable[[], Opened | Given | None]) -> Opened | Given | None:
        if self._sides[0] is not sides[0] or self._sides[1] is not sides[1]:
            self._sides, self._found = sides, {}
        if name not in self._found:
            self._found[name] = find()
        return self._found[name]

    def _given(self, resource: Resource, top: str, sides: Sides) -> Given | None:
        before, after = (self._read(side.get(top)) for side in sides)
        if not after or not (before or sides[0].get(top) is None):
            return None
        own = resource.account or _account(sides[1].get("arn"))
        return Given((before, after), self._reach.permissions, self._almighty, own)

    def of_new(self, resource: Resource, name: str, value: Any) -> Widened | None:
        """Return what an attribute opens of a resource that was not there."""
        return self.of(resource, Change(path=(Name(name),), before=None, after=value), ({}, resource.attributes))

    def _of_ports(self, opened: Sequence[Exposure]) -> Widened:
        if not opened:
            return NOTHING
        protocol, (first, last) = opened[0].protocol, opened[0].ports
        ports = "" if first < 0 else f" {first}" if first == last else f" {first} to {last}"
        served = all(one.ports[0] == one.ports[1] and one.ports[0] in self._reach.served for one in opened)
        return Widened(
            words=f"it was opened to everybody: {protocol}{ports}",
            severity=Severity.HIGH if served else Severity.CRITICAL,
        )

    def _read(self, value: Any) -> tuple[Document, ...]:
        return self._documents(value) if isinstance(value, str) else read_documents(value)


def _members(form: RuleForm) -> AbstractSet[str]:
    """Return the attributes of a type that say whom a firewall lets in, and to which ports."""
    only = () if form.only is None else form.only[:1]
    return {form.block} if form.block else {*form.networks, form.protocol, *form.ports, *only}


def _account(arn: Any) -> str:
    parts = arn.split(":") if isinstance(arn, str) else []
    return parts[4] if len(parts) > 5 else ""
