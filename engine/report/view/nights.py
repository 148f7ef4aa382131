"""How environments stand, in lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from engine.model.moment import write_duration
from engine.text import terminal
from engine.verdict.nightly import EnvironmentStatus, Night, Status

_INDENT = " " * 14


def list_standings(status: Status) -> Iterator[str]:
    """Yield the lines of every environment."""
    for row in status.environments:
        yield from _environment(row, status.as_of)


def _environment(row: EnvironmentStatus, now: datetime) -> Iterator[str]:
    counts = row.counts_as if row.scheduled else "not scheduled"
    yield f"{counts:<12}  {terminal(row.environment)}  {terminal(row.why) or _fresh(row, now)}"
    if row.as_of is not None:
        since = f", so since {_day(row.since)}" if row.since not in {None, row.as_of} else ""
        decided = f"{terminal(row.decision or '')} at {_day(row.as_of)}"
        yield f"{_INDENT}last      {decided}, run {terminal(row.run_id)}{since}"
        if row.subject:
            yield f"{_INDENT}about     {terminal(row.subject)}"
    if row.nights:
        yield f"{_INDENT}nights    {', '.join(map(_night, row.nights))}"
    if row.next_due is not None:
        yield f"{_INDENT}next due  {_day(row.next_due)}, {_distance(row.next_due, now)}"


def _fresh(row: EnvironmentStatus, now: datetime) -> str:
    age = "" if row.as_of is None else f"{row.command} was run {write_duration(now - row.as_of, rounded=True)} ago"
    return f"{age}, the limit is {write_duration(row.max_age)}"


def _night(night: Night) -> str:
    return f"{night.at:%m-%d} {'missed' if night.decision is None else terminal(night.decision)}"


def _distance(moment: datetime, now: datetime) -> str:
    distance = write_duration(abs(moment - now), rounded=True)
    return f"in {distance}" if moment >= now else f"{distance} ago"


def _day(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M} UTC"
