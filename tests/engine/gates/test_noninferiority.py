"""The comparison of runs: its three answers, its error rate, and its advice."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.gates.performance.bounds import samples_needed
from engine.gates.performance.noninferiority import compare_pairs, compare_runs
from engine.model.outcome import Outcome
from tests.profiles import count

_RUN = st.floats(min_value=1, max_value=10_000)
_SIDE = st.lists(_RUN, min_size=2, max_size=6)


@pytest.mark.parametrize(("percentile", "needed"), [(90, 29), (95, 59), (99, 299), (99.9, 2995)])
def test_samples_for_a_percentile(percentile: float, needed: int) -> None:
    assert samples_needed(percentile) == needed
    assert 1 - (percentile / 100) ** needed >= 0.95 > 1 - (percentile / 100) ** (needed - 1)


def test_the_three_answers() -> None:
    baseline = [100, 101, 99, 100.5, 99.5]
    same = compare_runs(baseline, [100.2, 99.8, 101], margin=0.05)
    slower = compare_runs(baseline, [130, 128, 131], margin=0.05)
    unclear = compare_runs(baseline, [104, 99, 112], margin=0.05)
    assert same is not None
    assert slower is not None
    assert unclear is not None
    assert (same.outcome, slower.outcome, unclear.outcome) == (Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE)
    assert slower.ratio == pytest.approx(1.297, abs=0.001)
    assert unclear.low < 1.05 < unclear.high
    assert (same.further_runs, slower.further_runs) == (None, None)


def test_welch_against_a_worked_example() -> None:
    # By hand: logs with means 0 and 0.1 and variances 0.01 and 0.04, three runs each: se = sqrt(0.05 / 3) = 0.12910,
    # v = (0.05/3)^2 / ((0.01/3)^2/2 + (0.04/3)^2/2) = 2.9412, t(0.95, 2.9412) = 2.3715.
    logs = [(-0.1, 0.0, 0.1), (-0.1, 0.1, 0.3)]
    answer = compare_runs(*[[math.exp(log) for log in side] for side in logs], margin=0.1)
    assert answer is not None
    assert math.log(answer.high) - 0.1 == pytest.approx(0.12910 * 2.3715, abs=2e-4)
    assert 0.1 - math.log(answer.low) == pytest.approx(0.12910 * 2.3715, abs=2e-4)


@pytest.mark.parametrize(
    ("baseline", "candidate"), [([], []), ([1.0, 2.0], [1.0]), ([1.0], [1.0, 2.0]), ([5.0, 5.0], [5.0, 5.0, 5.0])]
)
def test_without_an_interval_there_is_no_answer(baseline: list[float], candidate: list[float]) -> None:
    assert compare_runs(baseline, candidate, margin=0.1) is None


def test_pairs_need_two_and_variation() -> None:
    assert compare_pairs([(1, 1.1)], margin=0.1) is None
    assert compare_pairs([(1, 1.1), (2, 2.2), (4, 4.4)], margin=0.1) is None


def test_pairs_see_through_a_drifting_environment() -> None:
    pairs = [(30.0, 33.1), (60.0, 66.3), (120.0, 131.0), (240.0, 265.0)]
    apart = compare_runs([a for a, _ in pairs], [b for _, b in pairs], margin=0.05)
    together = compare_pairs(pairs, margin=0.05)
    assert apart is not None
    assert together is not None
    assert (apart.outcome, together.outcome) == (Outcome.INCONCLUSIVE, Outcome.FAIL)


@given(_SIDE, _SIDE, st.floats(0, 2), st.randoms(use_true_random=False))
def test_order_and_unit_change_nothing(
    baseline: list[float], candidate: list[float], margin: float, shuffler: random.Random
) -> None:
    answer = compare_runs(baseline, candidate, margin=margin)
    shuffled = [shuffler.sample(side, len(side)) for side in (baseline, candidate)]
    again = compare_runs(*shuffled, margin=margin)
    assert (answer is None) == (again is None)
    if answer is not None and again is not None:
        assert again.ratio == pytest.approx(answer.ratio)
        assert answer.low <= answer.ratio <= answer.high


@given(_SIDE, _SIDE, st.floats(0, 1), st.floats(0, 1))
def test_a_wider_margin_never_makes_it_worse(
    baseline: list[float], candidate: list[float], margin: float, more: float
) -> None:
    order = [Outcome.FAIL, Outcome.INCONCLUSIVE, Outcome.PASS]
    narrow = compare_runs(baseline, candidate, margin=margin)
    wide = compare_runs(baseline, candidate, margin=margin + more)
    if narrow is not None and wide is not None:
        assert order.index(wide.outcome) >= order.index(narrow.outcome)


@pytest.mark.parametrize(
    ("runs", "spread"), [((3, 3), (0.05, 0.05)), ((5, 3), (0.03, 0.1)), ((10, 3), (0.05, 0.05)), ((5, 5), (0.1, 0.1))]
)
def test_a_slowdown_of_the_margin_passes_about_once_in_twenty(
    runs: tuple[int, int], spread: tuple[float, float]
) -> None:
    chance = random.Random(20261121)
    passes = fails = 0
    trials = count(3000, test=300, quick=100)
    for _ in range(trials):
        sides = [
            [math.exp(shift + chance.gauss(0, noise)) for _ in range(count)]
            for count, noise, shift in zip(runs, spread, (0.0, math.log(1.5)), strict=True)
        ]
        answer = compare_runs(*sides, margin=0.5)
        assert answer is not None
        passes += answer.outcome is Outcome.PASS
        fails += answer.outcome is Outcome.FAIL
    assert passes / trials < 0.09
    assert fails / trials < 0.09


def test_the_advice_is_the_smallest_number_that_would_decide() -> None:
    # The same difference and spread with the advised number of runs decides, with one less it does not.
    baseline, candidate = [98.0, 102.0, 95.0], [103.0, 108.0, 100.0]
    answer = compare_runs(baseline, candidate, margin=0.1)
    assert answer is not None
    assert answer.outcome is Outcome.INCONCLUSIVE
    assert answer.further_runs is not None
    for more, expected in ((answer.further_runs, True), (answer.further_runs - 1, False)):
        grown = [_same_spread(side, len(side) + more) for side in (baseline, candidate)]
        decided = compare_runs(*grown, margin=0.1)
        assert decided is not None
        assert (decided.outcome is not Outcome.INCONCLUSIVE) is expected


def test_a_difference_at_the_margin_gets_no_number() -> None:
    answer = compare_runs([100.0, 101.0, 99.0], [110.0, 111.1, 108.9], margin=0.1)
    assert answer is not None
    assert (answer.outcome, answer.further_runs) == (Outcome.INCONCLUSIVE, None)


def _same_spread(side: list[float], size: int) -> list[float]:
    # `size` numbers whose logarithms have the mean and the unbiased variance of those of `side`.
    logs = [math.log(number) for number in side]
    mean = sum(logs) / len(logs)
    variance = sum((log - mean) ** 2 for log in logs) / (len(logs) - 1)
    shape = [index - (size - 1) / 2 for index in range(size)]
    scale = math.sqrt(variance * (size - 1) / sum(step * step for step in shape))
    return [math.exp(mean + scale * step) for step in shape]
