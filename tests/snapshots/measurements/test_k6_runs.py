"""What k6 summaries show against their own run: aborted, thrown, of another protocol, and the runs that are good."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.gates.performance.judge import judge
from engine.gates.performance.settings import PerformanceSettings
from engine.model.measurement import CheckState, Measurement
from engine.model.outcome import Gap, GapReason, Outcome
from snapshots.measurements.registry import result_reader
from snapshots.redaction.redact import Redactor

ROOT = Path(__file__).parents[3] / "fixtures/results/k6"
SOURCE = result_reader("k6", Redactor(b"k" * 32, "test"))
# Rates that the few requests of these runs can prove.
SETTINGS = PerformanceSettings(max_p95=timedelta(milliseconds=500), max_error_rate=0.05, max_failed_checks=0.05)
UNCOUNTED = (
    "the threshold http_req_duration{{scenario:{}}}: p(95)<500 rests on an unknown number of samples, 59 are needed"
)
NO_CHECK = "{} of {} iterations made no check: k6 counts one that threw as one that was made"
OTHER = "no HTTP request was made, and k6 does not tell which calls of {} failed"


def read(path: str) -> Measurement:
    return SOURCE.read((ROOT / path).read_bytes(), name=path)


def document(path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / path).read_text())
    return found


def of(changed: Any) -> Measurement:
    return SOURCE.read(json.dumps(changed).encode(), name="k6.json")


def outcome(measurement: Measurement, exit_code: int | None = None) -> Outcome:
    provenance = replace(measurement.provenance, exit_code=exit_code)
    return judge([replace(measurement, provenance=provenance)], SETTINGS).outcome


@pytest.mark.parametrize(
    "path",
    [
        *(f"literal/{form}.json" for form in ("handle-summary", "summary-export", "machine-readable")),
        *(f"mixed/{form}.json" for form in ("handle-summary", "summary-export", "machine-readable")),
        *(f"{run}/{form}.json" for run in ("parts", "parts-0.52.0") for form in ("handle-summary", "summary-export")),
        *(f"runs/baseline-{run}/handle-summary.json" for run in range(1, 6)),
    ],
)
def test_good_runs_are_clean_passes(path: str) -> None:
    measurement = read(path)
    assert measurement.gaps == ()
    assert outcome(measurement) is Outcome.PASS


@pytest.mark.parametrize(
    ("path", "gaps"),
    [
        ("stopped/machine-readable.json", [(GapReason.ABORTED, "the run lasted 1.0 s, its script says 5.0 s")]),
        ("half-thrown/handle-summary.json", [(GapReason.INSUFFICIENT, NO_CHECK.format(50, 100))]),
        ("half-thrown/summary-export.json", [(GapReason.INSUFFICIENT, NO_CHECK.format(50, 100))]),
        ("half-thrown/machine-readable.json", [(GapReason.INSUFFICIENT, NO_CHECK.format(50, 100))]),
        (
            "thrown-late/machine-readable.json",
            [(GapReason.INSUFFICIENT, "the script has checks that were never made: second")],
        ),
        ("unchecked/handle-summary.json", [(GapReason.EMPTY, NO_CHECK.format(80, 80))]),
        ("unchecked/machine-readable.json", [(GapReason.EMPTY, NO_CHECK.format(80, 80))]),
        ("iterations-throw/handle-summary.json", [(GapReason.EMPTY, NO_CHECK.format(30, 30))]),
        ("grpc/handle-summary.json", [(GapReason.UNSUPPORTED, OTHER.format("gRPC"))]),
        ("grpc/summary-export.json", [(GapReason.UNSUPPORTED, OTHER.format("gRPC"))]),
        ("grpc/machine-readable.json", [(GapReason.UNSUPPORTED, OTHER.format("gRPC"))]),
        ("websocket/summary-export.json", [(GapReason.UNSUPPORTED, OTHER.format("WebSocket"))]),
    ],
)
def test_runs_that_prove_nothing(path: str, gaps: list[tuple[GapReason, str]]) -> None:
    measurement = read(path)
    assert [(gap.reason, gap.detail) for gap in measurement.gaps] == gaps
    assert all(gap.fix for gap in measurement.gaps)
    # Also k6 that ended with 0 proves nothing there: it does so for iterations that threw.
    assert outcome(measurement, exit_code=0) is Outcome.INCONCLUSIVE


def test_a_run_of_fewer_iterations_than_its_script_says_was_aborted() -> None:
    changed = document("literal/machine-readable.json")
    changed["config"]["script"] = changed["config"]["script"].replace("iterations: 80", "iterations: 81")
    assert [(gap.reason, gap.detail) for gap in of(changed).gaps] == [
        (GapReason.ABORTED, "the run made 80 iterations, its script says 81")
    ]


def test_a_run_of_an_unknown_time_may_be_shorter_than_its_script_says() -> None:
    changed = document("stopped/machine-readable.json")
    del changed["config"]["duration"]
    assert "the run lasted an unknown time, its script says 5.0 s" in [gap.detail for gap in of(changed).gaps]


def test_a_rate_of_the_script_shows_its_iterations_as_checks_do() -> None:
    changed = document("unchecked/handle-summary.json")
    changed["metrics"]["good"] = {
        "type": "rate",
        "contains": "default",
        "values": {"rate": 1, "passes": 80, "fails": 0},
    }
    assert of(changed).gaps == ()
    changed["metrics"]["good"]["values"]["passes"] = 79
    assert [gap.detail for gap in of(changed).gaps] == [NO_CHECK.format(1, 80)]


@pytest.mark.parametrize(
    ("path", "details"),
    [
        (
            "parts-few/handle-summary.json",
            ["the threshold http_req_duration{scenario:write}: p(95)<500 rests on 40 samples, 59 are needed"],
        ),
        (
            "parts-few/summary-export.json",
            ["the threshold http_req_duration{scenario:write}: p(95)<500 rests on 40 samples, 59 are needed"],
        ),
        ("parts-uncounted/handle-summary.json", [UNCOUNTED.format("read"), UNCOUNTED.format("write")]),
        ("parts-uncounted/summary-export.json", [UNCOUNTED.format("read"), UNCOUNTED.format("write")]),
        ("parts/machine-readable.json", [UNCOUNTED.format("read"), UNCOUNTED.format("write")]),
        (
            "mixed-limited/handle-summary.json",
            ["the threshold grpc_req_duration: p(95)<500 proves nothing: k6 does not tell which calls of gRPC failed"],
        ),
    ],
)
def test_a_threshold_rests_on_the_samples_of_its_own_part(path: str, details: list[str]) -> None:
    assert [gap.detail for gap in judge([read(path)], SETTINGS).gaps] == details


def test_thresholds_that_are_not_told_are_held_when_the_tool_ended_well() -> None:
    measurement = read("healthy-machine-readable/machine-readable-handle-summary.json")
    assert [(check.name, check.state, check.told) for check in measurement.checks] == [
        ("of the script", CheckState.UNKNOWN, False)
    ]
    assert outcome(measurement) is Outcome.INCONCLUSIVE
    assert outcome(measurement, exit_code=99) is Outcome.INCONCLUSIVE
    assert outcome(measurement, exit_code=0) is Outcome.PASS


def test_thresholds_that_are_not_told_are_no_second_cause_beside_a_run_that_failed() -> None:
    measurement = read("healthy-machine-readable/machine-readable-handle-summary.json")
    failed = Gap(reason=GapReason.RUN_FAILED, source="k6.json", detail="k6 ended with the code 99")
    ended = replace(measurement, provenance=replace(measurement.provenance, exit_code=99))
    assert judge([replace(ended, gaps=(failed,))], SETTINGS).gaps == (failed,)
    (gap,) = judge([ended], SETTINGS).gaps  # another threshold was crossed, which is the answer to the code
    assert (gap.reason, gap.fix) == (GapReason.EMPTY, "let the tool write its thresholds")


@pytest.mark.parametrize("script", [None, ..., "x", "// nothing"])
def test_what_embeds_no_script_may_have_thresholds(script: Any) -> None:
    changed = document("literal/machine-readable.json")
    changed["config"]["script"] = script
    if script is ...:
        del changed["config"]["script"]
    assert [(check.name, check.told) for check in of(changed).checks] == [("of the script", False)]


def test_a_literal_threshold_that_the_numbers_cross_has_failed() -> None:
    changed = document("literal/machine-readable.json")
    changed["config"]["script"] = changed["config"]["script"].replace("p(95)<500", "p(99)<1")
    states = {check.name: check.state for check in of(changed).checks}
    assert states["http_req_duration: p(99)<1"] is CheckState.FAILED
    assert outcome(of(changed), exit_code=0) is Outcome.FAIL


def test_a_threshold_of_a_metric_that_is_not_there_is_unknown_whatever_the_exit_code() -> None:
    changed = document("literal/machine-readable.json")
    changed["config"]["script"] = changed["config"]["script"].replace("http_req_failed:", "http_req_faild:")
    states = {check.name: (check.state, check.told) for check in of(changed).checks}
    assert states["http_req_faild: rate<0.01"] == (CheckState.UNKNOWN, True)
    assert outcome(of(changed), exit_code=0) is Outcome.INCONCLUSIVE


def test_a_part_that_only_a_threshold_made_counts_for_one() -> None:
    changed = document("parts/machine-readable.json")
    changed["config"]["script"] = changed["config"]["script"].replace("thresholds: {", "thresholds: of({")
    unknown = "nothing tells on how many samples it rests"
    assert [(check.name, check.detail, check.told) for check in of(changed).checks] == [
        ("http_req_duration{scenario:read}: a threshold", unknown, True),
        ("http_req_duration{scenario:write}: a threshold", unknown, True),
        ("of the script", "this form of the summary does not tell how it ended", False),
    ]
