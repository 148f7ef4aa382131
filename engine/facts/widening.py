"""What a change opens or gives, by the facts of both of its sides: not by how it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any

from engine.facts.opening import Exposure
from engine.facts.widened_networks import find_opened
from engine.facts.widened_permissions import Document, find_given, read_documents
from engine.model.outcome import Severity
from engine.model.path import Change, Name, names_of
from engine.model.snapshot import Resource
from engine.provider.facts import CommonFacts
from engine.provider.judging import RuleForm
from engine.provider.rating import Widened

NOTHING = Widened()


class Widenings:
    """Tells what changes open; made once for a comparison, because the changes of a document are looked at together."""

    def __init__(self, common: CommonFacts) -> None:
        """Begin with nothing read."""
        self._reach, self._almighty = common.reach, common.almighty
        self._documents = lru_cache(maxsize=64)(read_documents)

    def of(self, resource: Resource, change: Change, sides: Sequence[Mapping[str, Any]]) -> Widened | None:
        """Return what a change opens between two sides, the attributes of one resource; none where no fact tells."""
        reach, top = self._reach, change.path[0]
        if not reach.outward.isdisjoint({resource.type, *names_of(change.path)}):
            return NOTHING
        form = reach.rules.get(resource.type)
        if form is not None and top in _members(form):
            return self._of_ports(find_opened(reach, form, change, sides))
        documents = [self._read(side.get(top)) for side in sides]
        if not documents[1] or not (documents[0] or sides[0].get(top) is None):
            return None
        own = resource.account or _account(sides[1].get("arn"))
        given = find_given(change, documents, reach.permissions, self._almighty, own)
        return Widened(words=given) if given else NOTHING

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
