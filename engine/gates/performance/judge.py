"""The performance gate: absolute limits, the load tool's own thresholds, and no regression against a baseline.

Limits decide on bounds over all runs (see `limits`), and runs, not requests, are what the comparison counts (see
`noninferiority`). A summary does not say that its run was cut off: `min_duration` finds that, and so does a sibling run
that was longer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.gates.gate import Case, Gate, Judged, Measured
from engine.gates.performance.bounds import samples_needed
from engine.gates.performance.failures import ERROR_RATE, judge_checks, judge_errors
from engine.gates.performance.latency import judge_p95
from engine.gates.performance.regression import judge_regression
from engine.gates.performance.runs import P95, check_complete, check_numbers, distinct, number
from engine.gates.performance.settings import PerformanceSettings
from engine.gates.tally import Tally, find_metric
from engine.model.gate import GateResult
from engine.model.measurement import CheckState, Measure, Measurement, Metric, ToolCheck
from engine.model.outcome import GapReason

NAME = "performance"
NEEDS = frozenset({Measure.LATENCY, Measure.ERROR_RATE, Measure.THROUGHPUT})


def judge(
    measurements: Sequence[Measurement],
    settings: PerformanceSettings,
    *,
    baseline: Sequence[Measurement] = (),
) -> GateResult:
    """Return the result over the candidate's runs, and over the baseline's when a regression counts."""
    tally = Tally(NAME, NEEDS, measurements=measurements)
    compared = settings.max_regression is not None
    before = tally.add_measurements(baseline) if compared else ()
    runs, before = distinct(tally.measurements), distinct(before)
    check_numbers(tally, (*runs, *before))
    check_complete(tally, (*runs, *before), max_dropped=settings.max_dropped, min_duration=settings.min_duration)
    if tally.measurements and len(runs) + tally.unread < settings.min_runs:
        tally.add_gap(
            GapReason.INSUFFICIENT,
            "results",
            f"{len(runs)} different runs, {settings.min_runs} are required",
            f"run the load test {settings.min_runs - len(runs)} more times",
        )
    most = None if settings.max_p95 is None else settings.max_p95.total_seconds() * 1000
    # A failure is fast: times mean something only beside the share of failures.
    said = [*judge_errors(tally, runs, settings.max_error_rate), *judge_p95(tally, runs, most)]
    judge_checks(tally, runs, settings.max_failed_checks)
    _thresholds(tally)
    if compared:
        said.extend(judge_regression(tally, runs, before, settings))
    timed = any(check.about == Measure.LATENCY for run in tally.measurements for check in run.checks)
    if runs and settings.max_p95 is None and not compared and not timed:
        tally.add_gap(
            GapReason.MISSING_INPUT, "settings", "no limit for response times", "set max-p95 or max-regression"
        )
    summary = "; ".join(said) if said else "no load test was judged"
    return tally.make_result(settings.requirement, summary, metrics=_metrics(runs))


def _thresholds(tally: Tally) -> None:
    for run in tally.measurements:
        for check in run.checks:
            needed = samples_needed(check.percentile) if check.percentile else 0
            if check.state is CheckState.FAILED:
                tally.evaluated += 1
                tally.add_finding(
                    "tool-threshold", check.name, f"the threshold {check.name} was crossed", location=run.source
                )
            elif check.state is not CheckState.PASSED and not _ended_well(check, run):
                _unproven(tally, check, run)
            elif (check.samples or 0) < needed:
                known = "an unknown number of" if check.samples is None else check.samples
                tally.add_gap(
                    GapReason.INSUFFICIENT,
                    run.source,
                    f"the threshold {check.name} rests on {known} samples, {needed} are needed",
                    "run the load test for longer, let the tool write how many there are, or judge a lower percentile",
                )
            else:
                tally.evaluated += 1


def _unproven(tally: Tally, check: ToolCheck, run: Measurement) -> None:
    if not check.told and any(gap.reason is GapReason.RUN_FAILED for gap in run.gaps):
        return  # that the run failed says it already
    fix = "check what the threshold selects"
    if not check.told:
        recorded = run.provenance.exit_code is not None
        fix = "let the tool write its thresholds" if recorded else "let driftgate record the tool's exit code"
    words = f"the threshold {check.name} proves nothing: {check.detail or check.state}"
    tally.add_gap(GapReason.EMPTY, run.source, words, fix)


def _ended_well(check: ToolCheck, run: Measurement) -> bool:
    # A load tool says with its exit code that a threshold was crossed, also where its result does not tell it.
    return not check.told and run.provenance.exit_code == 0


def _metrics(runs: Sequence[Measurement]) -> Iterator[Metric]:
    yield Metric(name="runs", value=float(len(runs)), unit="count")
    for name in (P95, ERROR_RATE):
        found = [entry for run in runs if number(run, name) is not None and (entry := find_metric(run, name))]
        if found:
            yield max(found, key=lambda entry: (entry.value, -(entry.samples or 0)))


def _gate(case: Case, settings: PerformanceSettings) -> Judged:
    measured = case.measured.get(NAME, Measured())
    return Judged(result=judge(measured.results, settings, baseline=measured.baseline))


GATE = Gate(
    name=NAME,
    says="Load tests against limits, and against an earlier version.",
    settings=PerformanceSettings,
    judge=_gate,
    needs=NEEDS,
    baseline="max_regression",
)
