"""The readers of result files, a line each: the kinds of options, configuration and documentation come from here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.errors import ConfigError
from engine.jsontext.digest import JsonError, parse_json
from engine.model.measurement import Measure, Measurement
from engine.model.outcome import GapReason
from snapshots.measurements import drill, junit, k6, sarif, trivy
from snapshots.measurements.own_reports import MARK, is_own_report
from snapshots.measurements.reader import Reader, Sample
from snapshots.measurements.reading import (
    UnreadableResultError,
    large,
    refuse_empty,
    refuse_large,
    source_name,
    unreadable,
)
from snapshots.measurements.xml_tree import parse_tree
from snapshots.redaction.redact import Redactor

READERS: tuple[Reader, ...] = (
    k6.READER,
    junit.READER,
    drill.READER,
    sarif.READER,
    trivy.READER,
)
_FOREIGN = frozenset({GapReason.UNPARSABLE, GapReason.UNSUPPORTED})
_LOOKED_AT = 64 * 2**20  # bytes of a file that the tool is not known of


def by_kind(readers: Iterable[Reader]) -> Mapping[str, Reader]:
    """Return the readers by their kinds; raises ValueError where two have one."""
    found: dict[str, Reader] = {}
    for reader in readers:
        if reader.kind in found:
            raise ValueError(f"two readers are of the kind {reader.kind!r}")
        found[reader.kind] = reader
    return found


BY_KIND = by_kind(READERS)


def kinds(needs: frozenset[Measure]) -> tuple[str, ...]:
    """Return the kinds of results that tell something of what a gate needs."""
    return tuple(reader.kind for reader in READERS if not needs.isdisjoint(reader.measures))


def recognised(data: bytes) -> tuple[Reader, ...]:
    """Return the readers whose structure a file has; none for a file of no known tool."""
    sample = _sample(data[:_LOOKED_AT])
    return tuple(reader for reader in READERS if reader.recognises(sample))


@dataclass(frozen=True, slots=True)
class ResultReader:
    """Reads one kind of result file; `redactor` cleans the texts that are carried."""

    reader: Reader
    redactor: Redactor

    def read(self, data: bytes, *, name: str) -> Measurement:
        """Return the measurement in the bytes of a file; every defect is a gap."""
        try:
            if data.startswith(b"\x1f\x8b"):
                what = f"{name}: compressed with gzip"
                raise UnreadableResultError(GapReason.UNSUPPORTED, what, hint="decompress the file first")  # noqa: TRY301
            refuse_large(data, name, self.reader.max_bytes)
            refuse_empty(data, name)
            if MARK in data and is_own_report(_sample(data)):
                what = f"{source_name(name)}: a report of driftgate, which is no evidence for driftgate"
                raise UnreadableResultError(GapReason.OWN_REPORT, what, hint="give what the tool itself wrote")  # noqa: TRY301 - the same
            return self.reader.read(data, name, self.redactor)
        except UnreadableResultError as error:
            return unreadable(self.reader, data, name, self._advised(error, data, name), redactor=self.redactor)

    def unusable(self, name: str, what: str) -> Measurement:
        """Return the measurement of a file whose bytes could not be had."""
        error = UnreadableResultError(GapReason.UNAVAILABLE, f"{source_name(name)}: {what}", hint="check the file")
        return unreadable(self.reader, _unread(name), name, error, redactor=self.redactor)

    def too_large(self, name: str, size: int) -> Measurement:
        """Return the measurement of a file of so many bytes that it is not read."""
        error = large(name, size, self.reader.max_bytes)
        return unreadable(self.reader, _unread(name), name, error, redactor=self.redactor)

    def _advised(self, error: UnreadableResultError, data: bytes, name: str) -> UnreadableResultError:
        """Return what to say of a file that is none of this kind: whose it looks like, where that is known."""
        found = recognised(data) if error.reason in _FOREIGN else ()
        if len(found) != 1 or found[0] is self.reader:
            return error
        what = f"{source_name(name)}: this looks like {found[0].name}, not {self.reader.name}"
        hint = f"use `{found[0].kind}:` in the configuration, or --result {found[0].kind}=FILE"
        return UnreadableResultError(GapReason.UNSUPPORTED, what, hint=hint)


def _unread(name: str) -> bytes:
    # Bytes that nobody has read have no digest: that of the name keeps two such files apart.
    return f"not read: {name}".encode("utf-8", "surrogatepass")


def result_reader(kind: str, redactor: Redactor) -> ResultReader:
    """Return the reader of a kind; raises ConfigError for one that there is not."""
    if kind not in BY_KIND:
        raise ConfigError(f"there is no kind of result {kind!r}", hint=f"there is {', '.join(sorted(BY_KIND))}")
    return ResultReader(BY_KIND[kind], redactor)


def _sample(data: bytes) -> Sample:
    try:
        return Sample(document=parse_json(data, name="file"))
    except JsonError:
        pass
    if data.lstrip()[:1] == b"<":
        try:
            return Sample(root=parse_tree(data, "file"))
        except UnreadableResultError:
            return Sample()
    try:
        return Sample(document=parse_json(data.split(b"\n", 1)[0], name="line"), lines=True)
    except JsonError:
        return Sample()
