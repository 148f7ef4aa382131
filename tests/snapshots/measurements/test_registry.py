"""The readers as a whole: one shape has one reader, and every reader speaks the words of the core."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import ConfigError
from engine.gates.table import GATES
from engine.model.measurement import UNITS, Measure
from engine.model.outcome import GapReason
from snapshots.measurements.registry import BY_KIND, READERS, by_kind, kinds, recognised, result_reader
from snapshots.redaction.redact import Redactor

RESULTS = Path(__file__).parents[3] / "fixtures/results"
REDACTOR = Redactor(b"k" * 32, "test")


def results(kind: str) -> Iterator[Path]:
    for entry in json.loads((RESULTS / kind / "manifest.json").read_text())["entries"]:
        yield RESULTS / kind / entry["path"]


@pytest.mark.parametrize("kind", sorted(BY_KIND))
def test_a_result_is_recognised_by_its_own_reader_alone(kind: str) -> None:
    """What cannot be parsed, or holds nothing, is nobody's; nothing is ever two readers'."""
    found = {path: [reader.kind for reader in recognised(path.read_bytes())] for path in results(kind)}
    assert {tuple(names) for names in found.values()} <= {(kind,), ()}
    whole = [path for path, names in found.items() if names]
    assert len(whole) > len(found) / 2
    read = {path: result_reader(kind, REDACTOR).read(path.read_bytes(), name=path.name) for path in found}
    assert [path.name for path, names in found.items() if not names and read[path].metrics] == []


@pytest.mark.parametrize("kind", sorted(BY_KIND))
def test_every_reader_speaks_the_words_of_the_core(kind: str) -> None:
    for path in results(kind):
        measurement = result_reader(kind, REDACTOR).read(path.read_bytes(), name=path.name)
        assert (measurement.kind, measurement.measures) == (kind, BY_KIND[kind].measures)
        for metric in measurement.metrics:
            assert UNITS[metric.name.partition(".")[0]] == metric.unit, metric.name
        assert {check.about for check in measurement.checks} <= {"", *Measure}


@pytest.mark.parametrize("kind", sorted(BY_KIND))
def test_a_file_of_another_tool_is_told_whose_it_looks_like(kind: str) -> None:
    for other in sorted(BY_KIND.keys() - {kind}):
        path = next(path for path in results(other) if recognised(path.read_bytes()))
        measurement = result_reader(kind, REDACTOR).read(path.read_bytes(), name="results.x")
        assert (measurement.metrics, measurement.checks) == ((), ())
        (gap,) = measurement.gaps
        assert gap.reason is GapReason.UNSUPPORTED
        looks = f"results.x: this looks like {BY_KIND[other].name}, not {BY_KIND[kind].name}"
        assert gap.detail == looks
        assert f"`{other}:`" in gap.fix


def test_two_readers_of_one_kind_are_an_error_of_the_build() -> None:
    with pytest.raises(ValueError, match="two readers are of the kind 'k6'"):
        by_kind([*READERS, BY_KIND["k6"]])


def test_every_kind_has_a_gate_and_every_gate_of_results_a_kind() -> None:
    fitting = {kind for gate in GATES for kind in kinds(gate.needs)}
    assert fitting == set(BY_KIND)
    assert all(kinds(gate.needs) for gate in GATES if gate.needs)


def test_an_unknown_kind_is_named_with_those_that_there_are() -> None:
    with pytest.raises(ConfigError, match="there is no kind of result 'k7'") as caught:
        result_reader("k7", REDACTOR)
    assert "junit" in caught.value.hint


def test_what_is_compressed_is_told() -> None:
    (gap,) = result_reader("junit", REDACTOR).read(b"\x1f\x8b\x08\x00", name="a.xml.gz").gaps
    assert (gap.reason, gap.fix) == (GapReason.UNSUPPORTED, "decompress the file first")
