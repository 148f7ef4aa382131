"""One run through its ports: the order, what is remembered, and that two runs see nothing of each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from engine.errors import CollectionError, StoreError
from engine.gates.drift.settings import DriftSettings
from engine.gates.gate import Asked
from engine.gates.table import COVERAGE, DRIFT
from engine.jsontext.codec import decode, encode
from engine.jsontext.digest import digest_bytes
from engine.jsontext.document import Document
from engine.ledger.checkpoint import Checkpoint
from engine.ledger.entry import LedgerEntry
from engine.ledger.log import Tree, entry_bytes
from engine.model.outcome import Gap, GapReason
from engine.model.snapshot import Side, Snapshot, SourceKind, SourceRef
from engine.model.subject import Base
from engine.model.verdict import Decision, Run, Verdict
from engine.ports import Collection, Collector, Placed, StoredSnapshot
from engine.provider.port import Provider
from engine.provider.unknown import UnknownProvider
from engine.run.request import AtBase, Ports, Request, View
from engine.run.run import run
from tests.builders import NOW, PROVIDER, observed, resource, snapshot

DESIRED = View(sources=(SourceRef(kind=SourceKind.TFSTATE, location="prod.tfstate"),), environment="prod")
OBSERVED = View(sources=(SourceRef(kind=SourceKind.AWS, location="@eu-west-1"),), environment="prod")
QUEUE = resource("aws_sqs_queue", {"id": "q", "delay_seconds": 0})


@dataclass
class Steps:
    """The clock, the sources, the archive and the ledger of a test, in memory; notes what is asked of them."""

    sides: Mapping[Side, Snapshot]
    asked: list[str] = field(default_factory=list)
    kept: dict[str, Snapshot] = field(default_factory=dict)
    runs: list[tuple[LedgerEntry, Mapping[str, bytes]]] = field(default_factory=list)
    epoch: str = "e"
    refuses: bool = False

    def now(self) -> datetime:
        """See `engine.ports`."""
        return NOW + timedelta(hours=1)

    def collectors(self, sources: Sequence[SourceRef], *, side: Side, earlier: Snapshot | None) -> Sequence[Collector]:
        """See `engine.ports`."""
        if self.refuses:
            raise CollectionError("no credentials")
        assert sources
        assert earlier is None
        self.asked.append(f"read {side}")
        return [Recorded(self.sides[side])]

    def keep(self, snapshot: Snapshot) -> None:
        """See `engine.ports`."""
        self.asked.append(f"keep {snapshot.side}")
        self.kept[digest_bytes(encode(snapshot))] = snapshot

    def get(self, snapshot_id: str) -> Snapshot:
        """See `engine.ports`."""
        if snapshot_id not in self.kept:
            raise StoreError(f"no snapshot {snapshot_id}")
        return self.kept[snapshot_id]

    def list(self) -> Sequence[StoredSnapshot]:
        """See `engine.ports`."""
        return ()

    def rekeyed(self, snapshot: Snapshot) -> Snapshot:
        """See `engine.ports`."""
        return snapshot

    def append(
        self, run_id: str, command: str, verdict: Verdict, digest: str, documents: Mapping[str, Document] | Placed
    ) -> LedgerEntry:
        """See `engine.ports`."""
        self.asked.append("remember")
        if callable(documents):
            documents = documents("", self.checkpoint())
        assert digest == digest_bytes(encode(verdict))
        entry = LedgerEntry(
            run_id=run_id,
            environment=verdict.environment,
            command=command,
            verdict_digest=digest,
            decision=verdict.decision,
            as_of=verdict.as_of,
            previous="",
            entry_digest="",
        )
        self.runs.append((entry, {name: document.data(name) for name, document in documents.items()}))
        return entry

    def entry(self, run_id: str) -> LedgerEntry:
        """See `engine.ports`."""
        return next(entry for entry, _ in self.runs if entry.run_id == run_id)

    def entries(self) -> Sequence[LedgerEntry]:
        """See `engine.ports`."""
        return [entry for entry, _ in self.runs]

    def documents(self, run_id: str) -> Mapping[str, bytes]:
        """See `engine.ports`."""
        return next(documents for entry, documents in self.runs if entry.run_id == run_id)

    def document(self, run_id: str, name: str) -> bytes:
        """See `engine.ports`."""
        return self.documents(run_id)[name]

    def named(self, name: str) -> Sequence[bytes]:
        """See `engine.ports`."""
        return [documents[name] for _, documents in self.runs if name in documents]

    def checkpoint(self, before: str = "") -> Checkpoint:  # noqa: ARG002 - the port's signature
        """See `engine.ports`."""
        return Tree().plus(entry_bytes(entry) for entry, _ in self.runs).checkpoint

    def verify(
        self,
        checkpoints: Sequence[Checkpoint] = (),  # noqa: ARG002 - the port's signature
        kept: Sequence[tuple[int, LedgerEntry]] = (),  # noqa: ARG002 - the same
    ) -> Sequence[str]:
        """See `engine.ports`."""
        return ()

    def ports(self, provider: Provider = PROVIDER) -> Ports:
        """Return the ports of a run."""
        return Ports(clock=self, sources=self, archive=self, ledger=self, provider=provider)


@dataclass(frozen=True)
class Recorded:
    """A collector that gives what a snapshot holds."""

    side: Snapshot

    def collect(self) -> Collection:
        """See `engine.ports`."""
        return Collection(
            origins=self.side.origins,
            resources=self.side.resources,
            gaps=self.side.gaps,
            listings=self.side.listings,
            complete=self.side.complete,
        )


def request(*gates: Asked, **parts: object) -> Request:
    asked = gates or (Asked(gate=DRIFT, settings=DriftSettings()),)
    made = Request(command="drift", environment="prod", tool="0.1.0", gates=asked, desired=DESIRED, observed=OBSERVED)
    return replace(made, **parts)  # type: ignore[arg-type]


def steps(delay: int = 0, *gaps: Gap) -> Steps:
    there = resource("aws_sqs_queue", {"id": "q", "delay_seconds": delay})
    return Steps({Side.DESIRED: snapshot(QUEUE), Side.OBSERVED: observed(there, gaps=gaps)})


def test_a_run_takes_keeps_decides_and_remembers_in_this_order() -> None:
    ports = steps()
    done = run(request(), ports.ports()).run
    assert ports.asked == ["read desired", "keep desired", "read observed", "keep observed", "remember"]
    assert (done.verdict.decision, done.exit_code) == (Decision.GO, 0)
    ((entry, documents),) = ports.runs
    assert decode(documents["run.json"], Run, name="run.json") == done
    assert entry.run_id == done.run_id
    assert set(documents) == {
        "assessment.json",
        "reports/drift-report.json",
        "rules.json",
        "run.json",
        "snapshots/desired.json",
        "snapshots/observed.json",
    }


@dataclass
class Ticking(Steps):
    """The same, with a clock that goes on each time that it is looked at."""

    looks: int = 0

    def now(self) -> datetime:
        """See `engine.ports`."""
        self.looks += 1
        return NOW + timedelta(seconds=self.looks)


def test_everything_is_read_before_the_time_of_the_decision() -> None:
    """Also what was intended at the base of a change: what is read a second later lies in the future."""
    ports = Ticking(steps().sides)
    change = AtBase(base=Base(name="main", commit="c0ffee1"))
    done = run(request(at_base=change), replace(ports.ports(), at_base=ports)).run
    assert ports.asked.count("read desired") == 2
    assert {reason.code for reason in done.verdict.reasons} & {"from_the_future"} == set()
    assert all(entry.taken_at is None or entry.taken_at <= done.verdict.as_of for entry in done.verdict.inputs)


def test_the_second_run_knows_the_first() -> None:
    ports = steps()
    run(request(), ports.ports())
    ports.sides = steps(delay=30).sides
    again = run(request(), ports.ports()).run
    assert again.history is not None
    assert [row.since for row in again.seen] == ["new"]


def test_coverage_counts_what_the_gates_before_it_did_whatever_the_order_of_asking() -> None:
    drift, coverage = Asked(gate=DRIFT, settings=DriftSettings()), Asked(gate=COVERAGE, settings=COVERAGE.settings())
    found = [run(request(*order), steps().ports()).run.verdict for order in ((drift, coverage), (coverage, drift))]
    assert encode(found[0]) == encode(found[1])
    assert found[0].coverage.lists_complete == 1


def test_a_gap_is_never_go_and_a_source_that_cannot_be_asked_ends_the_run_without_a_verdict() -> None:
    denied = Gap(reason=GapReason.ACCESS_DENIED, source="aws", detail="no")
    assert run(request(), steps(0, denied).ports()).run.verdict.decision is Decision.INCONCLUSIVE

    ports = Steps({}, refuses=True)
    with pytest.raises(CollectionError):
        run(request(), ports.ports())
    assert ports.runs == []


def test_a_stored_snapshot_is_taken_from_the_archive_and_not_stored_again() -> None:
    ports = steps()
    run(request(), ports.ports())
    views = [View(sources=(SourceRef(kind=SourceKind.SNAPSHOT, location=name),)) for name in ports.kept]
    ports.asked.clear()
    run(request(desired=views[0], observed=views[1]), ports.ports())
    assert ports.asked == ["remember"]


def test_two_runs_in_one_process_see_nothing_of_each_other() -> None:
    """Two providers judge one estate at the same time, many times: each answer is what it is alone."""
    cases: list[tuple[Provider, int]] = [
        (PROVIDER, 0),
        (UnknownProvider(), 30),
        (PROVIDER, 30),
        (UnknownProvider(), 0),
    ] * 8

    def judged(case: tuple[Provider, int]) -> bytes:
        provider, delay = case
        return encode(run(request(), steps(delay).ports(provider)).run)

    alone = [judged(case) for case in cases]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(judged, cases)) == alone
    assert len(set(alone)) == 4
