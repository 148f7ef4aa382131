"""How many more runs would decide what is open, and with which probability.

A forecast takes what was measured for the truth: the difference and the spread of the runs, or the share of failures.
It is right to about ten points, as the tests simulate.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from engine.gates.performance.bounds import CONFIDENCE, LEAST_RUNS, Sample, below_or_at
from engine.gates.performance.student import t_quantile

MOST_FURTHER_RUNS = 100
# So probable must it be that the runs that are advised decide.
WANTED = 0.8
# How much runs on a quiet machine differ (one standard deviation), where one run cannot tell it.
USUAL_SPREAD = 0.05
_NORMAL = NormalDist()
_STEPS = [(step - 20) / 5 for step in range(41)]  # -4 to 4, of a standard normal
_WEIGHT = 1 / math.fsum(_NORMAL.pdf(step) for step in _STEPS)


@dataclass(frozen=True, slots=True)
class Forecast:
    """So many more runs decide with this probability."""

    runs: int
    probability: float


def find_further(chance: Callable[[int], float]) -> Forecast | None:
    """Return the fewest runs that decide as probably as is wanted; none when MOST_FURTHER_RUNS do not."""
    tried = range(1, MOST_FURTHER_RUNS + 1)
    found = bisect_left(tried, True, key=lambda more: chance(more) >= WANTED)
    return Forecast(tried[found], chance(tried[found])) if found < len(tried) else None


def chance_of_means(
    sizes: Sequence[int],
    more: int,
    *,
    room: float,
    spread: float,
    pass_at: float = CONFIDENCE,
    fail_at: float = CONFIDENCE,
) -> float:
    """Return the probability that `more` runs of each side decide; `sizes` are the runs that there are, by side.

    `room` is how far the estimate lies below the limit and `spread` the standard deviation of a run, both on one scale.
    """
    grown = [size + more for size in sizes]
    if min(grown) < (LEAST_RUNS if len(sizes) == 1 else 2):
        return 0.0
    known, new = sum(size - 1 for size in sizes), more * len(sizes)
    moves = math.sqrt(sum(more / size**2 for size in grown))
    scale = math.sqrt(sum(1 / size for size in grown))
    chance = 0.0
    for distance, confidence in ((room / spread, pass_at), (-room / spread, fail_at)):
        factor = scale * t_quantile(confidence, known + new)
        for step in _STEPS:
            left = (distance - moves * step) / factor
            if left > 0:
                chance += _WEIGHT * _NORMAL.pdf(step) * _chi_square_below(left**2 * (known + new) - known, new)
    return min(chance, 1.0)


def chance_of_mean(sample: Sample, more: int, *, limit: float) -> float:
    """Return the probability that `more` runs decide on which side of a limit their mean lies."""
    return chance_of_means((sample.size,), more, room=limit - sample.mean, spread=math.sqrt(sample.variance))


def chance_of_share(events: float, samples: int, more: int, *, limit: float) -> float:
    """Return the probability that `more` samples decide on which side of a limit (0 < limit < 1) a share lies."""
    total = samples + more
    counts = range(total + 1)
    highest = bisect_left(counts, True, key=lambda count: below_or_at(count, total, limit) >= 1 - CONFIDENCE) - 1
    lowest = bisect_left(counts, True, key=lambda count: 1 - below_or_at(count - 1, total, limit) < 1 - CONFIDENCE)
    # The middle of what is believable after Jeffreys, which is not zero where nothing was seen.
    truth = (events + 0.5) / (samples + 1)
    passed = below_or_at(math.floor(highest - events), more, truth)
    failed = 1 - below_or_at(math.ceil(lowest - events) - 1, more, truth)
    return min(passed + failed, 1.0)


def _chi_square_below(value: float, freedom: int) -> float:
    # Wilson and Hilferty, The distribution of chi-square, 1931.
    if value <= 0:
        return 0.0
    width = 2 / (9 * freedom)
    return _NORMAL.cdf(((value / freedom) ** (1 / 3) - (1 - width)) / math.sqrt(width))
