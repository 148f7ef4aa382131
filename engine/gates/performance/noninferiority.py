"""Is a candidate at most so much slower than a baseline? Judged over whole runs, with three answers.

Requests of one run are not independent of each other, so a run gives one number (its percentile) and runs are what is
counted. The interval is Student's on the logarithm, of two sides with one spread, or of the ratios of pairs. At a true
slowdown of exactly the margin a pass comes with a chance of 5 %, and of 6 % if one looks again after every further run.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine.gates.performance.bounds import CONFIDENCE, NO_VARIANCE, Sample
from engine.gates.performance.forecast import Forecast, chance_of_means, find_further
from engine.gates.performance.looks import confidence_of, information
from engine.gates.performance.student import beta_ratio, t_quantile
from engine.model.outcome import Outcome

# The fewer runs of one side spread so much more than the others by chance in one of a hundred comparisons.
_ONE_SPREAD = 0.99


@dataclass(frozen=True, slots=True, kw_only=True)
class NonInferiority:
    """The answer: pass, fail or inconclusive, with ratios of candidate to baseline (1.0 is equal).

    `low` and `high` are one-sided bounds, `low` at CONFIDENCE and `high` at `confidence`.
    """

    outcome: Outcome
    ratio: float
    low: float
    high: float
    confidence: float
    ground: Ground

    def find_further(self) -> Forecast | None:
        """Return how many more runs of each side would decide; none where too many would be needed."""
        ground = self.ground
        return find_further(
            lambda more: chance_of_means(
                ground.sizes,
                more,
                room=ground.room,
                spread=ground.spread,
                pass_at=confidence_of(information(*(size + more for size in ground.sizes)), ground.first),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What an answer rests on: how many runs of each side or how many pairs there are, and how they differ.

    `room` is how far the difference lies below the margin and `spread` the standard deviation of a run or of a pair,
    both as logarithms. `first` is the information at the first look.
    """

    sizes: tuple[int, ...]
    room: float
    spread: float
    first: float


def compare_runs(
    baseline: Sequence[float], candidate: Sequence[float], *, margin: float, first: float | None = None
) -> NonInferiority | None:
    """Compare two independent sets of runs, one positive number a run; `margin` is a fraction (0.1 is 10 %).

    `first` is the information (see `looks`) at the first look that there could have been; none where this is it. None
    when either side has fewer than two runs or nothing varies, so that there is no interval.
    """
    left, right = Sample.of(_logs(baseline)), Sample.of(_logs(candidate))
    if left is None or right is None:
        return None
    freedom = left.size + right.size - 2
    variance = ((left.size - 1) * left.variance + (right.size - 1) * right.variance) / freedom
    if variance < NO_VARIANCE:
        return None
    known = information(left.size, right.size)
    spreads = [(math.sqrt(variance / known), float(freedom))]
    if _differ(*sorted((left, right), key=lambda side: side.size)):
        spreads.append(_welch(left, right))
    return _answer(
        right.mean - left.mean,
        spreads,
        Ground(
            sizes=(left.size, right.size),
            room=math.log1p(margin) - right.mean + left.mean,
            spread=math.sqrt(variance),
            first=known if first is None else first,
        ),
    )


def compare_pairs(
    pairs: Sequence[tuple[float, float]], *, margin: float, first: float | None = None
) -> NonInferiority | None:
    """Compare interleaved pairs (baseline, candidate) of positive numbers; otherwise like `compare_runs`."""
    sample = Sample.of([math.log(candidate) - math.log(baseline) for baseline, candidate in pairs])
    if sample is None or sample.variance < NO_VARIANCE:
        return None
    return _answer(
        sample.mean,
        [(math.sqrt(sample.variance / sample.size), sample.size - 1.0)],
        Ground(
            sizes=(sample.size,),
            room=math.log1p(margin) - sample.mean,
            spread=math.sqrt(sample.variance),
            first=sample.size if first is None else first,
        ),
    )


def _logs(values: Sequence[float]) -> list[float]:
    return [math.log(value) for value in values]


def _differ(fewer: Sample, more: Sample) -> bool:
    # The F test. The spread of the greater side counts for the smaller one as well, and must not hide a greater one.
    if fewer.size == more.size or fewer.variance <= more.variance:
        return False
    a, b = fewer.size - 1, more.size - 1
    share = a * fewer.variance / (a * fewer.variance + b * more.variance)
    return beta_ratio(share, a / 2, b / 2) > _ONE_SPREAD or more.variance == 0


def _welch(left: Sample, right: Sample) -> tuple[float, float]:
    # Standard error and degrees of freedom after Welch and Satterthwaite.
    a, b = left.variance / left.size, right.variance / right.size
    return math.sqrt(a + b), (a + b) ** 2 / (a * a / (left.size - 1) + b * b / (right.size - 1))


def _answer(difference: float, spreads: Sequence[tuple[float, float]], ground: Ground) -> NonInferiority:
    confidence = confidence_of(information(*ground.sizes), ground.first)
    below, above = (
        max(t_quantile(level, freedom) * error for error, freedom in spreads) for level in (CONFIDENCE, confidence)
    )
    outcome = Outcome.PASS if ground.room > above else Outcome.FAIL if -ground.room > below else Outcome.INCONCLUSIVE
    return NonInferiority(
        outcome=outcome,
        ratio=_ratio(difference),
        low=_ratio(difference - below),
        high=_ratio(difference + above),
        confidence=confidence,
        ground=ground,
    )


def _ratio(logarithm: float) -> float:
    # Beyond this the bound says nothing any more, and a float would overflow.
    return math.exp(min(max(logarithm, -100.0), 100.0))
