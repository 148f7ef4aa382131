"""Who manages what is there, in words: by maker, what they have made and what says so; what nobody has made first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from engine.drift.managed import describe_managed
from engine.model.drift import Managed, ManagedRow, Standing
from engine.model.verdict import Run

MAX_MAKERS = 30  # that a page shows; the JSON report has all of them
_ORDER = tuple(reversed(Standing))
_WORDS = {
    Standing.INTENDED: "as intended",
    Standing.MADE: "managed by {maker}",
    Standing.OWNED: "owned by service {service}",
    Standing.CLAIMED: "claimed by {maker}",
    Standing.ELSEWHERE: "nobody's, told elsewhere",
    Standing.UNMANAGED: "nobody's",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MakerRow:
    """What one maker has made: who, how many resources, of which accounts and types, and what says so."""

    who: str
    resources: int
    accounts: str
    types: str
    why: str


def managed_of(run: Run) -> Managed | None:
    """Return who manages what is there, none where no gate asked."""
    return next((gate.managed for gate in run.verdict.gates if gate.managed is not None), None)


def name_managed(run: Run) -> str:
    """Return who manages what is there in a sentence, empty where no gate asked."""
    managed = managed_of(run)
    return "" if managed is None else describe_managed(managed)


def list_managed(run: Run) -> tuple[MakerRow, ...]:
    """Return the makers of what is there: what nobody has made first, then the rest by size.

    Where all is as intended, there is nothing to show.
    """
    managed = managed_of(run)
    if managed is None or all(row.standing is Standing.INTENDED for row in managed.rows):
        return ()
    groups: dict[tuple[int, str], list[ManagedRow]] = defaultdict(list)
    for row in managed.rows:
        who = _WORDS[row.standing].format(maker=row.maker, service=row.service)
        if row.service and row.standing is Standing.MADE:
            who += f", of service {row.service}"
        groups[_ORDER.index(row.standing), who].append(row)
    found = [(at, _row(who, rows)) for (at, who), rows in groups.items()]
    return tuple(row for _, row in sorted(found, key=lambda entry: (entry[0], -entry[1].resources, entry[1].who)))


def _row(who: str, rows: list[ManagedRow]) -> MakerRow:
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row.type] += row.resources
    return MakerRow(
        who=who,
        resources=sum(counts.values()),
        accounts=", ".join(sorted({row.account for row in rows if row.account})),
        types=", ".join(f"{type_} ({count})" for type_, count in sorted(counts.items())),
        why="; ".join(sorted({row.why for row in rows if row.why})),
    )
