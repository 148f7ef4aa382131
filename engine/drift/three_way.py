"""Code, state and reality together: whether a difference is intended, waits for an apply, or was taken into the state.

A refresh writes what it finds into the state, and from then on the state agrees with reality: the drift is absorbed.
What the code says, and earlier states of the same lineage, still tell it. For example, the `delay_seconds` of a queue:

    code   state   reality   earlier states     what it is
    9      5       9         any                intended: the code already says what is there, only the state is behind
    5      9       9         none               pending: nothing tells more than that no apply has made it 5
    5      9       9         8: 9, 7: 9         pending: the state never was as the code is
    5      9       9         8: 9, 7: 5         absorbed: as the code is at serial 7, taken into the state at serial 8
    none   9       9         9: 5               moved: the code does not say it, and the newest earlier state had 5

Earlier states are read from the newest on, and only as far as they are needed: the first that agrees with the code ends
the search, and so does one in which the resource or the attribute is not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.comparison.attributes import AttributeComparison
from engine.comparison.blocks import fill_blocks
from engine.model.outcome import Gap
from engine.model.path import Change
from engine.model.place import is_same_place
from engine.model.snapshot import Resource, Snapshot


@dataclass(frozen=True, slots=True)
class EarlierSnapshot:
    """A stored snapshot of the same sources at a lower serial; `id` is what the store calls it."""

    id: str
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Pending:
    """A difference of code (`before`) and state (`after`): it waits for an apply, or was `absorbed` by the state.

    `serial` is the last one at which the state still was as the code is, and `taken` the one at which it no longer was;
    both are empty where the sources have several states.
    """

    change: Change
    absorbed: bool = False
    serial: str = ""
    taken: str = ""


class ThreeWay:
    """Holds the state of matched resources against their code, and against earlier states."""

    def __init__(
        self, desired: Snapshot, attributes: AttributeComparison, earlier: Iterable[EarlierSnapshot | Gap]
    ) -> None:
        """`earlier` are snapshots of the same states, newest first; they are read only as far as they are needed."""
        self._attributes, self._provider = attributes, attributes.provider
        self._serial = serial(desired)
        self._past = _Past(earlier)
        self._unformed: list[Gap] = []
        self._intended: dict[tuple[int, str], bool] = {}  # by resource and attribute

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Return what could not be compared so far, and what could not be read of the past: that is not proven."""
        return (*self._unformed, *self._past.gaps)

    @property
    def used(self) -> tuple[str, ...]:
        """Return the ids of the earlier snapshots that were looked at, newest first."""
        return self._past.used

    @property
    def has_past(self) -> bool:
        """Tell whether there is an earlier state."""
        return self._past.newest() is not None

    def find_pending(self, resource: Resource, changed: Iterable[str]) -> Iterator[Pending]:
        """Yield where the state is not as the code says, but for the attributes in which reality differs as well."""
        literal = self._literals(resource)
        differing = {name for name, value in literal.items() if value != resource.attributes[name]} - set(changed)
        if not differing:
            return
        code = {name: literal[name] for name in differing}
        for change in self._changes(resource, code, resource.attributes):
            yield self._dated(resource, change, self._about(change, code))

    def intends(self, resource: Resource, change: Change, observed: Mapping[str, Any]) -> bool:
        """Tell whether the code already says what is there: the state is behind, and nothing is foreign."""
        key = (id(resource), change.path[0])
        if key not in self._intended:
            literal = self._about(change, self._literals(resource))
            # Of an element of a set the path depends on what it is compared with: only a whole attribute is proof.
            same = bool(literal.keys() & observed.keys()) and not self._changes(resource, literal, observed)
            self._intended[key] = same
        return self._intended[key]

    def find_moved(self, resource: Resource, changed: Iterable[str]) -> tuple[str, tuple[Change, ...]]:
        """Return what has moved in the state since the newest earlier one, whose serial comes first.

        What the code says literally is told by `find_pending`; a resource that was replaced is another one.
        """
        newest = self._past.newest()
        old = newest.find(resource) if newest is not None else None
        if newest is None or old is None or old.id != resource.id or old.attributes == resource.attributes:
            return "", ()
        names = {
            name
            for name in self._settable(resource) & old.attributes.keys() & resource.attributes.keys()
            if old.attributes[name] != resource.attributes[name]
        }
        names -= {*self._literals(resource), *changed}
        before = {name: old.attributes[name] for name in names}
        return newest.serial, self._changes(resource, before, resource.attributes)

    def _dated(self, resource: Resource, change: Change, code: Mapping[str, Any]) -> Pending:
        taken = self._serial
        for state in self._past.states():
            old = state.find(resource)
            if old is None or not code.keys() <= old.attributes.keys():
                break
            if not self._changes(resource, code, old.attributes):
                return Pending(change, absorbed=True, serial=state.serial, taken=taken)
            taken = state.serial
        return Pending(change)

    def _changes(self, resource: Resource, left: Mapping[str, Any], right: Mapping[str, Any]) -> tuple[Change, ...]:
        others = {name: right[name] for name in left if name in right}
        compared = self._attributes.compare(resource, left, others)
        self._unformed += compared.gaps
        return compared.changes

    def _literals(self, resource: Resource) -> dict[str, Any]:
        if not resource.code or "*" in resource.ignored:
            return {}
        node = self._provider.find(resource.type)
        names = self._settable(resource) & resource.code.keys() & resource.attributes.keys() - set(resource.ignored)
        if node is None:
            return {}
        otherwise = self._provider.common.otherwise | self._provider.facts(resource.type).otherwise
        return {
            name: fill_blocks(resource.code[name], resource.attributes[name], node.fields[name])
            for name in names - otherwise
            if resource.code[name] is not None
        }

    def _settable(self, resource: Resource) -> set[str]:
        return self._attributes.settables.of(resource.type).in_code()

    def _about(self, change: Change, code: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the code says of the attribute of a change; of tags it says it in one or two."""
        names = self._attributes.told_with(change.path[0])
        return {name: value for name, value in code.items() if name in names}


def serial(snapshot: Snapshot) -> str:
    """Return the serial of the only state of a snapshot; empty where there are several, or none."""
    found = [origin.facts["serial"] for origin in snapshot.origins if origin.facts.get("serial")]
    return found[0] if len(found) == 1 else ""


class _State:
    """The resources of an earlier state, by address."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.serial = serial(snapshot)
        self._found: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        for item in snapshot.applied:
            self._found[item.type, item.address].append(item)

    def find(self, resource: Resource) -> Resource | None:
        """Return what a resource was; none where two states have its address and nothing tells which it is."""
        found = [
            item for item in self._found.get((resource.type, resource.address), ()) if is_same_place(item, resource)
        ]
        if len(found) > 1:
            found = [item for item in found if item.id == resource.id]
        return found[0] if len(found) == 1 else None


class _Past:
    """Earlier states, newest first, each read once and only when somebody asks for it."""

    def __init__(self, earlier: Iterable[EarlierSnapshot | Gap]) -> None:
        self._rest = iter(earlier)
        self.gaps: list[Gap] = []
        self._read: list[_State] = []
        self._ended = False
        self.used: tuple[str, ...] = ()

    def states(self) -> Iterator[_State]:
        at = 0
        while at < len(self._read) or self._next():
            yield self._read[at]
            at += 1

    def newest(self) -> _State | None:
        return self._read[0] if self._read or (not self._ended and self._next()) else None

    def _next(self) -> bool:
        for found in self._rest:
            if isinstance(found, Gap):
                self.gaps.append(found)
                continue
            self._read.append(_State(found.snapshot))
            self.used = (*self.used, found.id)
            return True
        self._ended = True
        return False
