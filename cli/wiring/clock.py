"""The clocks: the only place that reads the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime


class SystemClock:
    """The time of the machine, in UTC, to the second."""

    def now(self) -> datetime:
        """Return the current time."""
        return datetime.now(tz=UTC).replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A time that was given with `--as-of`."""

    at: datetime

    def now(self) -> datetime:
        """Return the given time."""
        return self.at
