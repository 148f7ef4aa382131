"""Whether a resource that one environment has more is one of several alike: then they differ in their size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from engine.canonical.sets import write_identity
from engine.matching.side import MatchSide
from engine.model.address import without_count
from engine.model.outcome import Severity
from engine.model.snapshot import Resource
from engine.provider.rating import Rater

_Block = tuple[str, str, bool]  # a type, a logical address without count, and whether it is the reference's


class Alike:
    """Knows those of each block that have a counterpart, on both sides."""

    def __init__(
        self, settable: Callable[[Resource], set[str]], rating: Rater, left: MatchSide, right: MatchSide
    ) -> None:
        """`settable` tells what people set of a resource; `left` is the reference's side, `right` the candidate's."""
        self._settable, self._rating, self._sides = settable, rating, {True: left, False: right}
        self._siblings: dict[_Block, list[Resource]] = defaultdict(list)
        self._kinds: dict[_Block, set[bytes]] = {}
        self._blocks: dict[bool, dict[str, str]] = {}

    def note(self, resource: Resource, *, is_reference: bool) -> None:
        """Note one that has a counterpart: what has none may be one more of its block."""
        self._siblings[self._block(resource, is_reference=is_reference)].append(resource)

    def has(self, resource: Resource, *, is_reference: bool) -> bool:
        """Tell whether one of its block has the same of all that decides who reaches it, or what protects it."""
        block = self._block(resource, is_reference=is_reference)
        if self._sides[is_reference].logical[id(resource)] == block[1]:
            return False
        if block not in self._kinds:
            siblings = self._siblings.get(block, ())
            self._kinds[block] = {self._kind(one, is_reference=is_reference) for one in siblings}
        return self._kind(resource, is_reference=is_reference) in self._kinds[block]

    def _block(self, resource: Resource, *, is_reference: bool) -> _Block:
        return resource.type, without_count(self._sides[is_reference].logical[id(resource)]), is_reference

    def _kind(self, resource: Resource, *, is_reference: bool) -> bytes:
        """Return what of a resource can be severe, whole or the members of it, the same for all that are alike.

        Each has parts of its own, such as an interface: these are called as their block.
        """
        found: dict[str, Any] = {}
        called = self._called(is_reference=is_reference)
        for name in self._settable(resource) & resource.attributes.keys():
            value = resource.attributes[name]
            if self._rating.of_name(resource.type, name).rank >= Severity.HIGH.rank:
                members = [value] if value is not None else []
            else:
                told = self._rating.severe_members(resource.type, name, value)
                members = [[*names, called.get(one, one) if isinstance(one, str) else one] for names, one in told]
            if members:
                found[name] = sorted(members, key=write_identity)
        return write_identity(found)

    def _called(self, *, is_reference: bool) -> dict[str, str]:
        """Return what the blocks of a side are called, by the ids of their resources."""
        if is_reference not in self._blocks:
            side = self._sides[is_reference]
            self._blocks[is_reference] = {
                text: f"{item.type} {block}"
                for item in side.resources
                if (block := without_count(side.logical[id(item)])) != side.logical[id(item)]
                for text in side.find_ids([item])
            }
        return self._blocks[is_reference]
