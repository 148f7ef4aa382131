"""Runs of a load test: which of them are different, complete, and good for a percentile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from engine.gates.performance.noninferiority import samples_needed
from engine.gates.tally import Tally, find_metric, find_value
from engine.model.measurement import Measurement
from engine.model.outcome import GapReason

P95 = "latency.p95"
# A run with less than this share of the longest run's time and requests was cut off.
_COMPLETE = 0.8


def distinct(runs: Sequence[Measurement]) -> tuple[Measurement, ...]:
    """Return the runs without those that another one repeats number for number.

    k6 can write one run in several dialects; counted twice, a run would look like a steady pair.
    """
    stats = (
        "requests",
        "failed_requests",
        *(f"latency.{stat}" for stat in ("avg", "min", "med", "max", "p95")),
    )
    found: dict[tuple[float | None, ...], Measurement] = {}
    for run in runs:
        if run.metrics:
            found.setdefault(tuple(find_value(run, stat) for stat in stats), run)
    return tuple(found.values())


def p95(tally: Tally, run: Measurement) -> float | None:
    """Return the p95 of a run in milliseconds, or note why there is none that counts."""
    found = find_metric(run, P95)
    samples = (found.samples if found else 0) or 0
    needed = samples_needed(95)
    if found is None or not found.value > 0:
        tally.add_gap(
            GapReason.MISSING_INPUT,
            run.source,
            "the result holds no p95",
            "let the load tool write the 95th percentile",
        )
        return None
    if samples < needed:
        tally.add_gap(
            GapReason.MISSING_INPUT,
            run.source,
            f"the p95 rests on {samples} samples, {needed} are needed",
            "run the load test for longer",
        )
        return None
    return found.value


def check_complete(
    tally: Tally, runs: Sequence[Measurement], *, max_dropped: float, min_duration: timedelta | None
) -> None:
    """Note runs whose load generator fell behind, and runs that were cut off."""
    longest = max(runs, key=lambda run: find_value(run, "duration") or 0.0, default=None)
    for run in runs:
        _check_dropped(tally, run, max_dropped)
        lasted = find_value(run, "duration")
        known = "an unknown time" if lasted is None else f"{lasted:.1f} s"
        if min_duration is not None and (lasted is None or lasted < min_duration.total_seconds()):
            tally.add_gap(
                GapReason.MISSING_INPUT,
                run.source,
                f"the run lasted {known}, at least {min_duration.total_seconds():.1f} s are required",
                "run the load test to its end",
            )
        elif longest is not None and _cut_off(run, longest):
            tally.add_gap(
                GapReason.INCOMPARABLE,
                run.source,
                f"the run lasted {known}, another one {find_value(longest, 'duration') or 0.0:.1f} s: it was cut off",
                "run the load test to its end",
            )


def _check_dropped(tally: Tally, run: Measurement, max_dropped: float) -> None:
    dropped, done = find_value(run, "dropped_iterations") or 0.0, find_value(run, "iterations") or 0.0
    if dropped > max_dropped * (dropped + done):
        tally.add_gap(
            GapReason.INCOMPARABLE,
            run.source,
            f"the load generator dropped {dropped:.0f} of {dropped + done:.0f} iterations",
            "give the generator more virtual users or lower the rate",
        )


def _cut_off(run: Measurement, longest: Measurement) -> bool:
    return all(
        (find_value(run, name) or 0.0) < _COMPLETE * (find_value(longest, name) or 0.0)
        for name in ("duration", "requests")
    )
