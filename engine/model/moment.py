"""A time as it was told, exactly or without a zone; and how people write how long something is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# The zones of the earth: UTC-12 to UTC+14.
_AHEAD, _BEHIND = timedelta(hours=14), timedelta(hours=12)
_SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1, "ms": 0.001}  # the greatest first
_PART = re.compile(r"(\d{1,18})(ms|s|m|h|d)")
_LONGEST = timedelta(days=36_500)
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC, microsecond=0)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that lies between two, which are one where it is known exactly; both have a zone."""

    earliest: datetime
    latest: datetime

    @classmethod
    def of(cls, time: datetime) -> Moment:
        """Return the moment of a time: exactly with a zone, else in any zone of the earth.

        It is told to the second, as the clock of a run is: what was measured in this second is not in the future.
        Nothing lies before the year 1 or after the year 9999: what a zone moves beyond them is cut there.
        """
        time = time.replace(microsecond=0)
        offset = time.utcoffset()
        told = time.replace(tzinfo=UTC)
        if offset is not None:
            exactly = later(told, -offset)
            return cls(exactly, exactly)
        return cls(later(told, -_AHEAD), later(told, _BEHIND))

    @property
    def is_exact(self) -> bool:
        """Tell whether it is known when it was."""
        return self.earliest == self.latest

    def is_after(self, time: datetime) -> bool:
        """Tell whether it was certainly later than a time."""
        return self.earliest > time

    def is_before(self, time: datetime) -> bool:
        """Tell whether it was certainly earlier than a time."""
        return self.latest < time

    def is_older(self, age: timedelta, now: datetime) -> bool:
        """Tell whether it certainly lies longer than an age before `now`."""
        return now - self.latest > age

    def is_within(self, age: timedelta, now: datetime) -> bool:
        """Tell whether it certainly lies at most an age before `now`, and not after it."""
        return self.latest <= now and now - self.earliest <= age

    def __str__(self) -> str:
        """Return it as people write it; one without a zone says so."""
        if self.is_exact:
            return self.earliest.isoformat().replace("+00:00", "Z")
        told = self.latest - _BEHIND if self.earliest == _FIRST else self.earliest + _AHEAD
        return f"{told.replace(tzinfo=None).isoformat()} without a zone"


def later(time: datetime, by: timedelta) -> datetime:
    """Return a time in UTC later by so much, or earlier by a negative one, cut where the calendar ends."""
    try:
        return time + by
    except OverflowError:
        return _FIRST if by < timedelta() else _LAST


def parse_duration(text: object) -> timedelta:
    """Return the duration of a text such as 500ms, 5s, 15m, 26h, 90d or 1d 2h, the greatest unit first.

    Raises ValueError.
    """
    parts = [_PART.fullmatch(part) for part in text.split(" ")] if isinstance(text, str) else [None]
    found = {part[2]: int(part[1]) for part in parts if part is not None}
    if len(found) != len(parts) or list(found) != [unit for unit in _SECONDS if unit in found]:
        raise ValueError("a duration is a number with ms, s, m, h or d, for example 26h")
    seconds = sum(count * _SECONDS[unit] for unit, count in found.items())
    if seconds > _LONGEST.total_seconds():
        raise ValueError(f"a duration is at most {_LONGEST.days}d")
    return timedelta(seconds=seconds)


def write_duration(duration: timedelta, *, rounded: bool = False) -> str:
    """Return a duration as `parse_duration` reads it: in the greatest unit in which it is whole, as limits are written.

    `rounded` gives its two greatest units instead, to the second, as people say how long something took: `2d 3h`.
    """
    sizes = {name: round(size * 1000) for name, size in _SECONDS.items()}
    left = round(duration.total_seconds() * 1000)
    if not rounded:
        name = next((name for name in sizes if left % sizes[name] == 0), "ms")
        return f"{left // sizes[name]}{name}" if left else "0s"
    parts: list[str] = []
    for name, size in sizes.items():
        count, left = divmod(left, size)
        if name == "ms" or (parts and not count):
            break
        if count:
            parts.append(f"{count}{name}")
    return " ".join(parts[:2]) or "0s"
