"""One-sided confidence bounds of what load tests measured: a quantile, a share, and the middle of several runs.

Each bound alone holds at CONFIDENCE. A value that only one side bounds has an infinite or a zero bound on the other.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from engine.gates.performance.student import beta_ratio, t_quantile

CONFIDENCE = 0.95
LEAST_RUNS = 3  # from which on runs tell by themselves how much they differ
# Runs that agree to twelve digits were not measured independently.
NO_VARIANCE = 1e-24
# More samples make a bound no narrower that anybody could see, and only take time.
_MOST_SAMPLES = 10_000_000


@dataclass(frozen=True, slots=True)
class Bounds:
    """A value lies above `low` and below `high`, each at CONFIDENCE."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """A value that lies at least at the rank `least` and at most at the rank `most` of some sorted samples (1, 2 …)."""

    least: int
    most: int
    value: float


@dataclass(frozen=True, slots=True)
class Sample:
    """How many numbers there are, their mean and their unbiased variance."""

    size: int
    mean: float
    variance: float

    @classmethod
    def of(cls, numbers: Sequence[float]) -> Sample | None:
        """Return the sample, or none for fewer than two numbers."""
        if len(numbers) < 2:
            return None
        mean = math.fsum(numbers) / len(numbers)
        variance = math.fsum((number - mean) ** 2 for number in numbers) / (len(numbers) - 1)
        return cls(len(numbers), mean, variance)


def samples_needed(percentile: float) -> int:
    """Return how many samples a percentile (0 < p < 100) needs to be bounded from above.

    The largest of n samples lies above the quantile q with probability 1 - q^n, whatever the distribution:
    29 for p90, 59 for p95, 299 for p99.
    """
    return math.ceil(round(math.log(1 - CONFIDENCE) / math.log(percentile / 100), 9))


def rank_reported(reported: Mapping[float, float], samples: int) -> list[Ranked]:
    """Return where the quantiles of a summary stand among its samples; keys are shares from 0 (min) to 1 (max).

    Tools interpolate between samples in different ways. By all nine definitions of Hyndman and Fan (Sample quantiles in
    statistical packages, 1996) a quantile lies between the ranks n p and n p + 1.
    """
    found = []
    for share, value in reported.items():
        at = round(samples * share, 6)
        least = 1 if share == 0 else max(1, math.floor(at))
        most = 1 if share == 0 else min(samples, math.ceil(at + 1))
        found.append(Ranked(least, most, value))
    return found


def rank_points(points: Iterable[float]) -> list[Ranked]:
    """Return where raw samples stand among themselves."""
    return [Ranked(rank, rank, value) for rank, value in enumerate(sorted(points), 1)]


def bound_quantile(share: float, ranked: Iterable[Ranked], samples: int) -> Bounds:
    """Return the bounds of the quantile `share` (0 to 1) of what `samples` independent samples are drawn from.

    The upper one is the smallest known value at or above the rank that bounds the quantile, the lower one the largest
    at or below its rank; how many samples lie below a quantile is binomial, whatever the distribution (Conover,
    Practical nonparametric statistics, 3.2).
    """
    above, below = _rank_above(share, samples), _rank_below(share, samples)
    known = sorted(ranked, key=lambda entry: (entry.least, entry.most))
    if any(one.value > other.value for one, other in pairwise(known)):
        return Bounds(0.0, math.inf)  # What contradicts itself bounds nothing.
    return Bounds(
        max((entry.value for entry in known if entry.most <= below), default=0.0),
        min((entry.value for entry in known if above is not None and entry.least >= above), default=math.inf),
    )


def bound_share(events: float, samples: int) -> Bounds:
    """Return the bounds of the probability of an event that was seen so often among some samples; exact.

    Source: Clopper and Pearson, The use of confidence or fiducial limits illustrated in the case of the binomial, 1934.
    """
    if not 0 <= events <= samples or not samples:
        raise ValueError(f"{events} of {samples} is no share")
    low, high = 0.0, 1.0
    if events > 0:
        low = _halve(lambda share: beta_ratio(share, events, samples - events + 1) < 1 - CONFIDENCE)
    if events < samples:
        high = _halve(lambda share: beta_ratio(share, events + 1, samples - events) < CONFIDENCE)
    return Bounds(low, high)


def bound_mean(numbers: Sequence[float]) -> Bounds | None:
    """Return the bounds of what independent runs measure on average, by Student's t; none where they do not vary."""
    sample = Sample.of(numbers)
    if sample is None or sample.variance < NO_VARIANCE:
        return None
    error = t_quantile(CONFIDENCE, sample.size - 1) * math.sqrt(sample.variance / sample.size)
    return Bounds(sample.mean - error, sample.mean + error)


def below_or_at(count: int, samples: int, share: float) -> float:
    """Return the probability of at most `count` events of probability `share` among some samples."""
    if count < 0:
        return 0.0
    return 1.0 if count >= samples else beta_ratio(1 - share, samples - count, count + 1)


def _rank_above(share: float, samples: int) -> int | None:
    # The smallest rank whose sample lies above the quantile with enough probability; none where none does.
    samples, scale = _at_most(samples)
    ranks = range(1, samples + 1)
    found = bisect_left(ranks, True, key=lambda rank: below_or_at(rank - 1, samples, share) >= CONFIDENCE)
    return math.ceil(ranks[found] * scale) if found < samples else None


def _rank_below(share: float, samples: int) -> int:
    samples, scale = _at_most(samples)
    ranks = range(1, samples + 1)
    found = bisect_left(ranks, True, key=lambda rank: 1 - below_or_at(rank - 1, samples, share) < CONFIDENCE)
    return math.floor(found * scale)


def _at_most(samples: int) -> tuple[int, float]:
    return min(samples, _MOST_SAMPLES), max(1.0, samples / _MOST_SAMPLES)


def _halve(too_low: Callable[[float], bool]) -> float:
    """Return where a rising condition turns, between 0 and 1."""
    low, high = 0.0, 1.0
    for _ in range(100):
        middle = (low + high) / 2
        if too_low(middle):
            low = middle
        else:
            high = middle
        if high - low <= 1e-12 * high:
            break
    return (low + high) / 2
