"""Events of a run: where they are, whether they can be read at all, and what they told.

They explain what drifted and decide nothing: a path that is not there is a usage error before any work, and what cannot
be used of what is there is said on stderr and in the name of the input.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cli.wiring.reading import ReadOptions
from cli.wiring.workspace import Workspace
from engine.errors import ConfigError
from engine.model.snapshot import SourceKind, SourceRef
from engine.ports import EventReading, EventSource

_LOG = logging.getLogger(__name__)
_ACCOUNT = f"{SourceKind.AWS}:"


def event_sources(
    given: Sequence[str],
    workspace: Workspace,
    configured: Sequence[SourceRef | str],
    reading: ReadOptions,
) -> list[EventSource]:
    """Return the sources of events: those of `--events`, else the configured ones.

    Raises ConfigError for a path that is not there, and for an account where nothing is asked over the network.
    """
    base = Path.cwd() if given else workspace.base
    found: list[EventSource] = []
    for entry in given or configured:
        if isinstance(entry, SourceRef) or entry.startswith(_ACCOUNT):
            source = entry if isinstance(entry, SourceRef) else _account(entry)
            workspace.collecting.check_reachable(source, offline=reading.offline)
            location = workspace.collecting.location(source)
            from snapshots.aws.events.trail_lookup import TrailLookup  # noqa: PLC0415 - boto3 takes half a second

            lookup = TrailLookup(location, workspace.redactor, progress=reading.progress, jobs=reading.jobs)
            found.append(_Told(str(source), lookup))
        elif (base / entry).exists():
            from snapshots.aws.events.trail_files import TrailFiles  # noqa: PLC0415 - only where there are events

            files = TrailFiles(
                location=entry,
                path=base / entry,
                redactor=workspace.redactor,
                bounds=workspace.collecting.bounds(base / entry),
            )
            found.append(_Told(entry, files))
        else:
            raise ConfigError(
                f"events: there is no file or folder {entry}",
                hint="give files of CloudTrail, a folder of them, or aws:PROFILE@REGION",
            )
    return found


def _account(given: str) -> SourceRef:
    return SourceRef(kind=SourceKind.AWS, location=given.removeprefix(_ACCOUNT))


@dataclass(frozen=True, slots=True)
class _Told:
    """A source of events that tells the log what it has told."""

    name: str
    source: EventSource

    def read(self, *, since: datetime | None, until: datetime) -> EventReading:
        """Return what the source returns."""
        found = self.source.read(since=since, until=until)
        known = {"source": self.name, "events": len(found.events), "notes": len(found.notes)}
        _LOG.info("events_read", extra=known)
        return found
