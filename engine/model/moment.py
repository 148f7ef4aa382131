"""A time as it was told: exactly, or without a zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

# The zones of the earth: UTC-12 to UTC+14.
_AHEAD, _BEHIND = timedelta(hours=14), timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that lies between two, which are one where it is known exactly; both have a zone."""

    earliest: datetime
    latest: datetime

    @classmethod
    def of(cls, time: datetime) -> Moment:
        """Return the moment of a time: exactly with a zone, else in any zone of the earth.

        It is told to the second, as the clock of a run is: what was measured in this second is not in the future.
        """
        time = time.replace(microsecond=0)
        if time.tzinfo is not None:
            exactly = time.astimezone(UTC)
            return cls(exactly, exactly)
        assumed = time.replace(tzinfo=UTC)
        return cls(assumed - _AHEAD, assumed + _BEHIND)

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

    def __str__(self) -> str:
        """Return it as people write it; one without a zone says so."""
        if self.is_exact:
            return self.earliest.isoformat().replace("+00:00", "Z")
        return f"{(self.earliest + _AHEAD).replace(tzinfo=None).isoformat()} without a zone"
