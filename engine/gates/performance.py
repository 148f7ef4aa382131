"""The performance gate: absolute limits, the load tool's own thresholds, and no regression against a baseline.

Every run is held against the limits; runs, not requests, are what the comparison counts (see `noninferiority`). A
summary does not say that its run was cut off: `min_duration` finds that, and so does a sibling run that was longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.errors import ConfigError
from engine.gates.noninferiority import samples_needed
from engine.gates.regression import judge_regression
from engine.gates.runs import P95, check_complete, distinct, p95
from engine.gates.tally import Tally, metric, value
from engine.model.gate import CheckState, GateName, GateResult, Measurement, MeasurementKind, Metric, Requirement
from engine.model.outcome import GapReason

_PERCENTILE = re.compile(r"http_req_\w+(?:\{.*\})?: p\((\d{1,2}(?:\.\d{1,6})?)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What is allowed. Ratios are fractions: 0.01 is 1 %.

    `max_p95` in milliseconds and `max_regression` (of p95 against the baseline) are not judged when none. `paired`
    pairs candidate and baseline runs in the order of their paths, for interleaved A/B runs. `max_dropped` is the
    share of iterations that the load generator may have skipped. Raises ConfigError for values without a meaning.
    """

    max_p95: float | None = None
    max_error_rate: float = 0.01
    max_failed_checks: float = 0.01
    max_regression: float | None = None
    min_runs: int = 1
    min_duration: timedelta | None = None
    max_dropped: float = 0.05
    paired: bool = False

    def __post_init__(self) -> None:
        """Refuse limits that no run could break or keep."""
        ratios = (self.max_error_rate, self.max_failed_checks, self.max_dropped)
        if (
            not all(0 <= ratio <= 1 for ratio in ratios)
            or (self.max_p95 is not None and not self.max_p95 > 0)
            or (self.max_regression is not None and not 0 <= self.max_regression <= 10)
            or self.min_runs < 1
        ):
            raise ConfigError(
                "performance gate: a limit is out of range",
                hint="max-p95 above 0 ms, ratios from 0 % to 100 %, max-regression up to 1000 %, min-runs at least 1",
            )


def judge(
    measurements: Sequence[Measurement],
    settings: Settings,
    *,
    requirement: Requirement,
    now: datetime,
    baseline: Sequence[Measurement] = (),
) -> GateResult:
    """Return the result over the candidate's runs, and over the baseline's when a regression counts."""
    tally = Tally(GateName.PERFORMANCE, MeasurementKind.K6, now=now, measurements=measurements)
    if not measurements:
        tally.gap(GapReason.MISSING_INPUT, "results", "no result of a load test was given", "give --result k6=FILE")
    compared = settings.max_regression is not None
    before = tally.take(baseline) if compared else ()
    runs, before = distinct(tally.measurements), distinct(before)
    check_complete(tally, (*runs, *before), max_dropped=settings.max_dropped, min_duration=settings.min_duration)
    if measurements and len(runs) < settings.min_runs:
        tally.gap(
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
                paired=settings.paired,
            )
        )
    timed = any(check.name.startswith("http_req_duration") for run in tally.measurements for check in run.checks)
    if runs and settings.max_p95 is None and not compared and not timed:
        tally.gap(GapReason.MISSING_INPUT, "settings", "no limit for response times", "set max-p95 or max-regression")
    summary = "; ".join(said) if said else "no load test was judged"
    return tally.result(requirement, summary, metrics=_metrics(runs))


def _latency(tally: Tally, runs: Sequence[Measurement], settings: Settings) -> Iterator[str]:
    limit = settings.max_p95
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
            tally.finding(
                "max-p95",
                P95,
                f"p95 is {known:.1f} ms, allowed are {limit:.1f} ms",
                before=limit,
                after=round(known, 6),
                location=run.source,
            )


def _errors(tally: Tally, runs: Sequence[Measurement], settings: Settings) -> Iterator[str]:
    rates = [(rate, run) for run in runs if (rate := value(run, "error_rate")) is not None]
    for run in runs:
        if value(run, "error_rate") is None:
            tally.gap(GapReason.MISSING_INPUT, run.source, "the result holds no error rate", "keep http_req_failed")
    if rates:
        yield f"error rate at most {max(rate for rate, _ in rates):.2%} (limit {settings.max_error_rate:.2%})"
    for rate, run in rates:
        tally.evaluated += 1
        if not rate <= settings.max_error_rate:
            tally.finding(
                "max-error-rate",
                "error_rate",
                f"{rate:.2%} of the requests failed, allowed are {settings.max_error_rate:.2%}",
                before=settings.max_error_rate,
                after=round(rate, 6),
                location=run.source,
            )


def _script_checks(tally: Tally, runs: Sequence[Measurement], settings: Settings) -> None:
    for run in runs:
        failed, passed = value(run, "checks_failed") or 0.0, value(run, "checks_passed") or 0.0
        if failed + passed == 0:
            continue
        tally.evaluated += 1
        share = failed / (failed + passed)
        if not share <= settings.max_failed_checks:
            tally.finding(
                "max-failed-checks",
                "checks",
                f"{share:.2%} of the script's checks failed, allowed are {settings.max_failed_checks:.2%}",
                before=settings.max_failed_checks,
                after=round(share, 6),
                location=run.source,
            )


def _thresholds(tally: Tally) -> None:
    for run in tally.measurements:
        requests = value(run, "requests") or 0.0
        for check in run.checks:
            percentile = _PERCENTILE.match(check.name)
            share = float(percentile[1]) if percentile else 0.0
            needed = samples_needed(share) if share > 0 else 0
            if check.state is CheckState.FAILED:
                tally.evaluated += 1
                tally.finding(
                    "tool-threshold", check.name, f"the threshold {check.name} was crossed", location=run.source
                )
            elif check.state is not CheckState.PASSED:
                tally.gap(
                    GapReason.EMPTY,
                    run.source,
                    f"the threshold {check.name} proves nothing: {check.detail or check.state}",
                    "check what the threshold selects",
                )
            elif requests < needed:
                tally.gap(
                    GapReason.MISSING_INPUT,
                    run.source,
                    f"the threshold {check.name} rests on {requests:.0f} requests, {needed} are needed",
                    "run the load test for longer, or judge a lower percentile",
                )
            else:
                tally.evaluated += 1


def _metrics(runs: Sequence[Measurement]) -> Iterator[Metric]:
    yield Metric(name="runs", value=float(len(runs)), unit="count")
    for name in (P95, "error_rate"):
        found = [entry for run in runs if (entry := metric(run, name)) is not None]
        if found:
            yield max(found, key=lambda entry: (entry.value, -(entry.samples or 0)))
