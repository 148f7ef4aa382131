"""The 95th percentile of the response times, over all runs, against its limit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from engine.gates.performance.bounds import (
    LEAST_RUNS,
    NO_VARIANCE,
    Bounds,
    Sample,
    bound_mean,
    bound_quantile,
    rank_reported,
)
from engine.gates.performance.forecast import USUAL_SPREAD, chance_of_mean, chance_of_means, find_further
from engine.gates.performance.limits import Limit, Measurand, add_finding, add_open, describe, describe_further, settle
from engine.gates.performance.runs import P95, number, p95, quantiles, samples_of
from engine.gates.tally import Tally
from engine.model.measurement import Measurement
from engine.model.outcome import GapReason, Outcome

_SHARE = 0.95


def judge_p95(tally: Tally, runs: Sequence[Measurement], most: float | None) -> Iterator[str]:
    """Judge the p95 of all runs together against `most` milliseconds, and yield what came out, as words."""
    logs = [math.log(known) for run in runs if (known := p95(tally, run)) is not None]
    told = [run for run in runs if number(run, P95)]
    if not told:
        return
    # The middle of runs whose logarithms scatter evenly.
    middle = math.exp(math.fsum(math.log(number(run, P95) or 1.0) for run in told) / len(told))
    says = f"p95{f' of {len(told)} runs' if len(told) > 1 else ''} is {{}}"
    if most is None:
        yield says.format(f"{middle:.1f} ms")
        return
    limit = Limit(rule="max-p95", name=P95, most=most, write="{:.1f} ms".format, says=says)
    outcome, bounds = settle(most, map(_bounds_of, told), _bounds_together(logs))
    tally.evaluated += len(told)
    found = Measurand(value=middle, bounds=bounds, runs=told)
    yield describe(limit, found)
    if outcome is Outcome.FAIL:
        add_finding(tally, limit, found)
    elif outcome is Outcome.INCONCLUSIVE and logs:
        add_open(tally, limit, found, *_further(logs, math.log(most)))
    elif _is_steady(Sample.of(logs)):
        tally.add_gap(
            GapReason.IDENTICAL,
            "results",
            f"p95 is {middle:.1f} ms in every run: they were not measured independently",
            "run the load test again",
        )


def _bounds_of(run: Measurement) -> Bounds:
    samples = samples_of(run, P95)
    return bound_quantile(_SHARE, rank_reported(quantiles(run), samples), samples) if samples else Bounds(0.0, math.inf)


def _bounds_together(logs: Sequence[float]) -> Bounds | None:
    found = bound_mean(logs) if len(logs) >= LEAST_RUNS else None
    if found is None:
        return None
    # Beyond this a bound says nothing any more, and a float would overflow.
    low, high = (math.exp(min(max(bound, -700.0), 700.0)) for bound in (found.low, found.high))
    return Bounds(low, high)


def _further(logs: Sequence[float], limit: float) -> tuple[str, str]:
    sample = Sample.of(logs)
    if sample is None:
        further = find_further(lambda more: chance_of_means((1,), more, room=limit - logs[0], spread=USUAL_SPREAD))
        said = f"{describe_further(further)}, if runs differ by {USUAL_SPREAD:.0%}"
        return said, "run the load test more often, or let the tool report higher percentiles, such as p99"
    further = None if _is_steady(sample) else find_further(lambda more: chance_of_mean(sample, more, limit=limit))
    return describe_further(further), "run the load test more often and give all results"


def _is_steady(sample: Sample | None) -> bool:
    return sample is not None and sample.variance < NO_VARIANCE
