"""Broken copies of every real result file: never an exception, and never a pass that the whole file did not give."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.gates.performance.judge import judge as judge_performance
from engine.gates.performance.settings import PerformanceSettings
from engine.gates.recovery.judge import judge as judge_recovery
from engine.gates.recovery.settings import RecoverySettings
from engine.gates.tests.judge import judge as judge_tests
from engine.gates.tests.settings import TestsSettings as SettingsOfTests
from engine.jsontext.codec import encode
from engine.model.gate import GateResult
from engine.model.measurement import Measurement
from engine.model.outcome import Outcome
from snapshots.measurements.registry import ResultReader, result_reader
from snapshots.redaction.redact import Redactor
from tests.profiles import count

ROOT = Path(__file__).parents[3] / "fixtures/results"
REDACTOR = Redactor(b"k" * 32, "test")
NOW = datetime(2026, 11, 22, tzinfo=UTC)
DEEP: Any = 1
for _ in range(300):
    DEEP = [DEEP]
BROKEN: tuple[Any, ...] = (None, "x", True, -1, 1e308, 10**39, [], {}, DEEP)
NOT_A_NUMBER = "NaN-goes-here"
CUTS = count(200, test=20, quick=2)  # of a file
PLACES = count(250, test=25, quick=2)  # in a document

Judge = Callable[[list[Measurement]], GateResult]


def performance_gate(measurements: list[Measurement]) -> GateResult:
    # Long enough that an interrupted run is known for one, with limits that so few requests can keep, and of a tool
    # that ended well, so that most is held to pass.
    settings = PerformanceSettings(
        max_p95=timedelta(milliseconds=100),
        max_error_rate=0.05,
        max_failed_checks=0.05,
        min_duration=timedelta(seconds=2.8),
    )
    ended = [replace(entry, provenance=replace(entry.provenance, exit_code=0)) for entry in measurements]
    return judge_performance(ended, settings)


def junit_gate(measurements: list[Measurement]) -> GateResult:
    return judge_tests(measurements, SettingsOfTests())


def recovery_gate(measurements: list[Measurement]) -> GateResult:
    return judge_recovery(measurements, RecoverySettings(tier=1), now=NOW)


def files(tool: str) -> list[str]:
    return sorted(entry["path"] for entry in json.loads((ROOT / tool / "manifest.json").read_text())["entries"])


def judged(source: ResultReader, judge: Judge, data: bytes) -> tuple[Measurement, Outcome]:
    measurement = source.read(data, name="mutated")
    assert encode(measurement)
    result = judge([measurement])
    assert encode(result)
    return measurement, result.outcome


def paths(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield (*path, key)
        yield from paths(child, (*path, key))


def replaced(document: Any, path: tuple[str | int, ...], value: Any) -> Any:
    copy = deepcopy(document)
    node = copy
    for step in path[:-1]:
        node = node[step]
    if value is ...:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return copy


def renamed(document: Any, path: tuple[str | int, ...]) -> Any:
    copy = deepcopy(document)
    node = copy
    for step in path[:-1]:
        node = node[step]
    node[f"{path[-1]}x"] = node.pop(path[-1])
    return copy


def cuts(data: bytes, chance: random.Random) -> list[int]:
    """Return where a file is cut off."""
    size = len(data.rstrip()) or 1
    return chance.sample(range(size), min(CUTS, size))


def mutants(data: bytes, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Yield a description and the bytes of broken copies of a JSON file."""
    for cut in cuts(data, chance):
        yield f"cut at {cut}", data[:cut]
    try:
        document = json.loads(data)
    except ValueError:
        return
    every = list(paths(document))
    for path in chance.sample(every, min(PLACES, len(every))):
        # Thresholds are optional in k6: a file without them is another good file, of another run. So is a drill that
        # does not say which configuration it proves.
        if "thresholds" not in path and path != ("proves",):
            yield f"drop {path}", json.dumps(replaced(document, path, ...)).encode()
        if isinstance(path[-1], str):
            yield f"rename {path}", json.dumps(renamed(document, path)).encode()
        for value in chance.sample(BROKEN, 3):
            if "thresholds" not in path or value not in (None, {}, []):
                yield f"{path} = {str(value)[:20]}", json.dumps(replaced(document, path, value)).encode()
        marked = json.dumps(replaced(document, path, NOT_A_NUMBER))
        yield f"{path} = NaN", marked.replace(f'"{NOT_A_NUMBER}"', "NaN").encode()


def rank(outcome: Outcome) -> int:
    return {Outcome.PASS: 0, Outcome.WARN: 1}.get(outcome, 2)


@pytest.mark.parametrize("path", files("k6"))
def test_broken_k6_summaries(path: str) -> None:
    source = result_reader("k6", REDACTOR)
    data = (ROOT / "k6" / path).read_bytes()
    whole, outcome = judged(source, performance_gate, data)
    for what, mutant in mutants(data, random.Random(path)):
        measurement, found = judged(source, performance_gate, mutant)
        assert rank(found) >= rank(outcome), what
        if found is Outcome.PASS:
            # Then the broken part was none of those that are judged.
            for name in ("requests", "error_rate", "iterations", "latency.p95", "duration"):
                assert [m for m in measurement.metrics if m.name == name] == [
                    m for m in whole.metrics if m.name == name
                ]


# Without one field these records are good.
MENDED = {"unknown-field.json", "detected-early.json", "detected-late.json"}


@pytest.mark.parametrize("path", [path for path in files("drill") if path not in MENDED])
def test_broken_drill_records(path: str) -> None:
    source = result_reader("drill", REDACTOR)
    data = (ROOT / "drill" / path).read_bytes()
    _, outcome = judged(source, recovery_gate, data)
    for what, mutant in mutants(data, random.Random(path)):
        assert rank(judged(source, recovery_gate, mutant)[1]) >= rank(outcome), what


@pytest.mark.parametrize("path", files("junit"))
def test_broken_junit_files(path: str) -> None:
    source = result_reader("junit", REDACTOR)
    data = (ROOT / "junit" / path).read_bytes()
    _, outcome = judged(source, junit_gate, data)
    text = data.decode()
    chance = random.Random(path)
    broken = [data[:cut] for cut in cuts(text.encode(), chance)]
    elements = r"<(failure|error|skipped|flakyFailure|flakyError|testcase name)\b[^>]*?(/>|>.*?</\1>)"
    marks = list(re.finditer(elements, text, re.DOTALL))
    broken += [(text[: mark.start()] + text[mark.end() :]).encode() for mark in marks]
    attributes = list(re.finditer(r' (tests|failures|errors|skipped|name|classname|time)="[^"]*"', text))
    broken += [(text[: mark.start()] + text[mark.end() :]).encode() for mark in attributes]
    broken += [
        (text[: mark.start()] + f' {mark[1]}="{value}"' + text[mark.end() :]).encode()
        for mark in attributes
        for value in ("-1", "99999999999999999999", "x")
        if mark[1] in {"tests", "failures", "errors", "skipped"}
    ]
    broken.append(text.replace("<testcase", "<x>" * 100 + "<testcase", 1).encode())
    for mutant in broken:
        found = judged(source, junit_gate, mutant)[1]
        assert rank(found) >= rank(outcome), mutant
