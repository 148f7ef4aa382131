"""A state of 50,000 resources parsed, redacted and stored, as a ratio to `json.load` of the same file in one run.

Each measurement is a process of its own, so that its memory is its own too. The limits are those of the product: at
most 4 times the time of `json.load` and below 1.2 GB; 1.5 times for a second snapshot of the same content.
"""

from __future__ import annotations

import json
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
from tests.bench.figures import alone
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
    baseline = min((alone(parse, tmp_path, ours=False) for _ in range(2)), key=lambda figure: figure.seconds)
    first, second, again = alone(take, tmp_path, 0), alone(take, tmp_path, 1), alone(load, tmp_path)
    stored = {path.name for path in (tmp_path / "store").rglob("*.json.gz")}
    ratios = [figure.seconds / baseline.seconds for figure in (first, second, again)]
    print(  # noqa: T201 - the figures are the result
        f"\n{size:.0f} MB, json.load {baseline.seconds:.2f} s, {baseline.memory:.0f} MB"
        f"\ntaken: {first.seconds:.2f} s, {ratios[0]:.2f} x (limit 4), {first.memory:.0f} MB (limit 1200)"
        f"\nagain: {second.seconds:.2f} s, {ratios[1]:.2f} x (limit 1.5), {second.memory:.0f} MB"
        f"\nloaded: {again.seconds:.2f} s, {ratios[2]:.2f} x, {again.memory:.0f} MB (limit {baseline.memory:.0f})"
    )
    assert len(stored) == 2
    assert first.result != second.result
    assert ratios[0] <= 4
    assert ratios[1] <= 1.5
    assert first.memory < 1200
    assert again.memory < baseline.memory  # which holds the text beside the values


def test_the_schema_of_a_type_is_found_at_once(tmp_path: Path) -> None:
    figure = min((alone(find_schema, tmp_path) for _ in range(3)), key=lambda figure: figure.seconds)
    print(f"\nthe provider schema table opened: {figure.seconds * 1000:.0f} ms (limit 50)")  # noqa: T201 - the same
    assert int(figure.result) > 50
    assert figure.seconds < 0.05
