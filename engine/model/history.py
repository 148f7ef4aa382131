"""What came before a run about the same environment, and what has become of its findings since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from engine.model.outcome import Finding


class Since(StrEnum):
    """What a finding is against the previous run."""

    NEW = "new"
    KNOWN = "known"
    REAPPEARED = "reappeared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A finding of this run: what it is against the previous one, and when it was first seen."""

    fingerprint: str
    since: Since
    first_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A finding of an earlier run that this one has not: `fixed` where this one has looked, else nothing is proven."""

    fingerprint: str
    gate: str
    severity: str
    message: str
    first_seen: datetime
    last_seen: datetime
    fixed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """This run against the `previous` one (its run id, when it was, and what was decided); sorted by fingerprint.

    `gone` also holds what went before the previous run, so that it can be told when it comes back.
    `previous_decision` is empty where an older version wrote the history.
    """

    previous: str
    previous_at: datetime
    gone: tuple[Gone, ...]
    previous_decision: str = ""

    def went(self) -> tuple[Gone, ...]:
        """Return what the previous run still had."""
        return tuple(entry for entry in self.gone if entry.last_seen == self.previous_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nightly:
    """The schedule that a run belongs to, and how many runs were missed since the one before it.

    `previous` is the id of that run and `previous_at` its time; both are empty for the first one. It explains, and
    never decides.
    """

    every: timedelta
    max_age: timedelta
    previous: str = ""
    previous_at: datetime | None = None
    missed: int = 0

    def missed_at(self, most: int) -> Iterator[datetime]:
        """Yield when the missed runs were due, oldest first, at most so many."""
        if self.previous_at is not None:
            for number in range(1, min(self.missed, most) + 1):
                yield self.previous_at + number * self.every


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A run before this one, as far as one asks what has become of its findings.

    `findings` are its findings by fingerprint, `first_seen` when each of them was first seen, `gone` what went before
    it. `snapshots` are the names of the snapshots that it was about, `sources` the places that these were taken from,
    `decision` is what was decided.
    """

    run_id: str
    as_of: datetime
    decision: str
    findings: Mapping[str, Finding]
    first_seen: Mapping[str, datetime]
    gone: tuple[Gone, ...] = ()
    snapshots: tuple[str, ...] = ()
    sources: frozenset[str] = frozenset()
