"""A time as it was told: exactly, or without a zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# The zones of the earth: UTC-12 to UTC+14.
_AHEAD, _BEHIND = timedelta(hours=14), timedelta(hours=12)
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


def in_hours(age: timedelta) -> str:
    """Return an age as people say it: hours up to two days, then days."""
    hours = age.total_seconds() / 3600
    return f"{hours / 24:g} days" if hours > 48 else f"{hours:g} hours"
