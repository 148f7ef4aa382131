"""What policies leave to others: what somebody else answers for, by the configuration or by a state of theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.drift.makers import Ownership
from engine.gates.gate import Case
from engine.matching.identity import match_by_id
from engine.model.identity import ResourceKey
from engine.model.policy import TypeScope
from engine.model.snapshot import Side, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """Who else answers for resources, by their keys: their runs judge them. `nobody` are those that are nobody's.

    These are outside of the scope that the environment declares: what is wrong with them warns.
    """

    who: Mapping[ResourceKey, str] = field(default_factory=dict)
    nobody: frozenset[ResourceKey] = frozenset()


def find_others(case: Case, snapshot: Snapshot) -> Others:
    """Return what of that which is judged is not ours.

    What is intended here is ours, with all its parts. Where not all that is intended is known, everything is.
    """
    scope, desired = case.scope, None if case.desired is None else case.desired.snapshot
    is_divided = bool(case.others or scope.services or scope.ours)
    if not is_divided or snapshot.side is not Side.OBSERVED or (desired is not None and not desired.complete):
        return Others()
    intended = () if desired is None else desired.applied
    moves = () if desired is None else desired.moves
    matching = match_by_id(intended, snapshot.applied, case.provider, (*moves, *snapshot.moves))
    ownership = Ownership(scope, matching, case.provider, case.others)
    who = {item.key: name for item in matching.right_only if (name := ownership.name_other(item))}
    nobody = (item.key for item in matching.right_only if item.key not in who and ownership.stand_of(item).is_outside)
    return Others(who=who, nobody=frozenset(nobody))


def count_others(snapshot: Snapshot, who: Mapping[ResourceKey, str]) -> tuple[TypeScope, ...]:
    """Return what is there and others answer for, by type and by who does."""
    counts = Counter(
        (item.type, who[item.key]) for item in snapshot.resources if item.is_answered_for and item.key in who
    )
    return tuple(TypeScope(type=type_, resources=count, reason=who) for (type_, who), count in sorted(counts.items()))
