"""Drift of two synthetic states of 50,000 resources, as ratios to plain JSON parsing in the same run.

Run with `make bench`. The limits are those of the product: at most 1.5 times the time of parsing both files with the
standard library, and 500 MB; 6 times when every pair differs, of which no entry was read before; 0.3 times when the
files are as before; 2.3 times for twice as many; and at least 100 times faster than DeepDiff over the two documents
keyed by address. Times are those of processors: the machines on which this runs have others on them.
"""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.drift.detect import detect_drift
from engine.model.outcome import FailOn
from engine.model.snapshot import Side, Snapshot, SourceKind, SourceRef
from engine.run.take import take_snapshot
from snapshots.redaction.redact import Redactor
from snapshots.store.binding import Binding
from snapshots.store.cache import Cache
from snapshots.terraform.backends.files import FileBackend
from snapshots.terraform.collector import TerraformCollector
from snapshots.terraform.state.entries import ReadEntries
from snapshots.terraform.state.parse_cache import ParseCache
from tests.bench.figures import Figure, alone
from tests.bench.states import state
from tests.builders import PROVIDER

pytestmark = pytest.mark.bench
COUNT = 50_000
NOW = datetime(2026, 11, 20, tzinfo=UTC)
BEFORE, AFTER, OTHER = "before.tfstate", "after.tfstate", "other.tfstate"


def write(folder: Path, count: int) -> str:
    folder.mkdir()
    for name, every in ((BEFORE, 0), (AFTER, 100), (OTHER, 1)):
        (folder / name).write_text(json.dumps(state(count, every=every), indent=2))
    return ""


def snapshot(path: Path, entries: ReadEntries | None = None) -> Snapshot:
    """Read a state as the program does: `entries` are those of the other side."""
    collector = TerraformCollector(
        source=SourceRef(kind=SourceKind.TFSTATE, location=path.name),
        backend=FileBackend(location=path.name, path=path),
        redactor=Redactor(b"k" * 32, "bench"),
        provider=PROVIDER,
        parse_cache=ParseCache(Cache(path.parent / "readings", Binding(path.parent / "keys")), ("bench",)),
        entries=entries,
    )
    return take_snapshot([collector], environment="prod", side=Side.DESIRED, epoch="bench", now=NOW)


def compare(before: Snapshot, after: Snapshot) -> int:
    report = detect_drift(before, after, PROVIDER, digests=("sha256:a", "sha256:b"), fail_on=FailOn.HIGH)
    assert report.matched == len(before.resources)
    return len({finding.target.address for finding in report.findings})


def parse(folder: Path, _: int) -> str:
    return str(len([json.loads((folder / name).read_bytes()) for name in (BEFORE, AFTER)]))


def drift(folder: Path, _: int) -> str:
    return _compared(folder, BEFORE, AFTER)


def drift_of_every_pair(folder: Path, _: int) -> str:
    return _compared(folder, BEFORE, OTHER)


def _compared(folder: Path, *names: str) -> str:
    entries = ReadEntries()
    before, after = (snapshot(folder / name, entries) for name in names)
    return str(compare(before, after))


def forget(folder: Path) -> None:
    for path in (folder / "readings").rglob("*.gz"):
        path.unlink()


def _round(folder: Path, twice: Path) -> tuple[Figure, ...]:
    forget(folder)
    parsed, cold, warm = alone(parse, folder, ours=False), alone(drift, folder), alone(drift, folder)
    forget(folder)
    every = alone(drift_of_every_pair, folder)
    forget(twice)
    return parsed, cold, warm, every, alone(drift, twice)


def _processor(figure: Figure) -> float:
    return figure.processor


def test_drift_of_two_states(tmp_path: Path) -> None:
    folder, twice = tmp_path / "once", tmp_path / "twice"
    alone(write, folder, COUNT)
    alone(write, twice, 2 * COUNT)
    rounds = [_round(folder, twice) for _ in range(2)]  # a machine that others use is slow for minutes
    parsed, cold, warm, every, double = (min((one[at] for one in rounds), key=_processor) for at in range(5))

    def times(figure: Figure) -> float:
        return figure.processor / parsed.processor

    def said(figure: Figure, limit: float) -> str:
        took = f"{figure.processor:.2f} s of processors, {figure.seconds:.2f} s"
        return f"{took}, {times(figure):.2f} x (limit {limit}), {figure.memory:.0f} MB"

    print(  # noqa: T201 - the figures are the result
        f"\n{COUNT} resources a side, parsing both {parsed.processor:.2f} s of processors, {parsed.seconds:.2f} s"
        f"\none in a hundred differs: {said(cold, 1.5)} (limit 500)"
        f"\nfiles as before: {said(warm, 0.3)}"
        f"\nevery pair differs: {said(every, 6)}"
        f"\ntwice as many: {double.processor:.2f} s, {double.processor / cold.processor:.2f} x that (limit 2.3)"
    )
    assert (cold.result, warm.result, every.result) == (str(COUNT // 100), str(COUNT // 100), str(COUNT))
    assert double.processor <= 2.3 * cold.processor
    assert cold.memory <= 500
    assert times(every) <= 6
    assert times(cold) <= 1.5
    assert times(warm) <= 0.3


def deepdiff(folder: Path, _: int) -> str:
    from deepdiff import DeepDiff  # noqa: PLC0415 - the thing to compare with

    sides = [
        {entry["name"]: entry["instances"][0]["attributes"] for entry in json.loads(path.read_bytes())["resources"]}
        for path in (folder / BEFORE, folder / AFTER)
    ]
    start = time.perf_counter()
    assert DeepDiff(sides[0], sides[1])
    return str(time.perf_counter() - start)


def comparison(folder: Path, _: int) -> str:
    before, after = snapshot(folder / BEFORE), snapshot(folder / AFTER)
    start = time.perf_counter()
    assert compare(before, after)
    return str(time.perf_counter() - start)


def test_against_deepdiff_over_the_documents(tmp_path: Path) -> None:
    folder = tmp_path / "states"
    alone(write, folder, COUNT)
    whole, ours = float(alone(deepdiff, folder, ours=False).result), float(alone(comparison, folder).result)
    print(f"\nDeepDiff over both documents {whole:.1f} s, ours {ours:.2f} s: {whole / ours:.0f} x faster (limit 100)")  # noqa: T201 - the same
    assert whole >= 100 * ours
