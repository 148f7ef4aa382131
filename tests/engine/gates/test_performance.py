"""The performance gate over real k6 runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ConfigError
from engine.findings.fingerprint import make_fingerprint
from engine.gates.performance.judge import judge
from engine.gates.performance.settings import PerformanceSettings as Settings
from engine.gates.performance.settings import Pairing
from engine.jsontext.codec import encode
from engine.model.gate import GateResult
from engine.model.measurement import CheckState, Measure, Measurement, Metric, ToolCheck
from engine.model.outcome import GapReason, Outcome
from snapshots.measurements.registry import result_reader
from snapshots.redaction.redact import Redactor

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


def synthetic(number: int, p95: float, requests: int = 1000, rate: float = 50.0, **values: float) -> Measurement:
    metrics = {"requests": requests, "iterations": requests, "duration": requests / rate, **values}
    return Measurement(
        kind="k6",
        measures=(Measure.LATENCY, Measure.ERROR_RATE, Measure.THROUGHPUT),
        source=f"run-{number:03}.json",
        digest=f"sha256:{number:064x}",
        dialect="k6/handle-summary",
        metrics=(
            *(Metric(name=name, value=value, unit="count") for name, value in metrics.items()),
            Metric(name="throughput", value=rate, unit="per_second"),
            Metric(name="error_rate", value=0.0, unit="ratio", samples=requests),
            Metric(name="latency.p95", value=p95, unit="ms", samples=requests),
        ),
        checks=(),
    )


def side(start: int, *p95: float, rate: float = 50.0) -> list[Measurement]:
    return [synthetic(start + index, value, rate=rate) for index, value in enumerate(p95)]


@pytest.mark.parametrize(
    ("path", "outcome", "rules"),
    [
        ("runs/baseline-1/handle-summary.json", Outcome.PASS, []),
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
    assert [gap.detail for gap in result.gaps] == [
        "the threshold http_req_duration: p(99)<150 rests on 161 samples, 299 are needed"
    ]
    assert gate(runs("literal/machine-readable.json")).outcome is Outcome.PASS


def test_no_result_is_no_pass() -> None:
    result = gate([])
    assert (result.outcome, result.evaluated, result.inputs) == (Outcome.INCONCLUSIVE, 0, ())
    assert [gap.reason for gap in result.gaps] == [GapReason.MISSING_INPUT]


def test_a_pass_says_what_it_rests_on() -> None:
    result = gate(runs(*BASELINE[:3]), limits(200, min_runs=3))
    assert result.outcome is Outcome.PASS
    assert result.summary == (
        "p95 of 3 runs is at most 44.3 ms (limit 200.0 ms); error rate at most 0.00% (limit 1.00%)"
    )
    assert len(result.inputs) == 3
    assert result.evaluated == 3 * 4  # p95, error rate, checks and one threshold of each run
    assert {metric.name: metric.value for metric in result.metrics}["runs"] == 3


def test_a_failure_names_threshold_and_value_under_a_stable_fingerprint() -> None:
    finding = next(found for found in gate(runs("slow/handle-summary.json")).findings if found.rule == "max-p95")
    assert finding.message == "p95 is 259.4 ms, allowed are 200.0 ms"
    assert (finding.change.before, finding.change.after) == (200, 259.37418)
    assert finding.fingerprint == make_fingerprint(gate="performance", rule="max-p95", resource="latency.p95")
    assert gate(runs("slow/handle-summary.json"), limits(100)).findings[0].fingerprint == finding.fingerprint


def test_the_worst_run_counts() -> None:
    result = gate(runs("slow/handle-summary.json", "no-thresholds/handle-summary.json"))
    found = {finding.rule: finding for finding in result.findings}
    assert found["max-p95"].change.after == pytest.approx(344.2, abs=0.1)


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
    assert "95 % bounds" in finding.message
    assert finding.message in result.summary
    assert len(result.inputs) == 8


def test_an_open_comparison_says_how_many_runs_it_would_need() -> None:
    result = gate(runs(*BASELINE[2:]), Settings(max_regression=0.05, min_runs=2), runs(*BASELINE[:2]))
    assert result.outcome is Outcome.INCONCLUSIVE
    assert any("not decided; about" in gap.detail and "more runs of each version" in gap.detail for gap in result.gaps)
    assert not result.findings


def test_interleaved_pairs_see_what_separate_sets_cannot() -> None:
    a, b = ([f"ab/pair-{number}-{arm}/handle-summary.json" for number in range(1, 5)] for arm in "ab")
    apart = gate(runs(*b), Settings(max_regression=0.3), runs(*a))
    together = gate(runs(*b), Settings(max_regression=0.3, paired=Pairing.ON), runs(*a))
    assert (apart.outcome, together.outcome) == (Outcome.INCONCLUSIVE, Outcome.PASS)
    uneven = gate(runs(*b[:3]), Settings(max_regression=0.3, paired=Pairing.ON), runs(*a))
    assert uneven.outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    ("candidate", "baseline", "words"),
    [
        (side(0, 100, 101, 99), [], "usable runs: 0 of the baseline and 3 of the candidate; 2 of each are needed"),
        (side(0, 100), side(9, 102, 101), "usable runs: 2 of the baseline and 1 of the candidate"),
        (side(0, 100, 101), side(1, 101, 103), "a run stands in the baseline and in the candidate"),
        (side(0, 100, 101, 99), side(9, 100.5, 101.5, 99.5, rate=100), "50% of the baseline's load"),
    ],
)
def test_what_cannot_be_compared_is_not_decided(
    candidate: list[Measurement], baseline: list[Measurement], words: str
) -> None:
    result = gate(candidate, Settings(max_regression=0.1), baseline)
    assert result.outcome is Outcome.INCONCLUSIVE
    assert any(words in gap.detail for gap in result.gaps), result.gaps


def test_less_load_does_not_excuse_a_regression_and_more_load_does_not_prove_one() -> None:
    settings = Settings(max_regression=0.1)
    baseline = side(9, 100, 101, 99)
    assert gate(side(0, 200, 202, 198, rate=25), settings, baseline).outcome is Outcome.FAIL
    assert gate(side(0, 200, 202, 198, rate=100), settings, baseline).outcome is Outcome.INCONCLUSIVE
    assert gate(side(0, 100.5, 101.5, 99.5, rate=100), settings, baseline).outcome is Outcome.PASS


def test_runs_that_were_cut_off_are_noticed() -> None:
    whole, half = synthetic(1, 100), synthetic(2, 101, requests=500)
    assert [gap.detail for gap in gate([whole, half]).gaps if "cut off" in gap.detail] == [
        "the run lasted 10.0 s, another one 20.0 s: it was cut off"
    ]
    short = gate(
        runs("sigint/handle-summary.json"),
        limits(200, min_duration=timedelta(seconds=8)),
    )
    assert any("the run lasted 2.5 s, at least 8.0 s are required" in gap.detail for gap in short.gaps)
    faster = gate([whole, synthetic(3, 80, rate=90)])  # a fixed number of iterations, done sooner
    assert faster.outcome is Outcome.PASS


def test_dropped_iterations_mean_another_load() -> None:
    assert gate([synthetic(1, 100, dropped_iterations=40)]).outcome is Outcome.PASS
    assert any("dropped 100 of 1100" in gap.detail for gap in gate([synthetic(1, 100, dropped_iterations=100)]).gaps)


def test_no_latency_criterion_proves_no_performance() -> None:
    result = gate([synthetic(1, 100)], Settings())
    assert [gap.detail for gap in result.gaps] == ["no limit for response times"]
    threshold = ToolCheck(
        name="http_req_duration: p(95)<500",
        state=CheckState.PASSED,
        about=Measure.LATENCY,
        percentile=95,
        samples=1000,
    )
    assert gate([replace(synthetic(1, 100), checks=(threshold,))], Settings()).outcome is Outcome.PASS


def test_other_kinds_are_gaps() -> None:
    other = replace(synthetic(1, 100), kind="junit", measures=(Measure.TEST_CASES,))
    assert GapReason.UNSUPPORTED in {gap.reason for gap in gate([other]).gaps}


@pytest.mark.parametrize("samples", [0, 1, 58, 59])
def test_a_p95_needs_59_samples(samples: int) -> None:
    result = gate([synthetic(1, 100, requests=max(samples, 1))])
    assert (result.outcome is Outcome.PASS) is (samples >= 59)


@pytest.mark.parametrize("name", ["latency.p95", "error_rate"])
def test_what_is_missing_is_inconclusive(name: str) -> None:
    run = synthetic(1, 100)
    bare = replace(run, metrics=tuple(metric for metric in run.metrics if metric.name != name))
    assert gate([bare]).outcome is Outcome.INCONCLUSIVE


def test_the_order_of_files_changes_nothing() -> None:
    mixed = runs(CANDIDATE[0], "slow/handle-summary.json", "no-samples/handle-summary.json")
    baseline = runs(*BASELINE[:3])
    settings = Settings(max_p95=timedelta(milliseconds=100), max_regression=0.1)
    results = {encode(gate(order, settings, tuple(reversed(baseline)))) for order in permutations(mixed)}
    assert results == {encode(gate(mixed, settings, baseline))}


@given(
    st.lists(st.floats(1, 1000), min_size=1, max_size=4, unique=True),
    st.floats(1, 1000),
    st.floats(1, 1000),
)
def test_one_more_slower_run_never_makes_it_better(values: list[float], limit: float, extra: float) -> None:
    settings = limits(limit)
    before = gate(side(0, *values), settings)
    after = gate([*side(0, *values), synthetic(99, max(*values, extra) + 1)], settings)
    assert after.outcome.rank >= before.outcome.rank


@given(st.lists(st.floats(1, 1000), min_size=1, max_size=4, unique=True), st.integers(0, 58))
def test_fewer_samples_never_pass(values: list[float], samples: int) -> None:
    thin = [synthetic(index, value, requests=samples) for index, value in enumerate(values)]
    assert gate(thin).outcome is not Outcome.PASS


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
