"""Since when findings are known, what has become of those of the previous run, and what was missed, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from engine.model.history import Gone, Seen, Since
from engine.model.moment import write_duration
from engine.model.verdict import Run
from engine.text import terminal

_LISTED = 5


def in_words(seen: Seen | None, now: datetime) -> str:
    """Return since when a finding is known; nothing for one of which that is not known."""
    if seen is None:
        return ""
    first = f"{seen.first_seen:%Y-%m-%d %H:%M} UTC"
    match seen.since:
        case Since.NEW:
            return f"new, first on {first}"
        case Since.REAPPEARED:
            return f"back again, first on {first}{_age(seen.first_seen, now)}"
        case Since.KNOWN:
            return f"since {first}{_age(seen.first_seen, now)}"


def mark_known(run: Run) -> dict[str, str]:
    """Return a short word a finding, by fingerprint: what it is against the previous run; none without one."""
    if run.history is None:
        return {}
    now = run.verdict.as_of
    return {row.fingerprint: _mark(row, now) for row in run.seen}


def summarise_changes(run: Run) -> Iterator[str]:
    """Yield what has changed since the previous run."""
    history = run.history
    if history is None:
        return
    counts = Counter(row.since for row in run.seen)
    went = history.went()
    fixed = [entry for entry in went if entry.fixed]
    parts = _decided(history.previous_decision, run.verdict.decision)
    parts += [f"{counts[since]} {since}" for since in Since if counts[since]]
    parts += [f"{len(fixed)} fixed"] if fixed else []
    parts += [f"{len(went) - len(fixed)} not looked at"] if len(went) > len(fixed) else []
    told = ", ".join(parts) or "no finding then, none now"
    yield f"since the last run, {history.previous_at:%Y-%m-%d %H:%M} UTC ({history.previous}): {told}"
    yield from (f"  fixed {entry.severity:<8} {terminal(entry.message)}" for entry in _worst(fixed))
    if len(fixed) > _LISTED:
        yield f"  and {len(fixed) - _LISTED} more"


def summarise_nights(run: Run) -> Iterator[str]:
    """Yield what was missed of the schedule that a run belongs to, and when the next one is due."""
    nightly = run.nightly
    if nightly is None:
        return
    said = f"every {write_duration(nightly.every)}"
    if nightly.previous_at is None:
        said += ", this is the first one"
    else:
        gap = run.verdict.as_of - nightly.previous_at
        late = f", this one {write_duration(gap - nightly.every, rounded=True)} late" if gap > nightly.max_age else ""
        missed = f"{nightly.missed} MISSED" if nightly.missed else f"none missed{late}"
        said += f", {missed} since {nightly.previous_at:%Y-%m-%d %H:%M} UTC (run {terminal(nightly.previous)})"
    yield f"nightly: {said}; the next is due {run.verdict.as_of + nightly.every:%Y-%m-%d %H:%M} UTC"
    yield from (f"  missed  due {moment:%Y-%m-%d %H:%M} UTC" for moment in nightly.missed_at(_LISTED))
    if nightly.missed > _LISTED:
        yield f"  and {nightly.missed - _LISTED} more"


def _decided(before: str, now: str) -> list[str]:
    """Return how the decision has changed, in words; nothing where it has not, or nobody knows."""
    return [f"{terminal(before)} has become {now}"] if before not in {"", now} else []


def _worst(gone: list[Gone]) -> list[Gone]:
    order = ("critical", "high", "medium", "low", "info")
    return sorted(gone, key=lambda entry: (order.index(entry.severity), entry.fingerprint))[:_LISTED]


def _mark(seen: Seen, now: datetime) -> str:
    if seen.since is Since.KNOWN:
        days = (now - seen.first_seen).days
        return f"{days}d" if days else "known"
    return "new" if seen.since is Since.NEW else "back"


def _age(first: datetime, now: datetime) -> str:
    days = (now - first).days
    return f", {days}d" if days else ""
