"""The shares of requests and of the load script's checks that failed, over all runs, against their limits."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.gates.performance.bounds import (
    LEAST_RUNS,
    NO_VARIANCE,
    Bounds,
    Sample,
    bound_mean,
    bound_share,
    samples_needed,
)
from engine.gates.performance.forecast import chance_of_mean, chance_of_share, find_further
from engine.gates.performance.limits import Limit, Measurand, add_finding, add_open, describe, describe_further, settle
from engine.gates.performance.runs import number, samples_of
from engine.gates.tally import Tally
from engine.model.measurement import Measurement
from engine.model.outcome import GapReason, Outcome

ERROR_RATE = "error_rate"
# No number of requests proves that none will ever fail. A limit of zero asks that none did, of as many as prove this.
_AS_GOOD_AS_NONE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """How many of `total` things failed in a run; `failed` need not be whole where a tool rounds."""

    failed: float
    total: int
    run: Measurement

    @property
    def share(self) -> float:
        """Return the share of those that failed."""
        return self.failed / self.total


def failed_requests(run: Measurement) -> Failures | None:
    """Return how many requests of a run failed, or none where it does not tell it."""
    rate = number(run, ERROR_RATE)
    total = samples_of(run, ERROR_RATE) or int(number(run, "requests") or 0)
    if rate is None or rate > 1 or not total:
        return None
    return Failures(failed=min(_whole(rate * total), total), total=total, run=run)


def judge_errors(tally: Tally, runs: Sequence[Measurement], most: float) -> Iterator[str]:
    """Judge the share of failed requests over all runs, and yield what came out, as words."""
    known = []
    for run in runs:
        found = failed_requests(run)
        if found is not None:
            known.append(found)
        else:
            tally.add_gap(
                GapReason.MISSING_INPUT, run.source, "the result holds no error rate", "keep what counts failures"
            )
    limit = Limit(
        rule="max-error-rate", name=ERROR_RATE, most=most, write="{:.2%}".format, says="{} of the requests failed"
    )
    yield from _judge(tally, known, limit, "requests")


def judge_checks(tally: Tally, runs: Sequence[Measurement], most: float) -> None:
    """Judge the share of the script's checks that failed; a script without checks asks nothing."""
    known = []
    for run in runs:
        failed, passed = number(run, "checks_failed") or 0.0, number(run, "checks_passed") or 0.0
        if failed + passed > 0:
            known.append(Failures(failed=failed, total=math.ceil(failed + passed), run=run))
    limit = Limit(
        rule="max-failed-checks", name="checks", most=most, write="{:.2%}".format, says="{} of the checks failed"
    )
    for _ in _judge(tally, known, limit, "checks"):
        pass


def bound_failures(runs: Sequence[Failures]) -> Bounds:
    """Return the bounds of the share over all runs: of all things as if they were independent, and of the runs.

    Things of one run fail together more often than by chance. Three runs or more show that: then the wider of the two
    bounds counts on each side.
    """
    pooled = bound_share(math.fsum(run.failed for run in runs), sum(run.total for run in runs))
    between = bound_mean([run.share for run in runs]) if len(runs) >= LEAST_RUNS else None
    if between is None:
        return pooled
    return Bounds(max(0.0, min(pooled.low, between.low)), min(1.0, max(pooled.high, between.high)))


def _judge(tally: Tally, known: Sequence[Failures], limit: Limit, things: str) -> Iterator[str]:
    if not known:
        return
    failed, total = math.fsum(run.failed for run in known), sum(run.total for run in known)
    most = limit.most or _AS_GOOD_AS_NONE
    outcome, bounds = settle(most, (bound_share(run.failed, run.total) for run in known), bound_failures(known))
    found = Measurand(value=failed / total, bounds=bounds, runs=[run.run for run in known])
    tally.evaluated += len(known)
    yield describe(limit, found)
    if outcome is Outcome.FAIL or (limit.most == 0 and failed > 0):
        add_finding(tally, limit, found)
    elif outcome is Outcome.INCONCLUSIVE:
        add_open(
            tally, limit, found, _further(known, most, things), "run the load test for longer, and give all results"
        )


def _further(known: Sequence[Failures], most: float, things: str) -> str:
    failed, total = math.fsum(run.failed for run in known), sum(run.total for run in known)
    size, shares = math.ceil(total / len(known)), Sample.of([run.share for run in known])

    def chance(more: int) -> float:
        found = chance_of_share(failed, total, more * size, limit=most)
        if shares is None or shares.variance < NO_VARIANCE or shares.size + more < LEAST_RUNS:
            return found
        return min(found, chance_of_mean(shares, more, limit=most))

    said = describe_further(find_further(chance), f" of {size} {things}")
    # The most that failures in none of them can show.
    clean = samples_needed(100 * (1 - most)) - total
    return f"{said}; so would {clean} more {things} without a failure" if not failed and clean > 0 else said


def _whole(count: float) -> float:
    return float(round(count)) if math.isclose(count, round(count), rel_tol=1e-9, abs_tol=1e-6) else count
