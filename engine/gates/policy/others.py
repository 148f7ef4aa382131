"""What policies leave to others: what somebody else answers for, by the configuration or by a state of theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from engine.drift.makers import Ownership
from engine.gates.gate import Case
from engine.matching.identity import match_by_id
from engine.model.identity import ResourceKey
from engine.model.policy import TypeScope
from engine.model.snapshot import Side, Snapshot


def find_others(case: Case, snapshot: Snapshot) -> Mapping[ResourceKey, str]:
    """Return who else answers for resources of what is judged, by their keys: their runs judge them, and not ours.

    What is intended here is ours, with all its parts. Where not all that is intended is known, nothing is left out.
    """
    scope, desired = case.scope, None if case.desired is None else case.desired.snapshot
    is_divided = bool(case.others or scope.services or scope.told_in)
    if not is_divided or snapshot.side is not Side.OBSERVED or (desired is not None and not desired.complete):
        return {}
    intended = () if desired is None else desired.applied
    moves = () if desired is None else desired.moves
    matching = match_by_id(intended, snapshot.applied, case.provider, (*moves, *snapshot.moves))
    ownership = Ownership(scope, matching, case.provider, case.others)
    return {item.key: who for item in matching.right_only if (who := ownership.name_other(item))}


def count_others(snapshot: Snapshot, others: Mapping[ResourceKey, str]) -> tuple[TypeScope, ...]:
    """Return what is there and others answer for, by type and by who does."""
    counts = Counter(
        (item.type, others[item.key]) for item in snapshot.resources if item.is_answered_for and item.key in others
    )
    return tuple(TypeScope(type=type_, resources=count, reason=who) for (type_, who), count in sorted(counts.items()))
