"""CloudTrail's events in files: as it delivers them, as its console saves them, and as the command line prints them.

`{"Records": [RECORD, …]}`, also gzipped; `{"Events": [{"CloudTrailEvent": "RECORD", …}, …]}`, which is what
`aws cloudtrail lookup-events` prints. What cannot be used is a note with the name of the file: it would only have
explained or confirmed more, so it is no gap.
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html
"""

from __future__ import annotations

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from engine.jsontext.digest import JsonError, digest, digest_bytes, parse_json
from engine.model.event import Event
from engine.model.verdict import Input
from engine.ports import EventReading
from snapshots.aws.events.trail import RecordError, Trail, counted
from snapshots.bounds import EVERYWHERE, PROBLEM, Bounds, unlinked
from snapshots.names import readable
from snapshots.redaction.redact import Redactor

MAX_BYTES = 256 * 1024 * 1024  # of one file, unpacked; CloudTrail delivers about 50 MB at most
_ENDS = (".json", ".json.gz")
_DIGESTS = "CloudTrail-Digest"  # what CloudTrail signs its files with lies beside them
_GZIP = b"\x1f\x8b"
_NEITHER = (
    "it holds neither Records, as CloudTrail delivers them, nor Events, as `aws cloudtrail lookup-events` prints them"
)


class UnusableError(Exception):
    """A file that no events can be read from; the text says why."""


@dataclass(slots=True)
class _Found:
    """What was read so far."""

    trail: Trail
    events: list[Event] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    digests: list[tuple[str, str]] = field(default_factory=list)
    unread: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailFiles:
    """Implements `engine.ports.EventSource` for a file, or every `.json` and `.json.gz` below a folder.

    `location` is the path as a person typed it.
    """

    location: str
    path: Path
    redactor: Redactor
    bounds: Bounds = EVERYWHERE

    def read(self, *, since: datetime | None, until: datetime) -> EventReading:  # noqa: ARG002 - a file has what it has
        """Return the events of all files, and a note for each that could not be used."""
        found = _Found(Trail(self.redactor))
        folder = self.path.is_dir()
        paths = sorted(self._below(found)) if folder else [self.path]
        if not paths:
            found.notes.append(f"{self.location}: no file below it ends in {' or '.join(_ENDS)}")
        for path in paths:
            place = self.location.rstrip("/")
            self._file(
                path, f"{place}/{readable(path.relative_to(self.path).as_posix())}" if folder else self.location, found
            )
        known = digest([list(entry) for entry in found.digests]) if folder else found.digests[0][1]
        counts = [counted(len(found.events), "change")]
        if folder:
            counts.append(counted(len(paths), "file"))
        if found.unread:
            counts.append(f"{found.unread} not read")
        name = f"{self.location} ({', '.join(counts)})"
        return EventReading(
            events=tuple(found.events),
            inputs=(Input(name=name, kind="events", digest=known),),
            notes=tuple(found.notes),
        )

    def _below(self, found: _Found) -> Iterator[Path]:
        """Yield the files of events below the folder, each real folder once."""
        refused: list[OSError] = []
        seen: set[str] = set()
        for folder, folders, files in os.walk(self.path, onerror=refused.append, followlinks=True):
            real = os.path.realpath(folder)
            folders[:] = sorted(name for name in folders if name != _DIGESTS) if real not in seen else []
            if real not in seen:
                yield from (Path(folder) / name for name in files if name.endswith(_ENDS))
            seen.add(real)
        for error in refused:
            found.unread += 1
            place = readable(Path(str(error.filename)).relative_to(self.path).as_posix())
            found.notes.append(f"{self.location.rstrip('/')}/{place}: cannot list the folder: {error.strerror}")

    def _file(self, path: Path, name: str, found: _Found) -> None:
        data = b""
        try:
            data = _loaded(path, self.bounds)
            records = list(_records(parse_json(_unpacked(data), name=name)))
        except JsonError as error:
            found.unread += 1
            found.notes.append(self.redactor.text(error.message))
        except UnusableError as error:
            found.unread += 1
            found.notes.append(f"{name}: {error}")
        else:
            broken = self._take(records, found)
            if broken:
                number, first = broken[0]
                found.notes.append(
                    f"{name}: {len(broken)} of {len(records)} records are no events; record {number}: {first}"
                )
        found.digests.append((name, digest_bytes(data)))

    def _take(self, records: list[tuple[Any, Any]], found: _Found) -> list[tuple[int, str]]:
        """Take the events of records, and return the numbers of those that are none, with the reason."""
        broken = []
        for number, (record, named) in enumerate(records, start=1):
            try:
                event = found.trail.event(inner(record), named)
            except RecordError as error:
                broken.append((number, str(error)))
                continue
            if event is not None:
                found.events.append(event)
        return broken


def inner(record: Any) -> Any:
    """Return the record in a text of `lookup-events`; any other as it is. Raises RecordError."""
    if not isinstance(record, str):
        return record
    try:
        return parse_json(record.encode("utf-8", "surrogatepass"), name="CloudTrailEvent")
    except JsonError as error:
        raise RecordError("its CloudTrailEvent is no JSON") from error


def _loaded(path: Path, bounds: Bounds) -> bytes:
    if not bounds.hold(unlinked(path)):
        raise UnusableError(PROBLEM)
    try:
        if not path.is_file():  # a device may never end, and a pipe would be waited for
            raise UnusableError("it is no regular file")
        if path.stat().st_size > MAX_BYTES:
            raise UnusableError(f"it has more than the {MAX_BYTES} bytes that are read of a file")
        return path.read_bytes()
    except OSError as error:
        raise UnusableError(f"cannot read the file: {error.strerror or type(error).__name__}") from error


def _unpacked(data: bytes) -> bytes:
    """Return the bytes of a file, unpacked when they are gzipped whatever its name: some tools unpack on the way."""
    if not data.startswith(_GZIP):
        return data
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            unpacked = stream.read(MAX_BYTES + 1)
    except EOFError as error:
        raise UnusableError("the gzip data ends early: the file was cut") from error
    except (OSError, zlib.error) as error:
        raise UnusableError("the gzip data is broken") from error
    if len(unpacked) > MAX_BYTES:
        raise UnusableError(f"unpacked it has more than the {MAX_BYTES} bytes that are read of a file")
    return unpacked


def _records(document: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the records of a document, each with the resources that are named beside it."""
    if not isinstance(document, dict):
        raise UnusableError("it is not a JSON object")
    if "digestS3Object" in document:
        raise UnusableError("it is a digest of log files; the log files lie beside it, under CloudTrail")
    for name in ("Records", "Events"):
        if name in document:
            entries = document[name]
            break
    else:
        raise UnusableError(_NEITHER)
    if not isinstance(entries, list):
        raise UnusableError(f"its {name} is not a list")
    for entry in entries:
        if name == "Records" or not isinstance(entry, dict):
            yield entry if isinstance(entry, dict) else None, None
        else:
            yield entry.get("CloudTrailEvent"), entry.get("Resources")
