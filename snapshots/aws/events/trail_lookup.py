"""CloudTrail's event history of accounts, asked live: the calls of the last 90 days that changed something.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.jsontext.codec import to_builtins
from engine.jsontext.digest import digest
from engine.model.event import Event
from engine.model.verdict import Input
from engine.ports import EventReading, Progress
from snapshots.aws.events.trail import RecordError, Trail, counted
from snapshots.aws.events.trail_files import inner
from snapshots.aws.reading.api import ApiError
from snapshots.aws.reading.limits import LOOKUPS, Limits
from snapshots.aws.reading.location import AwsLocation
from snapshots.aws.reading.permissions import action
from snapshots.aws.reading.session import AwsSession, Identity, acting
from snapshots.redaction.redact import Redactor

OPERATION = "cloudtrail:LookupEvents"
MAX_EVENTS = 10_000  # of a region: 50 a call and two calls a second are more than a minute and a half
# Where the calls of services without a region are recorded.
_HOMES = {"aws": "us-east-1", "aws-us-gov": "us-gov-west-1"}


@dataclass(frozen=True, slots=True)
class _Region:
    """What one region told: the events, and what is to be said of it."""

    events: tuple[Event, ...]
    notes: tuple[str, ...]


class TrailLookup:
    """Implements `engine.ports.EventSource` for an account; its regions are asked at once, up to `jobs`."""

    def __init__(
        self,
        location: AwsLocation,
        redactor: Redactor,
        *,
        progress: Progress,
        jobs: int = 4,
        limits: Limits | None = None,
        most: int = MAX_EVENTS,
    ) -> None:
        """Call nothing yet."""
        self._location, self._redactor, self._progress = location, redactor, progress
        self._jobs, self._limits, self._most = jobs, limits or Limits(LOOKUPS), most

    def read(self, *, since: datetime | None, until: datetime) -> EventReading:
        """Return the events of all regions, and a note for each that could not be asked or has too many."""
        session = AwsSession({OPERATION}, limits=self._limits, max_attempts=self._location.max_attempts)
        try:
            identity = session.identity(self._location)
        except ApiError as error:
            return self._reading([], [self._note(error, "")])
        regions = self._regions(identity)
        with ThreadPoolExecutor(self._jobs) as pool:
            try:
                found = list(pool.map(lambda region: self._region(session, identity, region, (since, until)), regions))
            except KeyboardInterrupt:
                session.stop.set()
                raise
        events = [event for one in found for event in one.events]
        return self._reading(events, [note for one in found for note in one.notes])

    def problems(self) -> tuple[str, ...]:
        """Return a note for each region whose event history may not be asked, after one call to each."""
        session = AwsSession({OPERATION}, limits=self._limits, max_attempts=self._location.max_attempts)
        notes = []
        try:
            identity = session.identity(self._location)
        except ApiError as error:
            return (self._note(error, ""),)
        with acting(identity):
            for region in self._regions(identity):
                try:
                    next(iter(session.api("cloudtrail", region).pages("LookupEvents", "Events", MaxResults=1)), None)
                except ApiError as error:
                    notes.append(self._note(error, region))
        return tuple(notes)

    def _regions(self, identity: Identity) -> Sequence[str]:
        home = _HOMES.get(identity.partition)
        return tuple(dict.fromkeys((*self._location.regions, *([home] if home else []))))

    def _region(
        self, session: AwsSession, identity: Identity, region: str, between: tuple[datetime | None, datetime]
    ) -> _Region:
        """Return what a region tells, newest first; what was read before a failure counts."""
        trail, events, notes, broken = Trail(self._redactor), list[Event](), list[str](), 0
        bounds: dict[str, Any] = {"EndTime": between[1]} | ({"StartTime": between[0]} if between[0] else {})
        try:
            with acting(identity):
                wanted = [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}]
                pages = session.api("cloudtrail", region).pages(
                    "LookupEvents", "Events", LookupAttributes=wanted, **bounds
                )
                for number, entry in enumerate(pages, start=1):
                    if number > self._most:
                        last = events[-1].time if events else between[1]
                        notes.append(
                            f"aws:{self._location}: {region} has more than {self._most} changes; "
                            f"those before {last:%Y-%m-%d %H:%M} UTC were not read"
                        )
                        break
                    if number % 50 == 1:
                        self._progress.step(f"CloudTrail {region}", number - 1, None)
                    try:
                        event = trail.event(inner(entry.get("CloudTrailEvent")), entry.get("Resources"))
                    except RecordError:
                        broken += 1
                        continue
                    events += [event] if event is not None else []
        except ApiError as error:
            notes.append(self._note(error, region))
        if broken:
            notes.append(
                f"aws:{self._location}: {region} told {counted(broken, 'event')} in another form than CloudTrail's"
            )
        return _Region(tuple(events), tuple(notes))

    def _note(self, error: ApiError, region: str) -> str:
        where = f" in {region}" if region else ""
        fix = f"; allow {action(OPERATION)}" if error.operation == OPERATION and error.reason == "access_denied" else ""
        reason = error.reason.replace("_", " ")
        return f"aws:{self._location}: {error.operation}{where}: {reason} ({error.code}){fix}"

    def _reading(self, events: Sequence[Event], notes: Sequence[str]) -> EventReading:
        what = counted(len(events), "change") + (", not read whole" if notes else "")
        known = digest([to_builtins(event) for event in events])
        inputs = (Input(name=f"aws:{self._location} ({what})", kind="events", digest=known),)
        return EventReading(events=tuple(events), inputs=inputs, notes=tuple(notes))
