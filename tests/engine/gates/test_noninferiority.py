"""The comparison of runs: its three answers, its error rate, and its advice."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.gates.performance.looks import confidence_of, information
from engine.gates.performance.noninferiority import compare_pairs, compare_runs
from engine.model.outcome import Outcome
from tests.engine.gates.load_trials import MARGIN, ROWS, TOLERANCE, TRUTHS, Row, try_looks, try_row
from tests.profiles import count

_RUN = st.floats(min_value=1, max_value=10_000)
_SIDE = st.lists(_RUN, min_size=2, max_size=6)


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
    assert {answer.confidence for answer in (same, slower, unclear)} == {0.95}


def test_one_spread_against_a_worked_example() -> None:
    # By hand: logs with means 0 and 0.1 and variances 0.01 and 0.04, three runs each: one variance 0.025 of four
    # degrees, se = sqrt(0.025 * 2/3) = 0.12910, t(0.95, 4) = 2.1318.
    logs = [(-0.1, 0.0, 0.1), (-0.1, 0.1, 0.3)]
    answer = compare_runs(*[[math.exp(log) for log in side] for side in logs], margin=0.1)
    assert answer is not None
    assert math.log(answer.high) - 0.1 == pytest.approx(0.12910 * 2.1318, abs=2e-4)
    assert 0.1 - math.log(answer.low) == pytest.approx(0.12910 * 2.1318, abs=2e-4)


def test_few_runs_that_spread_much_more_have_their_own_spread() -> None:
    # By hand: seven runs with the variance 0.0001 * 28 / 6, three with 0.04: F = 85.7, far above 10.9 (0.99; 2, 6).
    # se = sqrt(0.04/3 + 0.000467/7) = 0.11576, v = 0.0134^2 / (0.013333^2/2 + 0.0000667^2/6) = 2.020, t = 2.899.
    quiet, noisy = [0.01 * step for step in range(-3, 4)], [-0.2, 0.0, 0.2]
    answer = compare_runs(*[[math.exp(log) for log in side] for side in (quiet, noisy)], margin=0.1)
    assert answer is not None
    assert math.log(answer.high) == pytest.approx(0.11576 * 2.899, abs=5e-4)
    steady = compare_runs([1.0] * 7, [math.exp(log) for log in noisy], margin=0.1)
    assert steady is not None
    assert math.log(steady.high) == pytest.approx(math.sqrt(0.04 / 3) * 2.920, abs=5e-4)


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
    ("runs", "spread", "most"),
    [
        ((3, 3), (0.05, 0.05), 0.09),
        ((10, 3), (0.05, 0.05), 0.09),
        ((5, 5), (0.1, 0.1), 0.09),
        # As many of one as of the other do not mind that one spreads more; fewer of it do.
        ((5, 5), (0.03, 0.1), 0.1),
        ((5, 3), (0.03, 0.1), 0.15),
    ],
)
def test_a_slowdown_of_the_margin_passes_about_once_in_twenty(
    runs: tuple[int, int], spread: tuple[float, float], most: float
) -> None:
    chance = random.Random(20261121)
    passes = fails = 0
    trials = count(3000, test=300, quick=300)
    for _ in range(trials):
        sides = [
            [math.exp(shift + chance.gauss(0, noise)) for _ in range(count)]
            for count, noise, shift in zip(runs, spread, (0.0, math.log(1.5)), strict=True)
        ]
        answer = compare_runs(*sides, margin=0.5)
        assert answer is not None
        passes += answer.outcome is Outcome.PASS
        fails += answer.outcome is Outcome.FAIL
    assert passes / trials < most
    assert fails / trials < most


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_published_rows(row: Row) -> None:
    trials = count(2000, test=150, quick=40)
    slack = TOLERANCE + 3 * 0.5 / math.sqrt(trials)  # what so few trials scatter
    equal, half, twice = (try_row(row, truth, trials) for truth in TRUTHS)
    for found, expected in zip((equal.passed, half.passed, twice.failed), row.expected, strict=True):
        assert found == pytest.approx(expected, abs=slack)
    assert equal.failed <= 0.015 + 3 * math.sqrt(0.015 / trials)


@pytest.mark.parametrize("paired", [False, True])
def test_looking_again_after_every_run_is_corrected(paired: bool) -> None:
    trials = count(2000, test=200, quick=50)
    sizes = [(number, number) for number in range(3, 16)]
    assert try_looks(sizes, MARGIN, 0.05, trials, paired=paired).passed < 0.06 + 3 * math.sqrt(0.06 / trials)


def test_a_look_that_is_not_the_first_needs_more_proof() -> None:
    baseline, candidate = [98.0, 102.0, 95.0, 99.0], [101.0, 97.0, 99.0, 103.0]
    first = compare_runs(baseline, candidate, margin=0.1)
    again = compare_runs(baseline, candidate, margin=0.1, first=information(3, 3))
    assert first is not None
    assert again is not None
    assert again.confidence == pytest.approx(1 - 0.015 * (3 / 4) ** 2)
    assert (again.ratio, again.low) == (first.ratio, first.low)
    assert again.high > first.high
    levels = [confidence_of(information(number, number), information(3, 3)) for number in range(3, 50)]
    assert levels[0] == 0.95
    assert levels[1:] == sorted(levels[1:])


def test_the_advice_decides_as_often_as_it_says() -> None:
    # The same runs, and as many more of the same truth as are advised.
    baseline, candidate = [98.0, 102.0, 95.0], [103.0, 108.0, 100.0]
    answer = compare_runs(baseline, candidate, margin=0.12)
    assert answer is not None
    assert answer.outcome is Outcome.INCONCLUSIVE
    further = answer.find_further()
    assert further is not None
    assert further.probability >= 0.8
    chance, trials, decided = random.Random(7), count(2000, test=500, quick=200), 0
    for _ in range(trials):
        grown = [
            [*side, *(math.exp(_mean(side) + chance.gauss(0, answer.ground.spread)) for _ in range(further.runs))]
            for side in (baseline, candidate)
        ]
        later = compare_runs(*grown, margin=0.12, first=answer.ground.first)
        decided += later is not None and later.outcome is not Outcome.INCONCLUSIVE
    assert decided / trials == pytest.approx(further.probability, abs=0.1)


def test_a_difference_at_the_margin_gets_no_number() -> None:
    answer = compare_runs([100.0, 101.0, 99.0], [110.0, 111.1, 108.9], margin=0.1)
    assert answer is not None
    assert (answer.outcome, answer.find_further()) == (Outcome.INCONCLUSIVE, None)


def _mean(side: list[float]) -> float:
    return sum(math.log(number) for number in side) / len(side)
