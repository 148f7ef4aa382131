"""A state of 50,000 resources parsed, redacted and stored, as a ratio to `json.load` of the same file in one run.

Each measurement is a process of its own, so that its memory is its own too. The limits are those of the product: at
most 2 times the time of `json.load` and below 500 MB; 0.5 times for a second snapshot of the same content. Times are
those of processors: the machines on which this runs have others on them.
"""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.model.snapshot import Side, SourceKind, SourceRef
from engine.run.take import take_snapshot
from snapshots.redaction.redact import Redactor
from snapshots.store.binding import Binding
from snapshots.store.cache import Cache
from snapshots.store.files import FileSnapshotStore
from snapshots.terraform.backends.files import FileBackend
from snapshots.terraform.collector import TerraformCollector
from snapshots.terraform.schema import ProviderSchema
from snapshots.terraform.state.parse_cache import ParseCache
from tests.bench.figures import Figure, alone
from tests.bench.states import state
from tests.builders import PROVIDER

pytestmark = pytest.mark.bench
RESOURCES = 50_000
NOW = datetime(2026, 11, 20, tzinfo=UTC)


def write(folder: Path, _: int) -> str:
    (folder / "big.tfstate").write_text(json.dumps(state(RESOURCES), separators=(",", ":")))
    return ""


def parse(folder: Path, _: int) -> str:
    with (folder / "big.tfstate").open() as file:
        return str(len(json.load(file)["resources"]))


def take(folder: Path, hours: int) -> str:
    collector = TerraformCollector(
        source=SourceRef(kind=SourceKind.TFSTATE, location="big.tfstate"),
        backend=FileBackend(location="big.tfstate", path=folder / "big.tfstate"),
        redactor=Redactor(b"k" * 32, "bench"),
        provider=PROVIDER,
        parse_cache=ParseCache(Cache(folder / "readings", Binding(folder / "keys")), ("bench", PROVIDER.version)),
    )
    taken = take_snapshot(
        [collector], environment="prod", side=Side.DESIRED, epoch="bench", now=NOW + timedelta(hours=hours)
    )
    assert len(taken.resources) == RESOURCES
    return FileSnapshotStore(folder / "store").put(taken)


def load(folder: Path, _: int) -> str:
    store = FileSnapshotStore(folder / "store")
    return str(len(store.get(store.list()[0].id).resources))


def find_schema(_folder: Path, _: int) -> str:
    node = ProviderSchema().find("aws_instance")
    return str(len(node.fields)) if node else ""


def test_a_large_state_is_taken_twice_and_loaded(tmp_path: Path) -> None:
    alone(write, tmp_path)  # a child counts its parent's memory as its own
    size = (tmp_path / "big.tfstate").stat().st_size / 1e6
    rounds = [_round(tmp_path) for _ in range(2)]
    baseline, first, second, again = (min((one[at] for one in rounds), key=_processor) for at in range(4))
    stored = {path.name for path in (tmp_path / "store").rglob("*.json.gz")}
    ratios = [figure.processor / baseline.processor for figure in (first, second, again)]
    print(  # noqa: T201 - the figures are the result
        f"\n{size:.0f} MB, json.load {baseline.processor:.2f} s of processors, {baseline.memory:.0f} MB"
        f"\ntaken: {first.processor:.2f} s, {ratios[0]:.2f} x (limit 2), {first.memory:.0f} MB (limit 500)"
        f"\nagain: {second.processor:.2f} s, {ratios[1]:.2f} x (limit 0.5), {second.memory:.0f} MB"
        f"\nloaded: {again.processor:.2f} s, {ratios[2]:.2f} x, {again.memory:.0f} MB (limit {baseline.memory:.0f})"
    )
    assert len(stored) == 2
    assert first.result != second.result
    assert first.memory < 500
    assert again.memory < baseline.memory  # which holds the text beside the values
    assert ratios[0] <= 2
    assert ratios[1] <= 0.5


def _round(folder: Path) -> tuple[Figure, ...]:
    for kept in ("store", "readings"):
        shutil.rmtree(folder / kept, ignore_errors=True)
    parsed = alone(parse, folder, ours=False)
    return parsed, alone(take, folder, 0), alone(take, folder, 1), alone(load, folder)


def _processor(figure: Figure) -> float:
    return figure.processor


def test_the_schema_of_a_type_is_found_at_once(tmp_path: Path) -> None:
    figure = min((alone(find_schema, tmp_path) for _ in range(3)), key=lambda figure: figure.seconds)
    print(f"\nthe provider schema table opened: {figure.seconds * 1000:.0f} ms (limit 50)")  # noqa: T201 - the same
    assert int(figure.result) > 50
    assert figure.seconds < 0.05
