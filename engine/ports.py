"""The protocols through which the pure core reaches the world; adapters implement them, `cli.wiring` chooses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from engine.jsontext.document import Document
from engine.ledger.checkpoint import Checkpoint
from engine.ledger.entry import LedgerEntry
from engine.model.event import Event
from engine.model.measurement import Measurement
from engine.model.outcome import Gap
from engine.model.policy import EvaluatorInfo, Policy, PolicyResult
from engine.model.snapshot import FailedCheck, Listing, Move, Origin, Planned, Resource, Side, Snapshot, SourceRef
from engine.model.verdict import Input, Verdict


class Clock(Protocol):
    """Tells the time; the only one in a run."""

    def now(self) -> datetime:
        """Return the time with a zone."""
        ...


class Progress(Protocol):
    """Told how a long step gets on; never decides anything."""

    def step(self, name: str, done: int, total: int | None, note: str = "") -> None:
        """Take the count of a named step; `total` is none when it is not known yet."""
        ...


class Silent:
    """Implements `Progress` and tells nobody."""

    def step(self, name: str, done: int, total: int | None, note: str = "") -> None:
        """Take a step and forget it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """What one collector read from one source, redacted.

    `origins` are the documents or accounts that it is made of. `made_at` is when a document was made that tells reality
    and says so; without it the facts are as old as the reading. `moves` are the addresses that are others by now,
    `planned` what a plan that is the intent will do, `checks` what the configuration asserts and what does not hold.
    """

    origins: tuple[Origin, ...]
    resources: tuple[Resource, ...]
    gaps: tuple[Gap, ...] = ()
    listings: tuple[Listing, ...] = ()
    outputs: Mapping[str, object] = field(default_factory=dict)
    complete: bool = True
    made_at: datetime | None = None
    moves: tuple[Move, ...] = ()
    planned: tuple[Planned, ...] = ()
    checks: tuple[FailedCheck, ...] = ()


class Collector(Protocol):
    """Reads one source."""

    def collect(self) -> Collection:
        """Return what could be read, with a gap for everything that could not.

        Raises CollectionError only when nothing at all could be asked, for example without credentials.
        """
        ...


class Sources(Protocol):
    """Knows how sources are read."""

    def collectors(self, sources: Sequence[SourceRef], *, side: Side, earlier: Snapshot | None) -> Sequence[Collector]:
        """Return the collectors of the sources of one side; `earlier` is what an interrupted collection of them has.

        Raises ConfigError for a source that cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EventReading:
    """What one source of events told.

    `notes` are what could not be read, for people: it would only have confirmed more.
    """

    events: tuple[Event, ...]
    inputs: tuple[Input, ...]
    notes: tuple[str, ...] = ()


class EventSource(Protocol):
    """Tells who called what."""

    def read(self, *, since: datetime | None, until: datetime) -> EventReading:
        """Return the events from `since` (none: as far back as there are) to `until`, and perhaps others.

        Never raises for what cannot be read: that is a note.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MakerReading:
    """What one source told of who made what: all resources of a snapshot, in their order, with their makers.

    `gaps` are what could not be asked, where a resource that nobody intends has no maker because of it.
    """

    resources: tuple[Resource, ...]
    gaps: tuple[Gap, ...] = ()


class MakerSource(Protocol):
    """Tells who made resources that nobody intends."""

    def explain(self, observed: Snapshot, unknown: Sequence[Resource]) -> MakerReading:
        """Return the resources of a snapshot with their makers; `unknown` are those that nobody intends.

        A maker that is confirmed already is kept, unless what confirmed it is not there any more. Never raises for what
        cannot be asked: that is a gap.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedReading:
    """What one source says of resources that it was asked for; its lists are whole where all of them were answered."""

    resources: tuple[Resource, ...] = ()
    listings: tuple[Listing, ...] = ()
    gaps: tuple[Gap, ...] = ()


class AskedSource(Protocol):
    """Looks up resources of which there is no list that anybody could read: objects of a bucket, items of a table."""

    def look_up(self, observed: Snapshot, intended: Sequence[Resource]) -> AskedReading:
        """Return what is there of the intended resources; `observed` has what they lie in.

        Never raises for what cannot be asked: that is a gap.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSnapshot:
    """What a store knows of a snapshot without reading all of it.

    `resources` is how many it has, `managed` how many of them are managed. `facts` are those of its origins by source.
    `is_ours` tells that this installation has stored it: what others can write as well may say anything. `problem` says
    why one cannot be read; nothing else is known of it then.
    """

    id: str
    environment: str
    side: Side
    taken_at: datetime
    sources: tuple[str, ...]
    resources: int
    gaps: tuple[Gap, ...]
    complete: bool
    managed: int = 0
    facts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_ours: bool = False
    problem: str = ""


class SnapshotStore(Protocol):
    """Keeps snapshots under the digest of their bytes."""

    def put(self, snapshot: Snapshot) -> str:
        """Store a snapshot and return its id (`sha256:…`)."""
        ...

    def get(self, snapshot_id: str) -> Snapshot:
        """Return a snapshot by its id, a prefix of at least 6 hex digits that is its alone, or `latest`.

        Raises StoreError.
        """
        ...

    def list(self) -> Sequence[StoredSnapshot]:
        """Return what is known of all snapshots, oldest first."""
        ...

    def remove(self, snapshot_id: str) -> None:
        """Remove a snapshot by its whole id; raises StoreError when it cannot be removed."""
        ...


class Archive(Protocol):
    """Keeps the snapshots of a project, and makes those that were redacted under an earlier key comparable."""

    @property
    def epoch(self) -> str:
        """Return the epoch of today's redaction key."""
        ...

    def keep(self, snapshot: Snapshot) -> None:
        """Store a snapshot."""
        ...

    def get(self, snapshot_id: str) -> Snapshot:
        """Return a snapshot by its id or the beginning of it, as it was stored; raises StoreError."""
        ...

    def list(self) -> Sequence[StoredSnapshot]:
        """Return what is known of all snapshots, oldest first."""
        ...

    def rekeyed(self, snapshot: Snapshot) -> Snapshot:
        """Return a snapshot with its secrets under today's key, where bridges lead."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What one evaluator answered: one result a pair that it was asked for, and what it could not do.

    `documents` are the names of those that policies judged as a whole.
    `blocks` are the blocks of code that it judged as well and that are no resources: of data, providers and modules.
    One that is only `told` was not asked: it answers for the pairs of its results alone, and its silence says nothing.
    """

    info: EvaluatorInfo
    policies: tuple[Policy, ...]
    results: tuple[PolicyResult, ...]
    gaps: tuple[Gap, ...] = ()
    documents: tuple[str, ...] = ()
    blocks: tuple[Resource, ...] = ()
    told: bool = False


class PolicyEvaluator(Protocol):
    """Judges resources by external rules."""

    def evaluate(self, snapshot: Snapshot, as_of: datetime, /) -> Evaluation:
        """Judge every resource of a snapshot by every policy of this evaluator that applies to its type, as of a time.

        Raises EvaluationError when the evaluator cannot work at all.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFile:
    """A result file: its kind, the path where it is, and what it is called in gaps and inputs."""

    kind: str
    path: Path
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultReading:
    """What a result file says, with its bytes, none where they may hold a secret.

    `papers` are the bytes of what binds it: sidecars and attestations.
    """

    measurement: Measurement
    raw: bytes | None = None
    papers: tuple[bytes, ...] = ()


class ResultFileReader(Protocol):
    """Reads result files of all kinds."""

    def read(self, file: ResultFile) -> ResultReading:
        """Return what a file says; what cannot be used is a gap of the measurement."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessResult:
    """How a child process ended. `returncode` is none when it was stopped at its timeout."""

    returncode: int | None
    stdout: bytes
    stderr: bytes


class ProcessRunner(Protocol):
    """Runs a child process with a clean environment."""

    def run(
        self,
        command: Sequence[str],
        *,
        timeout: float,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        stdin: bytes = b"",
        memory: int | None = None,
    ) -> ProcessResult:
        """Run `command` for at most `timeout` seconds with only `env` (and PATH, HOME, LANG=C.UTF-8) set.

        `memory` limits the address space in bytes. Raises EvaluatorMissingError when the program does not exist.
        """
        ...


Placed = Callable[[str, Checkpoint], Mapping[str, Document]]


class Ledger(Protocol):
    """The append-only log of verdicts. Whoever reads it raises LedgerChangedError when it is not what was written."""

    def append(
        self, run_id: str, command: str, verdict: Verdict, digest: str, documents: Mapping[str, Document] | Placed
    ) -> LedgerEntry:
        """Add a verdict with its digest and the documents it rests on (by name) and return its entry.

        Documents that depend on their place are made of the digest of the entry before, and of what the ledger was.
        """
        ...

    def entry(self, run_id: str) -> LedgerEntry:
        """Return an entry by its run id, an unambiguous beginning or end of it, or `latest`; raises StoreError.

        `latest` is the newest that was decided for the time at which it was made.
        """
        ...

    def entries(self) -> Sequence[LedgerEntry]:
        """Return all entries, oldest first."""
        ...

    def documents(self, run_id: str) -> Mapping[str, bytes]:
        """Return the documents of a run by name."""
        ...

    def document(self, run_id: str, name: str) -> bytes:
        """Return one document of a run; raises StoreError where it has none of that name."""
        ...

    def named(self, name: str) -> Sequence[bytes]:
        """Return one document of every run that has it, oldest first; not of runs at a time that was named."""
        ...

    def checkpoint(self, before: str = "") -> Checkpoint:
        """Return what the ledger is now, or what it was before the run of an id."""
        ...

    def verify(
        self, checkpoints: Sequence[Checkpoint] = (), kept: Sequence[tuple[int, LedgerEntry]] = ()
    ) -> Sequence[str]:
        """Return everything that is not what was written, in sentences.

        `checkpoints` were kept elsewhere, and so were the entries of `kept`, each with its position.
        """
        ...


class Signer(Protocol):
    """Signs exact bytes."""

    @property
    def key_id(self) -> str:
        """Return `sha256:…` of the public key (SubjectPublicKeyInfo DER)."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Return the signature of `data`."""
        ...
