"""A stored run, read for what has become of its findings only: they stay bytes until somebody asks for one.

Nothing is decided by it, and most of a hundred thousand findings of one night are there on the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import msgspec

from engine.errors import InputError, UnsupportedSchemaError
from engine.jsontext.codec import SCHEMAS, as_ours
from engine.model.history import Earlier, History, Seen
from engine.model.outcome import Finding
from engine.model.verdict import Input, Run


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gate:
    findings: tuple[msgspec.Raw, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    decision: str
    as_of: datetime
    gates: tuple[_Gate, ...]
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    schema_version: str
    run_id: str
    verdict: _Verdict
    seen: tuple[Seen, ...]
    history: History | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    fingerprint: str


_UNREADABLE = (msgspec.DecodeError, ValueError, RecursionError)
_RUN = msgspec.json.Decoder(_Run)
_MARK = msgspec.json.Decoder(_Mark)
_FINDING = msgspec.json.Decoder(Finding, dec_hook=as_ours)


class StoredFindings(Mapping[str, Finding]):
    """Findings by their fingerprints, each read when it is asked for; `name` is used in errors."""

    def __init__(self, stored: Iterable[msgspec.Raw], name: str) -> None:
        self._name = name
        self._stored = {_MARK.decode(one).fingerprint: one for one in stored}

    def __getitem__(self, fingerprint: str) -> Finding:
        """Return the finding of a fingerprint; raises InputError for what is none."""
        try:
            return _FINDING.decode(self._stored[fingerprint])
        except _UNREADABLE as error:
            raise InputError(f"{self._name}: not a valid finding: {error}") from error

    def __contains__(self, fingerprint: object) -> bool:
        """Tell whether there is a finding of a fingerprint, without reading it."""
        return fingerprint in self._stored

    def __iter__(self) -> Iterator[str]:
        """Give the fingerprints."""
        return iter(self._stored)

    def __len__(self) -> int:
        """Return the number of findings."""
        return len(self._stored)


def read_earlier(data: bytes, *, name: str) -> Earlier:
    """Return what the document of a run says of its findings; `name` is used in errors.

    Raises UnsupportedSchemaError for one that another version has written, InputError for what is none.
    """
    try:
        run = _RUN.decode(data)
        findings = StoredFindings((one for gate in run.verdict.gates for one in gate.findings), name)
    except _UNREADABLE as error:
        raise InputError(f"{name}: not a valid {SCHEMAS[Run]} document: {error}") from error
    if run.schema_version != SCHEMAS[Run]:
        raise UnsupportedSchemaError(f"{name}: schema_version is {run.schema_version!r}, not {SCHEMAS[Run]!r}")
    times = {seen.first_seen: seen.first_seen for seen in run.seen}  # most were first seen at one time
    return Earlier(
        run_id=run.run_id,
        as_of=run.verdict.as_of,
        decision=run.verdict.decision,
        findings=findings,
        first_seen={seen.fingerprint: times[seen.first_seen] for seen in run.seen},
        gone=run.history.gone if run.history is not None else (),
        snapshots=tuple(entry.name for entry in run.verdict.inputs if entry.kind == "snapshot"),
        sources=frozenset(
            source for entry in run.verdict.inputs for source in entry.sources if entry.kind == "snapshot"
        ),
    )
