"""Runs of a load test: which of them are different and complete, and what numbers of theirs can be counted on."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import timedelta

from engine.gates.performance.bounds import samples_needed
from engine.gates.tally import Tally, find_metric, find_value
from engine.model.measurement import Measure, Measurement
from engine.model.outcome import GapReason

P95 = "latency.p95"
# A run with less than this share of the longest run's time and requests was cut off.
_COMPLETE = 0.8
_PERCENTILE = re.compile(r"p\d{1,2}(?:\.\d{1,6})?")
_SHARES = {"min": 0.0, "med": 0.5, "max": 1.0}


def distinct(runs: Sequence[Measurement]) -> tuple[Measurement, ...]:
    """Return the runs without those that another one repeats number for number.

    A tool can write one run in several dialects; counted twice, a run would look like a steady pair.
    """
    stats = (
        "requests",
        "failed_requests",
        *(f"latency.{stat}" for stat in ("avg", "min", "med", "max", "p95")),
    )
    found: dict[tuple[str, ...], Measurement] = {}
    for run in runs:
        if run.metrics:
            # As text, in which not a number is equal to itself.
            found.setdefault(tuple(repr(find_value(run, stat)) for stat in stats), run)
    return tuple(found.values())


def check_numbers(tally: Tally, runs: Sequence[Measurement]) -> None:
    """Note numbers that no load test can measure: none of them is below zero, infinite or not a number."""
    for run in runs:
        for metric in run.metrics:
            if not 0 <= metric.value < math.inf:
                tally.add_gap(
                    GapReason.UNPARSABLE,
                    run.source,
                    f"{metric.name} is {metric.value:g}: nothing measures that",
                    "run the load test again",
                )


def number(run: Measurement, name: str) -> float | None:
    """Return the number of a metric, or none where the run does not tell one that can be measured."""
    value = find_value(run, name)
    return value if value is not None and 0 <= value < math.inf else None


def samples_of(run: Measurement, name: str) -> int:
    """Return how many samples a metric rests on, 0 where it is not known."""
    found = find_metric(run, name)
    return max(0, (found.samples if found else 0) or 0)


def p95(tally: Tally, run: Measurement) -> float | None:
    """Return the p95 of a run in milliseconds, or note why there is none that counts."""
    found, samples, needed = number(run, P95), samples_of(run, P95), samples_needed(95)
    if not found:
        tally.add_gap(
            GapReason.MISSING_INPUT,
            run.source,
            "the result holds no p95",
            "let the load tool write the 95th percentile",
        )
        return None
    if samples < needed:
        tally.add_gap(
            GapReason.INSUFFICIENT,
            run.source,
            f"the p95 rests on {samples} samples, {needed} are needed",
            f"run the load test for longer: at least {needed - samples} more requests",
        )
        return None
    return found


def quantiles(run: Measurement) -> dict[float, float]:
    """Return the quantiles of the response times that a run reports, in milliseconds, by their shares (0 to 1)."""
    found: dict[float, float] = {}
    for metric in run.metrics:
        measure, _, stat = metric.name.partition(".")
        value = number(run, metric.name)
        if measure != Measure.LATENCY or value is None:
            continue
        if stat in _SHARES:
            found[_SHARES[stat]] = value
        elif _PERCENTILE.fullmatch(stat):
            found[round(float(stat[1:]) / 100, 9)] = value
    return found


def check_complete(
    tally: Tally, runs: Sequence[Measurement], *, max_dropped: float, min_duration: timedelta | None
) -> None:
    """Note runs whose load generator fell behind, and runs that were cut off."""
    longest = max(runs, key=lambda run: number(run, "duration") or 0.0, default=None)
    for run in runs:
        _check_dropped(tally, run, max_dropped)
        lasted = number(run, "duration")
        known = "an unknown time" if lasted is None else f"{lasted:.1f} s"
        if min_duration is not None and (lasted is None or lasted < min_duration.total_seconds()):
            tally.add_gap(
                GapReason.ABORTED,
                run.source,
                f"the run lasted {known}, at least {min_duration.total_seconds():.1f} s are required",
                "run the load test to its end",
            )
        elif longest is not None and _cut_off(run, longest):
            tally.add_gap(
                GapReason.ABORTED,
                run.source,
                f"the run lasted {known}, another one {number(longest, 'duration') or 0.0:.1f} s: it was cut off",
                "run the load test to its end",
            )


def _check_dropped(tally: Tally, run: Measurement, max_dropped: float) -> None:
    dropped, done = number(run, "dropped_iterations") or 0.0, number(run, "iterations") or 0.0
    if dropped > max_dropped * (dropped + done):
        tally.add_gap(
            GapReason.INCOMPARABLE,
            run.source,
            f"the load generator dropped {dropped:.0f} of {dropped + done:.0f} iterations",
            "give the generator more virtual users or lower the rate",
        )


def _cut_off(run: Measurement, longest: Measurement) -> bool:
    return all(
        (number(run, name) or 0.0) < _COMPLETE * (number(longest, name) or 0.0) for name in ("duration", "requests")
    )
