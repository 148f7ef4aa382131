"""Is a candidate at most so much slower than a baseline? Judged over whole runs, with three answers.

Requests of one run are not independent of each other, so a run gives one number (its percentile) and runs are what is
counted. The interval is Welch's on the logarithm, or Student's on the logarithm of the ratio of interleaved pairs.
At a true slowdown of exactly the margin, a pass comes with a chance of 1 - `CONFIDENCE`, as the tests simulate.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.gates.performance.student import t_quantile
from engine.model.outcome import Outcome

CONFIDENCE = 0.95
MOST_FURTHER_RUNS = 100
# Runs that agree to twelve digits were not measured independently.
_NO_VARIANCE = 1e-24


@dataclass(frozen=True, slots=True, kw_only=True)
class NonInferiority:
    """The answer: pass, fail or inconclusive, with ratios of candidate to baseline (1.0 is equal).

    `low` and `high` are one-sided bounds at CONFIDENCE each. `further_runs` is how many more runs of each side would
    be conclusive if difference and spread stayed as they are; none when more than MOST_FURTHER_RUNS.
    """

    outcome: Outcome
    ratio: float
    low: float
    high: float
    further_runs: int | None = None


def samples_needed(percentile: float) -> int:
    """Return how many samples a percentile (0 < p < 100) needs to be bounded from above at CONFIDENCE.

    The largest of n samples lies above the quantile q with probability 1 - q^n, whatever the distribution:
    29 for p90, 59 for p95, 299 for p99.
    """
    return math.ceil(round(math.log(1 - CONFIDENCE) / math.log(percentile / 100), 9))


def compare_runs(baseline: Sequence[float], candidate: Sequence[float], *, margin: float) -> NonInferiority | None:
    """Compare two independent sets of runs, one positive number a run; `margin` is a fraction (0.1 is 10 %).

    None when either has fewer than two runs or nothing varies, so that there is no interval.
    """
    left, right = _Sample.of(_logs(baseline)), _Sample.of(_logs(candidate))
    if left is None or right is None or left.variance + right.variance < _NO_VARIANCE:
        return None
    difference = right.mean - left.mean
    outcome, error = _judge(difference, _welch(left, right, 0), margin)
    further = _further(lambda more: _judge(difference, _welch(left, right, more), margin)[0])
    return _comparison(outcome, difference, error, further)


def compare_pairs(pairs: Sequence[tuple[float, float]], *, margin: float) -> NonInferiority | None:
    """Compare interleaved pairs (baseline, candidate) of positive numbers; otherwise like `compare_runs`."""
    sample = _Sample.of([math.log(candidate) - math.log(baseline) for baseline, candidate in pairs])
    if sample is None or sample.variance < _NO_VARIANCE:
        return None
    outcome, error = _judge(sample.mean, _single(sample, 0), margin)
    further = _further(lambda more: _judge(sample.mean, _single(sample, more), margin)[0])
    return _comparison(outcome, sample.mean, error, further)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sample:
    """The logarithms of some runs: how many, their mean and their unbiased variance."""

    size: int
    mean: float
    variance: float

    @classmethod
    def of(cls, logs: Sequence[float]) -> _Sample | None:
        """Return the sample, or none for fewer than two logarithms."""
        if len(logs) < 2:
            return None
        mean = math.fsum(logs) / len(logs)
        variance = math.fsum((log - mean) ** 2 for log in logs) / (len(logs) - 1)
        return cls(size=len(logs), mean=mean, variance=variance)


def _logs(values: Sequence[float]) -> list[float]:
    return [math.log(value) for value in values]


def _welch(left: _Sample, right: _Sample, more: int) -> tuple[float, float]:
    # Standard error and degrees of freedom after Welch and Satterthwaite.
    a, b = left.variance / (left.size + more), right.variance / (right.size + more)
    freedom = (a + b) ** 2 / (a * a / (left.size + more - 1) + b * b / (right.size + more - 1))
    return math.sqrt(a + b), freedom


def _single(sample: _Sample, more: int) -> tuple[float, float]:
    return math.sqrt(sample.variance / (sample.size + more)), sample.size + more - 1


def _further(outcome: Callable[[int], Outcome]) -> int | None:
    # The interval only shrinks with more runs, so the first number that decides can be found by halving.
    tried = range(1, MOST_FURTHER_RUNS + 1)
    found = bisect_left(tried, True, key=lambda more: outcome(more) is not Outcome.INCONCLUSIVE)
    return tried[found] if found < len(tried) else None


def _judge(difference: float, spread: tuple[float, float], margin: float) -> tuple[Outcome, float]:
    standard_error, freedom = spread
    error = t_quantile(CONFIDENCE, freedom) * standard_error
    limit = math.log1p(margin)
    if difference + error < limit:
        return Outcome.PASS, error
    return (Outcome.FAIL if difference - error > limit else Outcome.INCONCLUSIVE), error


def _comparison(outcome: Outcome, difference: float, error: float, further: int | None) -> NonInferiority:
    open_question = outcome is Outcome.INCONCLUSIVE
    return NonInferiority(
        outcome=outcome,
        ratio=_ratio(difference),
        low=_ratio(difference - error),
        high=_ratio(difference + error),
        further_runs=further if open_question else None,
    )


def _ratio(logarithm: float) -> float:
    # Beyond this the bound says nothing any more, and a float would overflow.
    return math.exp(min(max(logarithm, -100.0), 100.0))
