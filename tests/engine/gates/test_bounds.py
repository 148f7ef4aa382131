"""Confidence bounds against sums of the binomial distribution and against published figures."""

from __future__ import annotations

import math
from itertools import accumulate
from math import comb, inf
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.gates.performance.bounds import (
    Bounds,
    bound_mean,
    bound_quantile,
    bound_share,
    rank_points,
    rank_reported,
    samples_needed,
)
from tests.profiles import count

_SIZES = st.integers(1, 300)


def at_most(events: int, samples: int, share: float) -> float:
    return math.fsum(comb(samples, n) * share**n * (1 - share) ** (samples - n) for n in range(events + 1))


@pytest.mark.parametrize(("percentile", "needed"), [(90, 29), (95, 59), (99, 299), (99.9, 2995)])
def test_samples_for_a_percentile(percentile: float, needed: int) -> None:
    assert samples_needed(percentile) == needed
    assert 1 - (percentile / 100) ** needed >= 0.95 > 1 - (percentile / 100) ** (needed - 1)


@given(_SIZES, st.sampled_from([0.5, 0.9, 0.95, 0.99]))
def test_order_statistics_are_the_first_that_are_sure_enough(samples: int, share: float) -> None:
    found = bound_quantile(share, rank_points(range(1, samples + 1)), samples)
    terms = (comb(samples, n) * share**n * (1 - share) ** (samples - n) for n in range(samples))
    fewer = dict(enumerate(accumulate(terms), 1))  # that fewer than so many lie below the quantile
    assert found.high == min((rank for rank, chance in fewer.items() if chance >= 0.95), default=inf)
    assert found.low == max((rank for rank, chance in fewer.items() if 1 - chance >= 0.95), default=0)


def test_the_bound_of_a_summary_is_the_next_quantile_that_it_reports() -> None:
    reported = {0.0: 1.0, 0.5: 20.0, 0.9: 80.0, 0.95: 100.0, 0.99: 130.0, 1.0: 400.0}
    found = {
        samples: bound_quantile(0.95, rank_reported(reported, samples), samples)
        for samples in (58, 59, 120, 150, 1000, 10**9)
    }
    assert found[58] == Bounds(20, inf)
    assert found[59] == Bounds(20, 400)  # rank 59 of 59
    assert found[120].high == 400  # rank 120, p99 is at least the 118th
    assert found[150].high == 130  # rank 148, as p99 is
    assert found[1000] == Bounds(80, 130)
    assert found[10**9] == Bounds(80, 130)
    assert bound_quantile(0.95, [], 1000) == Bounds(0, inf)


def test_quantiles_that_contradict_each_other_bound_nothing() -> None:
    reported = {0.5: 20.0, 0.95: 100.0, 0.99: 30.0, 1.0: 400.0}
    assert bound_quantile(0.95, rank_reported(reported, 1000), 1000) == Bounds(0, inf)


@given(st.lists(st.floats(0, 1000), min_size=2, max_size=200), st.floats(0.01, 0.99))
def test_a_quantile_lies_between_its_ranks_however_a_tool_interpolates(points: list[float], share: float) -> None:
    ordered, size = sorted(points), len(points)
    (ranked,) = rank_reported({share: 0.0}, size)
    # Types 4 to 9 of Hyndman and Fan: at the rank n p + m, for each of their m.
    for shift in (0.0, 0.5, share, 1 - share, (share + 1) / 3, share / 4 + 3 / 8):
        at = min(max(size * share + shift, 1), size)
        low, high = ordered[math.floor(at) - 1], ordered[math.ceil(at) - 1]
        value = low + (high - low) * (at - math.floor(at))
        assert ordered[ranked.least - 1] <= value * (1 + 1e-12)
        assert value <= ordered[ranked.most - 1] * (1 + 1e-12)


@given(_SIZES, st.data())
def test_a_share_is_bounded_exactly(samples: int, data: st.DataObject) -> None:
    events = data.draw(st.integers(0, samples))
    found = bound_share(events, samples)
    assert found.low <= events / samples <= found.high
    if events:
        assert 1 - at_most(events - 1, samples, found.low) == pytest.approx(0.05, abs=1e-8)
    if events < samples:
        assert at_most(events, samples, found.high) == pytest.approx(0.05, abs=1e-8)


def test_shares_of_none_and_of_all() -> None:
    # The rule of three, exactly: 1 - 0.05^(1/n).
    none, every = bound_share(0, 120), bound_share(120, 120)
    assert (none.low, every.high) == (0, 1)
    assert none.high == pytest.approx(1 - 0.05 ** (1 / 120))
    assert every.low == pytest.approx(0.05 ** (1 / 120))
    assert bound_share(0, 298).high > 0.01 >= bound_share(0, 299).high


@pytest.mark.parametrize(("events", "samples"), [(-1, 3), (4, 3), (0, 0), (math.nan, 3)])
def test_what_is_no_share_is_refused(events: float, samples: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        bound_share(events, samples)


def test_the_mean_of_runs_against_a_worked_example() -> None:
    # 1, 2, 3: standard error sqrt(1/3), t(0.95, 2) = 2.920.
    found = bound_mean([1.0, 2.0, 3.0])
    assert found is not None
    assert found.low == pytest.approx(2 - 1.6859, abs=1e-4)
    assert found.high == pytest.approx(2 + 1.6859, abs=1e-4)
    assert bound_mean([1.0]) is None
    assert bound_mean([2.0, 2.0, 2.0]) is None


@pytest.mark.parametrize("size", [3, 5, 10])
def test_the_mean_lies_outside_one_bound_once_in_twenty(size: int) -> None:
    chance, trials, above, below = Random(size), count(4000, test=600, quick=200), 0, 0
    for _ in range(trials):
        found = bound_mean([chance.gauss(0, 1) for _ in range(size)])
        assert found is not None
        above += found.high < 0
        below += found.low > 0
    assert max(above, below) / trials < 0.05 + 3 * math.sqrt(0.05 * 0.95 / trials)
