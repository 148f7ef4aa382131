"""How environments stand by the ledger alone: nothing is looked at again, and what is too old is proven no more."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from engine.ledger.entry import LedgerEntry
from engine.model.moment import write_duration
from engine.model.verdict import Decision
from engine.ports import Ledger
from engine.verdict.nightly import DRIFT, GATE, EnvironmentStatus, Night, Schedule, Standing, Status

NIGHTS = 7  # that are told
_WORST_FIRST = (Decision.NO_GO, Decision.INCONCLUSIVE, Decision.CONDITIONAL, Decision.GO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """An environment that is asked for.

    `declared` tells that its schedule stands in the configuration. `max_age` overrules that of the schedule.
    `scheduled` tells that it counts.
    """

    environment: str
    schedule: Schedule
    declared: bool = False
    max_age: timedelta | None = None
    scheduled: bool = True

    @property
    def limit(self) -> timedelta:
        """Return how old the newest run may be."""
        return self.schedule.max_age if self.max_age is None else self.max_age


def find_status(ledger: Ledger, watched: Sequence[Watched], now: datetime) -> Status:
    """Return how environments stand at `now`, in the order in which they are given.

    Runs at a time that somebody named do not count. A ledger about nobody proves nothing: INCONCLUSIVE. Raises
    StoreError for a ledger that cannot be read, and LedgerChangedError for one that is not what was written.
    """
    counted: dict[str, list[LedgerEntry]] = {}
    for entry in ledger.entries():
        if not entry.time_given:
            counted.setdefault(entry.environment, []).append(entry)
    found = tuple(_status(one, counted.get(one.environment, []), now) for one in watched)
    worth = {row.counts_as for row in found if row.scheduled}
    if not worth:
        worth.add(Decision.INCONCLUSIVE)
    return Status(
        as_of=now,
        environments=found,
        decision=next(decision for decision in _WORST_FIRST if decision in worth),
    )


def counted_command(made: Collection[str], wanted: str) -> str:
    """Return the verb that counts of those that were called: the wanted one; else gate, then drift, then gate.

    A gate is about more than drift: a later drift does not stand for the gate that was made before.
    """
    return wanted or next((name for name in (GATE, DRIFT) if name in made), GATE)


def _status(watched: Watched, counted: Sequence[LedgerEntry], now: datetime) -> EnvironmentStatus:
    command = counted_command({entry.command for entry in counted}, watched.schedule.command)
    runs = [entry for entry in reversed(counted) if entry.command == command]  # newest first
    again = f"driftgate {command} {watched.environment}"
    never = EnvironmentStatus(
        environment=watched.environment,
        standing=Standing.NEVER,
        counts_as=Decision.INCONCLUSIVE,
        command=command,
        max_age=watched.limit,
        scheduled=watched.scheduled,
        every=watched.schedule.every if watched.declared else None,
        why=f"no run of {command} yet{_instead(counted, command, now)}",
        fix=again,
    )
    if not runs:
        return never
    newest = runs[0]
    age = now - newest.as_of
    found = replace(
        never,
        decision=newest.decision,
        run_id=newest.run_id,
        subject=newest.subject,
        as_of=newest.as_of,
        since=_since(runs),
        nights=_nights(runs, watched, now),
    )
    if age < timedelta():
        early = write_duration(-age, rounded=True)
        ahead = f"the newest run of {command} is {early} ahead: a clock is wrong, so its age is not known"
        return replace(found, standing=Standing.FROM_THE_FUTURE, why=ahead)
    due = watched.schedule.due(newest.as_of) if watched.declared else None
    if age > watched.limit:
        since, limit = write_duration(age, rounded=True), write_duration(watched.limit)
        old = f"no run of {command} for {since}, the limit is {limit}"
        old += _instead(counted, command, now)
        return replace(found, standing=Standing.STALE, why=old, next_due=due)
    counts_as = _decision(newest.decision)
    look = f"driftgate report {newest.run_id}" if counts_as in {Decision.NO_GO, Decision.INCONCLUSIVE} else ""
    return replace(found, standing=Standing.FRESH, counts_as=counts_as, why="", fix=look, next_due=due)


def _decision(word: str) -> Decision:
    """Return the decision of an entry; a word that is not known proves nothing."""
    return Decision(word) if word in set(Decision) else Decision.INCONCLUSIVE


def _instead(counted: Sequence[LedgerEntry], command: str, now: datetime) -> str:
    """Return which other verb has been run since the one that counts, in words."""
    newest = next((entry for entry in reversed(counted) if entry.command in {GATE, DRIFT}), None)
    if newest is None or newest.command == command or newest.as_of > now:
        return ""
    ago = write_duration(now - newest.as_of, rounded=True)
    return f"; {newest.command} was run {ago} ago (--command {newest.command})"


def _since(runs: Iterable[LedgerEntry]) -> datetime:
    """Return the time of the first of the newest runs that all decided the same."""
    _, same = next(groupby(runs, key=lambda entry: entry.decision))
    return list(same)[-1].as_of


def _nights(runs: Iterable[LedgerEntry], watched: Watched, now: datetime) -> tuple[Night, ...]:
    """Return the last nights, oldest first: of runs that are less than half a night apart the last one counts."""
    schedule, told = watched.schedule, list[Night]()
    later: datetime | None = None
    for entry in runs:
        if later is not None and later - entry.as_of < schedule.every / 2:
            continue
        if watched.declared:
            missed = (
                schedule.count_missed(entry.as_of, now) if later is None else schedule.count_between(entry.as_of, later)
            )
            numbers = range(missed, max(0, missed - NIGHTS), -1)
            told += [Night(at=schedule.due(entry.as_of, number), decision=None) for number in numbers]
        told.append(Night(at=entry.as_of, decision=entry.decision))
        later = entry.as_of
        if len(told) >= NIGHTS:
            break
    return tuple(reversed(told[:NIGHTS]))
