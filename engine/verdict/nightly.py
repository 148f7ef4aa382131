"""Nights: the schedule of runs, and how environments stand by the ledger.

Times are in UTC and schedules are durations, so that no hour is left out or comes twice when clocks are changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from engine.model.verdict import Decision

NIGHT = timedelta(days=1)
GATE, DRIFT = "gate", "drift"  # the verbs that count where a schedule names none, in this order


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """How often a run is due, and how old the newest one may be; `max_age` is at least `every`, which is above zero.

    `command` is the verb that is due; empty stands for gate where there has been one, else for drift.
    """

    every: timedelta
    max_age: timedelta
    command: str = ""

    @classmethod
    def of(cls, every: timedelta = NIGHT, max_age: timedelta | None = None, command: str = "") -> Schedule:
        """Return a schedule; without an age the newest run may be a twelfth older than `every`, which is 26 h."""
        return cls(every=every, max_age=every * 13 / 12 if max_age is None else max_age, command=command)

    def due(self, last: datetime, number: int = 1) -> datetime:
        """Return when the run of that number after `last` is due."""
        return last + number * self.every

    def count_missed(self, last: datetime, now: datetime) -> int:
        """Return how many runs were due after `last`, did not come, and are later, by `now`, than they may be.

        There is one exactly where `last` is older than `max_age`.
        """
        late = now - last - self.max_age
        return max(0, -(-late // self.every))

    def count_between(self, last: datetime, following: datetime) -> int:
        """Return how many runs did not come between two that did: each stands for the time nearest to it.

        A run that is late by less than half of `every` is late, and nothing was missed.
        """
        return max(0, (following - last + self.every / 2) // self.every - 1)


class Standing(StrEnum):
    """Whether the newest run of an environment is an answer by now."""

    FRESH = "fresh"
    STALE = "stale"
    NEVER = "never"
    FROM_THE_FUTURE = "from_the_future"


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One of the last nights: what its last run decided, or when a run was due that never came (`decision` is none)."""

    at: datetime
    decision: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentStatus:
    """How one environment stands.

    `decision` is that of the newest run (`run_id` of `command`, for the time `as_of`), none without a run; `since` is
    when it came to be that. `counts_as` is what it is worth by now: INCONCLUSIVE unless the run is fresh. `why` says so
    in words and `fix` is the command that mends it. `scheduled` tells whether runs are due; where none are, the
    environment does not count, and `every` and `next_due` are none.
    """

    environment: str
    standing: Standing
    counts_as: Decision
    command: str
    max_age: timedelta
    scheduled: bool = True
    why: str = ""
    fix: str = ""
    decision: str | None = None
    run_id: str = ""
    subject: str = ""
    as_of: datetime | None = None
    since: datetime | None = None
    every: timedelta | None = None
    next_due: datetime | None = None
    nights: tuple[Night, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How all environments stand at `as_of`."""

    as_of: datetime
    environments: tuple[EnvironmentStatus, ...]
    decision: Decision
