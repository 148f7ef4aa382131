"""Forecasts of how many more runs decide, against what then happens in simulations."""

from __future__ import annotations

import math
from random import Random

import pytest

from engine.gates.performance.bounds import bound_mean, bound_share
from engine.gates.performance.forecast import (
    MOST_FURTHER_RUNS,
    USUAL_SPREAD,
    WANTED,
    Forecast,
    chance_of_means,
    chance_of_share,
    find_further,
)
from tests.profiles import count

TRIALS = count(2000, test=400, quick=100)
SLACK = 0.1 + 2 * 0.4 / math.sqrt(TRIALS)


@pytest.mark.parametrize(
    ("logs", "limit"),
    [([4.6], 4.7), ([4.6], 4.45), ([4.6, 4.7], 4.75), ([4.6, 4.7, 4.65], 4.68), ([4.6, 4.62, 4.58, 4.7], 4.57)],
)
def test_means(logs: list[float], limit: float) -> None:
    mean = math.fsum(logs) / len(logs)
    spread = math.sqrt(math.fsum((log - mean) ** 2 for log in logs) / (len(logs) - 1)) if logs[1:] else USUAL_SPREAD
    found = find_further(lambda more: chance_of_means((len(logs),), more, room=limit - mean, spread=spread))
    assert found is not None
    chance, decided = Random(3), 0
    for _ in range(TRIALS):
        bounds = bound_mean([*logs, *(chance.gauss(mean, spread) for _ in range(found.runs))])
        decided += bounds is not None and (bounds.high < limit or bounds.low > limit)
    assert decided / TRIALS == pytest.approx(found.probability, abs=SLACK)
    assert found.probability >= WANTED


@pytest.mark.parametrize(("failed", "total", "size"), [(0, 120, 120), (2, 400, 400), (30, 2000, 500)])
def test_shares(failed: int, total: int, size: int) -> None:
    found = find_further(lambda more: chance_of_share(failed, total, more * size, limit=0.01))
    assert found is not None
    chance, decided, trials = Random(3), 0, count(400, test=100, quick=30)
    for _ in range(trials):
        later = failed + sum(chance.random() < (failed + 0.5) / (total + 1) for _ in range(found.runs * size))
        bounds = bound_share(later, total + found.runs * size)
        decided += bounds.high <= 0.01 or bounds.low > 0.01
    assert decided / trials == pytest.approx(found.probability, abs=0.1 + 2 * 0.4 / math.sqrt(trials))


def test_the_fewest_runs_that_are_probable_enough_are_advised() -> None:
    assert find_further(lambda more: more / 10) == Forecast(8, 0.8)
    assert find_further(lambda more: float(more == MOST_FURTHER_RUNS)) == Forecast(MOST_FURTHER_RUNS, 1.0)
    assert find_further(lambda _: 0.79) is None
    # One more run of one side makes two: there is no third that tells how much they differ.
    assert chance_of_means((1,), 1, room=10, spread=0.1) == 0
