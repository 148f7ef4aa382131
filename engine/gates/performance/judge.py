"""The performance gate: absolute limits, the load tool's own thresholds, and no regression against a baseline.

Every run is held against the limits; runs, not requests, are what the comparison counts (see `noninferiority`). A
summary does not say that its run was cut off: `min_duration` finds that, and so does a sibling run that was longer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.gates.gate import Case, Gate, Judged, Measured
from engine.gates.performance.noninferiority import samples_needed
from engine.gates.performance.regression import judge_regression
from engine.gates.performance.runs import P95, check_complete, distinct, p95
from engine.gates.performance.settings import PerformanceSettings
from engine.gates.settings import Switch
from engine.gates.tally import Tally, find_metric, find_value
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
    if not measurements:
        tally.add_missing("no result of a load test was given")
    compared = settings.max_regression is not None
    before = tally.add_measurements(baseline) if compared else ()
    runs, before = distinct(tally.measurements), distinct(before)
    check_complete(tally, (*runs, *before), max_dropped=settings.max_dropped, min_duration=settings.min_duration)
    if measurements and len(runs) < settings.min_runs:
        tally.add_gap(
            GapReason.MISSING_INPUT,
            "results",
            f"{len(runs)} different runs, {settings.min_runs} are required",
            f"run the load test {settings.min_runs - len(runs)} more times",
        )
    said = [*_latency(tally, runs, settings), *_errors(tally, runs, settings)]
    _script_checks(tally, runs, settings)
    _thresholds(tally)
    if compared:
        said.extend(
            judge_regression(
                tally,
                runs,
                before,
                margin=settings.max_regression or 0.0,
                min_runs=settings.min_runs,
                paired=settings.paired is Switch.ON,
            )
        )
    timed = any(check.about == Measure.LATENCY for run in tally.measurements for check in run.checks)
    if runs and settings.max_p95 is None and not compared and not timed:
        tally.add_gap(
            GapReason.MISSING_INPUT, "settings", "no limit for response times", "set max-p95 or max-regression"
        )
    summary = "; ".join(said) if said else "no load test was judged"
    return tally.make_result(settings.requirement, summary, metrics=_metrics(runs))


def _latency(tally: Tally, runs: Sequence[Measurement], settings: PerformanceSettings) -> Iterator[str]:
    limit = None if settings.max_p95 is None else settings.max_p95.total_seconds() * 1000
    found = [(known, run) for run in runs if (known := p95(tally, run)) is not None]
    if not found:
        return
    against = "" if limit is None else f" (limit {limit:.1f} ms)"
    yield f"p95 of {len(found)} runs is at most {max(known for known, _ in found):.1f} ms{against}"
    if limit is None:
        return
    for known, run in found:
        tally.evaluated += 1
        if not known <= limit:
            tally.add_finding(
                "max-p95",
                P95,
                f"p95 is {known:.1f} ms, allowed are {limit:.1f} ms",
                before=limit,
                after=round(known, 6),
                location=run.source,
            )


def _errors(tally: Tally, runs: Sequence[Measurement], settings: PerformanceSettings) -> Iterator[str]:
    rates = [(rate, run) for run in runs if (rate := find_value(run, "error_rate")) is not None]
    for run in runs:
        if find_value(run, "error_rate") is None:
            tally.add_gap(
                GapReason.MISSING_INPUT, run.source, "the result holds no error rate", "keep what counts failures"
            )
    if rates:
        yield f"error rate at most {max(rate for rate, _ in rates):.2%} (limit {settings.max_error_rate:.2%})"
    for rate, run in rates:
        tally.evaluated += 1
        if not rate <= settings.max_error_rate:
            tally.add_finding(
                "max-error-rate",
                "error_rate",
                f"{rate:.2%} of the requests failed, allowed are {settings.max_error_rate:.2%}",
                before=settings.max_error_rate,
                after=round(rate, 6),
                location=run.source,
            )


def _script_checks(tally: Tally, runs: Sequence[Measurement], settings: PerformanceSettings) -> None:
    for run in runs:
        failed, passed = find_value(run, "checks_failed") or 0.0, find_value(run, "checks_passed") or 0.0
        if failed + passed == 0:
            continue
        tally.evaluated += 1
        share = failed / (failed + passed)
        if not share <= settings.max_failed_checks:
            tally.add_finding(
                "max-failed-checks",
                "checks",
                f"{share:.2%} of the script's checks failed, allowed are {settings.max_failed_checks:.2%}",
                before=settings.max_failed_checks,
                after=round(share, 6),
                location=run.source,
            )


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
                tally.add_gap(
                    GapReason.EMPTY,
                    run.source,
                    f"the threshold {check.name} proves nothing: {check.detail or check.state}",
                    "check what the threshold selects" if check.told else "let driftgate record the tool's exit code",
                )
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


def _ended_well(check: ToolCheck, run: Measurement) -> bool:
    # A load tool says with its exit code that a threshold was crossed, also where its result does not tell it.
    return not check.told and run.provenance.exit_code == 0


def _metrics(runs: Sequence[Measurement]) -> Iterator[Metric]:
    yield Metric(name="runs", value=float(len(runs)), unit="count")
    for name in (P95, "error_rate"):
        found = [entry for run in runs if (entry := find_metric(run, name)) is not None]
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
