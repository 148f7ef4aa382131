"""When runs were made: in turns, on one day, and which of them were there at the first look.

A machine, a network and their neighbours differ from day to day by more than between two runs of one hour. Laaber,
Scheuner and Leitner (Software microbenchmarking in the cloud, 2019) find small differences reliably only where both
versions run on the same instances in turns.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from engine.model.measurement import Measurement

# Runs that are further apart than this were measured on different days.
DAY = timedelta(hours=12)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Timed(Generic[T]):
    """One run of the candidate or of the baseline: what is compared, and when it was measured where that is known."""

    value: T
    at: datetime | None
    candidate: bool


def time_of(run: Measurement) -> datetime | None:
    """Return when a run began, or the nearest to it that is known exactly."""
    told = run.provenance
    return next((at.earliest for at in (told.began, run.measured_at, told.ended) if at and at.is_exact), None)


def in_order(runs: Iterable[Timed[T]]) -> list[tuple[datetime, Timed[T]]]:
    """Return the runs whose time is known, oldest first."""
    known = [(run.at, run) for run in runs if run.at is not None]
    return sorted(known, key=lambda entry: entry[0])


def pair_turns(runs: Sequence[Timed[T]]) -> list[tuple[Timed[T], Timed[T]]]:
    """Return the pairs (baseline, candidate) of runs that were made in turns; empty where they were not.

    Runs are in turns when, in the order of time, each two that follow each other are one of either side.
    """
    ordered = in_order(runs)
    times = {at for at, _ in ordered}
    if len(times) < len(runs) or len(runs) % 2:
        return []
    pairs = []
    for (_, one), (_, other) in zip(ordered[::2], ordered[1::2], strict=True):
        if one.candidate == other.candidate:
            return []
        pairs.append((other, one) if one.candidate else (one, other))
    return pairs


def pair_by_order(runs: Sequence[Timed[T]]) -> list[tuple[Timed[T], Timed[T]]]:
    """Return the pairs (baseline, candidate) of as many runs a side, in the order of their times, else as given."""
    timed = all(run.at is not None for run in runs)
    ordered = [run for _, run in in_order(runs)] if timed else list(runs)
    left, right = ([run for run in ordered if run.candidate is side] for side in (False, True))
    return list(zip(left, right, strict=True))


def are_of_one_day(runs: Iterable[Timed[T]]) -> bool:
    """Tell whether no two of the runs whose time is known are further apart than a day's work."""
    times = [at for at, _ in in_order(runs)]
    return not times or times[-1] - times[0] <= DAY


def first_look(runs: Sequence[Timed[T]], needed: int) -> tuple[int, int]:
    """Return how many runs of baseline and candidate there were when first as many of each were made as are needed.

    Nobody can look before. Runs without a time are taken as if they had been looked at as early as possible.
    """
    ordered = in_order(runs)
    if len(ordered) < len(runs):
        return needed, needed
    sizes = [0, 0]
    for place, (at, run) in enumerate(ordered):
        sizes[run.candidate] += 1
        last = place + 1 == len(ordered) or ordered[place + 1][0] > at
        if last and min(sizes) >= needed:
            break
    return sizes[0], sizes[1]
