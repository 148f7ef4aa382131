"""Where a resource is that somebody names: in what is there as far as that is read, else in what is intended."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from engine.drift.presence import Completeness
from engine.matching.identity import match_by_id
from engine.matching.moves import Moves
from engine.model.identity import type_of
from engine.model.outcome import Gap, GapReason
from engine.model.snapshot import Resource, Snapshot
from engine.provider.port import Provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A resource with the snapshot that tells of it."""

    resource: Resource
    snapshot: Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """A resource that was not found by its name: it is not there, or nobody can tell, for a `reason`."""

    name: str
    detail: str
    fix: str = ""
    reason: GapReason | None = None

    @property
    def is_gone(self) -> bool:
        """Tell whether it is known that it is not there."""
        return self.reason is None


class Whereabouts:
    """The resources of one environment by their names: addresses, or types and ids.

    A resource that is there has the address of the intended one that it is matched with.
    """

    def __init__(self, desired: Snapshot | None, observed: Snapshot | None, provider: Provider) -> None:
        """Take the snapshots of one environment; none for a side that nobody reads."""
        self._provider = provider
        self._desired, self._observed = desired, observed
        self._intended, self._there = _by_name(desired, provider), _by_name(observed, provider)
        self._moves = Moves(desired.moves if desired is not None else ())
        self._complete = None if observed is None else Completeness(observed)
        self._matched: dict[str, tuple[dict[int, Resource], dict[int, Resource]]] = {}

    @property
    def names(self) -> list[str]:
        """Return what all resources are called, sorted."""
        sides = [one.applied for one in (self._desired, self._observed) if one is not None]
        return sorted({item.full_name for side in sides for item in side})

    def find(self, name: str) -> Found | Absent:
        """Return the resource of a name."""
        intended = self._intended.get(name) or self._intended.get(self._moves.among([name]).get(name, ""), [])
        there = self._there.get(name, [])
        if max(len(intended), len(there)) > 1:
            reason = GapReason.INCOMPARABLE
            return Absent(name=name, detail="several resources have this name", fix="name it by its id", reason=reason)
        if self._observed is None or self._complete is None:
            if intended and self._desired is not None:
                return Found(resource=intended[0], snapshot=self._desired)
            return self._not_intended(name)
        if intended:
            return self._find_intended(name, intended[0], self._observed, self._complete)
        if there:
            return Found(resource=there[0], snapshot=self._observed)
        return self._not_there(name, self._complete)

    def unread(self, absent: Absent) -> list[Gap]:
        """Return what could not be read of the snapshots that may hold a resource of which nobody can tell."""
        if absent.reason is not GapReason.MISSING_INPUT:
            return []
        gaps = [gap for one in (self._desired, self._observed) if one is not None for gap in one.gaps]
        return [gap for gap in gaps if not gap.types or type_of(absent.name) in gap.types]

    def called(self, resource: Resource) -> str:
        """Return what a resource of either side is called by which it is found, and no other one."""
        intended = self._pairs(resource.type)[1].get(id(resource))
        item = intended or resource
        names = _names(item, self._provider)
        return next((name for name in names if self._is_one(name)), names[-1])

    def _is_one(self, name: str) -> bool:
        return max(len(self._intended.get(name, ())), len(self._there.get(name, ()))) == 1

    def _find_intended(self, name: str, item: Resource, observed: Snapshot, complete: Completeness) -> Found | Absent:
        partner = self._pairs(item.type)[0].get(id(item))
        if partner is not None:
            return Found(resource=partner, snapshot=observed)
        if complete.lists(item):
            return Absent(name=name, detail="it is intended and not there")
        asked = item.type in complete.listings or any(item.type in gap.types for gap in observed.gaps)
        if self._desired is None or complete.is_intent or asked:
            return _unread(name)
        return Found(resource=item, snapshot=self._desired)  # nobody reads this type there

    def _not_there(self, name: str, complete: Completeness) -> Absent:
        """Return what may be said of a name that neither side has."""
        if not _is_id(name):
            return self._not_intended(name)
        rows = complete.listings.get(type_of(name), [])
        if (complete.is_intent and complete.whole) or (rows and all(row.complete for row in rows)):
            return Absent(name=name, detail="it is not there")
        return _unread(name)

    def _not_intended(self, name: str) -> Absent:
        if self._desired is None:
            detail, fix = "nothing tells which resource has this address", "give the state, or name it by type and id"
            return Absent(name=name, detail=detail, fix=fix, reason=GapReason.MISSING_INPUT)
        if Completeness(self._desired).whole:
            return Absent(name=name, detail="it is not in the intent")
        return _unread(name)

    def _pairs(self, type_: str) -> tuple[dict[int, Resource], dict[int, Resource]]:
        """Return who is who of a type, by the `id()` of the intended ones and of those that are there."""
        if type_ not in self._matched:
            intended, there = (_of_type(one, type_) for one in (self._desired, self._observed))
            moves = [move for one in (self._desired, self._observed) if one is not None for move in one.moves]
            pairs = match_by_id(intended, there, self._provider, moves).pairs
            self._matched[type_] = (
                {id(one): other for one, other in pairs},
                {id(other): one for one, other in pairs},
            )
        return self._matched[type_]


def _is_id(name: str) -> bool:
    """Tell whether a name is a type and an id, and no address."""
    head, space, _ = name.partition(" ")
    return bool(space) and head == type_of(name)


def _unread(name: str) -> Absent:
    detail, fix = "it was not read", "let it be read: the gaps of the snapshot say what is missing"
    return Absent(name=name, detail=detail, fix=fix, reason=GapReason.MISSING_INPUT)


def _of_type(snapshot: Snapshot | None, type_: str) -> list[Resource]:
    return [] if snapshot is None else [item for item in snapshot.applied if item.type == type_]


def _names(item: Resource, provider: Provider) -> list[str]:
    """Return what a resource is called: its address, its type and id, and its type and what else identifies it."""
    told = (item.attributes.get(name) for name in sorted(provider.common.identifying))
    ids = dict.fromkeys((item.id, *(value for value in told if isinstance(value, str) and value)))
    return [name for name in (item.address, *(f"{item.type} {id_}" for id_ in ids)) if name]


def _by_name(snapshot: Snapshot | None, provider: Provider) -> dict[str, list[Resource]]:
    """Return the resources of a snapshot by all that they are called."""
    found: dict[str, list[Resource]] = defaultdict(list)
    for item in () if snapshot is None else snapshot.applied:
        for name in _names(item, provider):
            found[name].append(item)
    return found
