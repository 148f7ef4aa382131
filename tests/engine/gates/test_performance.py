"""The performance gate over real k6 runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ConfigError
from engine.findings.fingerprint import make_fingerprint
from engine.gates.performance.judge import judge
from engine.gates.performance.settings import Pairing
from engine.gates.performance.settings import PerformanceSettings as Settings
from engine.jsontext.codec import encode
from engine.model.gate import GateResult
from engine.model.measurement import CheckState, Measure, Measurement, ToolCheck
from engine.model.outcome import GapReason, Outcome
from snapshots.measurements.registry import result_reader
from snapshots.redaction.redact import Redactor
from tests.engine.gates.load_runs import at, load_run

ROOT = Path(__file__).parents[3] / "fixtures/results/k6"
SOURCE = result_reader("k6", Redactor(b"k" * 32, "test"))
NOW = datetime(2026, 11, 22, tzinfo=UTC)
LIMITS = Settings(max_p95=timedelta(milliseconds=200))
BASELINE = [f"runs/baseline-{number}/handle-summary.json" for number in range(1, 6)]
CANDIDATE = [f"runs/candidate-{number}/handle-summary.json" for number in range(1, 4)]


def runs(*paths: str) -> list[Measurement]:
    return [SOURCE.read((ROOT / path).read_bytes(), name=path) for path in paths]


def gate(
    candidate: Sequence[Measurement], settings: Settings = LIMITS, baseline: Sequence[Measurement] = ()
) -> GateResult:
    return judge(candidate, settings, baseline=baseline)


def limits(milliseconds: float, min_runs: int = 1, min_duration: timedelta | None = None) -> Settings:
    return Settings(max_p95=timedelta(milliseconds=milliseconds), min_runs=min_runs, min_duration=min_duration)


@pytest.mark.parametrize(
    ("path", "outcome", "rules"),
    [
        ("runs/baseline-1/handle-summary.json", Outcome.INCONCLUSIVE, []),
        ("slow/handle-summary.json", Outcome.FAIL, ["max-p95", "tool-threshold", "tool-threshold"]),
        ("slow/summary-export.json", Outcome.FAIL, ["max-p95", "tool-threshold", "tool-threshold"]),
        ("slow-machine-readable/machine-readable-handle-summary.json", Outcome.FAIL, ["max-p95"]),
        ("errors/handle-summary.json", Outcome.FAIL, ["max-error-rate", "max-failed-checks", *2 * ["tool-threshold"]]),
        ("errors-200-body/handle-summary.json", Outcome.FAIL, ["max-failed-checks"]),
        ("no-thresholds/handle-summary.json", Outcome.FAIL, ["max-error-rate", "max-failed-checks", "max-p95"]),
        ("timeouts/handle-summary.json", Outcome.FAIL, ["max-error-rate", "max-failed-checks", "tool-threshold"]),
        ("unreachable/summary-export.json", Outcome.FAIL, ["max-error-rate", "max-failed-checks"]),
        ("no-samples/handle-summary.json", Outcome.INCONCLUSIVE, []),
        ("no-samples/summary-export.json", Outcome.INCONCLUSIVE, []),
        ("no-samples-machine-readable/machine-readable-summary-export.json", Outcome.INCONCLUSIVE, []),
        ("wrong-tag/handle-summary.json", Outcome.INCONCLUSIVE, []),
        ("setup-throws/handle-summary.json", Outcome.INCONCLUSIVE, []),
        ("test-abort/handle-summary.json", Outcome.INCONCLUSIVE, []),
        ("iterations-throw/handle-summary.json", Outcome.INCONCLUSIVE, []),
        ("dropped/handle-summary.json", Outcome.INCONCLUSIVE, []),
        ("truncated/handle-summary.json", Outcome.INCONCLUSIVE, []),
        ("empty/handle-summary.json", Outcome.INCONCLUSIVE, []),
        ("ndjson/points.ndjson", Outcome.INCONCLUSIVE, []),
    ],
)
def test_real_runs_against_limits(path: str, outcome: Outcome, rules: list[str]) -> None:
    result = gate(runs(path))
    assert (result.outcome, [finding.rule for finding in result.findings]) == (outcome, rules)
    assert (outcome is Outcome.INCONCLUSIVE) <= bool(result.gaps)
    assert result.evaluated or result.gaps
    assert encode(result)


def test_a_threshold_on_p99_needs_299_requests() -> None:
    result = gate(runs("healthy/handle-summary.json"))
    assert result.outcome is Outcome.INCONCLUSIVE
    assert (
        GapReason.INSUFFICIENT,
        "the threshold http_req_duration: p(99)<150 rests on 161 samples, 299 are needed",
    ) in [(gap.reason, gap.detail) for gap in result.gaps]


def test_no_result_is_no_pass() -> None:
    result = gate([])
    assert (result.outcome, result.evaluated, result.inputs) == (Outcome.INCONCLUSIVE, 0, ())
    assert result.gaps == ()  # the evidence contract says that there is none


def test_a_pass_says_what_it_rests_on() -> None:
    result = gate(runs(*BASELINE[:3]), limits(200, min_runs=3))
    assert result.outcome is Outcome.PASS
    assert result.summary == (
        "0.00% of the requests failed (95 % bounds 0.00% and 0.82%; limit 1.00%); "
        "p95 of 3 runs is 41.6 ms (95 % bounds 35.0 ms and 49.5 ms; limit 200.0 ms)"
    )
    assert len(result.inputs) == 3
    assert result.evaluated == 3 * 4  # p95, error rate, checks and one threshold of each run
    assert {metric.name: metric.value for metric in result.metrics}["runs"] == 3


def test_a_failure_names_threshold_and_value_under_a_stable_fingerprint() -> None:
    finding = next(found for found in gate(runs("slow/handle-summary.json")).findings if found.rule == "max-p95")
    assert finding.message == "p95 is 259.4 ms, with 95 % confidence at least 207.1 ms; allowed are 200.0 ms"
    assert (finding.change.before, finding.change.after) == (200, 259.37418)
    assert finding.target.location == "slow/handle-summary.json"
    assert finding.fingerprint == make_fingerprint(gate="performance", rule="max-p95", resource="latency.p95")
    assert gate(runs("slow/handle-summary.json"), limits(100)).findings[0].fingerprint == finding.fingerprint


def test_runs_are_judged_together() -> None:
    result = gate(runs("slow/handle-summary.json", "no-thresholds/handle-summary.json"))
    found = {finding.rule: finding for finding in result.findings}
    assert found["max-p95"].change.after == pytest.approx((259.37418 * 344.2) ** 0.5, abs=0.1)
    assert found["max-p95"].target.location == ""


def test_one_run_in_three_dialects_is_one_run() -> None:
    one = runs("healthy/handle-summary.json", "healthy/summary-export.json", "healthy/machine-readable.json")
    result = gate(one, limits(200, min_runs=2))
    assert "1 different runs, 2 are required" in [gap.detail for gap in result.gaps]
    twice = gate([*one, *one], limits(200, min_runs=2))
    assert twice == result


def test_a_real_regression_is_found() -> None:
    result = gate(runs(*CANDIDATE), Settings(max_regression=0.1, min_runs=3), runs(*BASELINE))
    assert result.outcome is Outcome.FAIL
    (finding,) = result.findings
    assert finding.rule == "max-regression"
    assert finding.change.after == pytest.approx(0.40, abs=0.01)
    assert "in 5 and 3 runs" in finding.message
    assert finding.message in result.summary
    assert len(result.inputs) == 8


def test_interleaved_pairs_see_what_separate_sets_cannot() -> None:
    a, b = ([f"ab/pair-{number}-{arm}/handle-summary.json" for number in range(1, 5)] for arm in "ab")
    before, after = at(range(0, 8, 2), runs(*a)), at(range(1, 8, 2), runs(*b))
    found = {
        paired: gate(after, Settings(max_regression=0.3, min_runs=4, paired=paired), before).outcome
        for paired in Pairing
    }
    assert found == {Pairing.AUTO: Outcome.PASS, Pairing.ON: Outcome.PASS, Pairing.OFF: Outcome.INCONCLUSIVE}
    uneven = gate(after[:3], Settings(max_regression=0.3, paired=Pairing.ON), before)
    assert uneven.outcome is Outcome.INCONCLUSIVE


def test_runs_that_were_cut_off_are_noticed() -> None:
    whole, half = load_run(1, 100), load_run(2, 101, requests=500)
    assert [(gap.reason, gap.detail) for gap in gate([whole, half]).gaps] == [
        (GapReason.ABORTED, "the run lasted 10.0 s, another one 20.0 s: it was cut off")
    ]
    short = gate(
        runs("sigint/handle-summary.json"),
        limits(200, min_duration=timedelta(seconds=8)),
    )
    assert (GapReason.ABORTED, "the run lasted 2.5 s, at least 8.0 s are required") in [
        (gap.reason, gap.detail) for gap in short.gaps
    ]
    faster = gate([whole, load_run(3, 80, rate=90)])  # a fixed number of iterations, done sooner
    assert faster.outcome is Outcome.PASS


def test_dropped_iterations_mean_another_load() -> None:
    assert gate([load_run(1, 100, dropped_iterations=40)]).outcome is Outcome.PASS
    assert any("dropped 100 of 1100" in gap.detail for gap in gate([load_run(1, 100, dropped_iterations=100)]).gaps)


def test_no_latency_criterion_proves_no_performance() -> None:
    result = gate([load_run(1, 100)], Settings())
    assert [gap.detail for gap in result.gaps] == ["no limit for response times"]
    threshold = ToolCheck(
        name="http_req_duration: p(95)<500",
        state=CheckState.PASSED,
        about=Measure.LATENCY,
        percentile=95,
        samples=1000,
    )
    assert gate([replace(load_run(1, 100), checks=(threshold,))], Settings()).outcome is Outcome.PASS


def test_other_kinds_are_gaps() -> None:
    other = replace(load_run(1, 100), kind="junit", measures=(Measure.TEST_CASES,))
    assert GapReason.UNSUPPORTED in {gap.reason for gap in gate([other]).gaps}


@pytest.mark.parametrize("name", ["latency.p95", "error_rate"])
def test_what_is_missing_is_inconclusive(name: str) -> None:
    run = load_run(1, 100)
    bare = replace(run, metrics=tuple(metric for metric in run.metrics if metric.name != name))
    assert gate([bare]).outcome is Outcome.INCONCLUSIVE


def test_the_order_of_files_changes_nothing() -> None:
    mixed = runs(CANDIDATE[0], "slow/handle-summary.json", "no-samples/handle-summary.json")
    baseline = runs(*BASELINE[:3])
    settings = Settings(max_p95=timedelta(milliseconds=100), max_regression=0.1)
    results = {encode(gate(order, settings, tuple(reversed(baseline)))) for order in permutations(mixed)}
    assert results == {encode(gate(mixed, settings, baseline))}


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_p95": timedelta()},
        {"max_p95": timedelta(seconds=-1)},
        {"max_error_rate": 1.1},
        {"max_regression": -0.1},
        {"min_runs": 0},
        {"max_dropped": -1},
    ],
)
def test_settings_without_a_meaning_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="performance gate"):
        Settings(**wrong)


def test_the_gate_names_itself() -> None:
    assert gate([]).gate == "performance"
