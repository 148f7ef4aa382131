"""A candidate against its baseline: how many runs, of one day, in turns, at which look, with how many failures."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.gates.performance.judge import judge
from engine.gates.performance.looks import confidence_of
from engine.gates.performance.settings import Pairing
from engine.gates.performance.settings import PerformanceSettings as Settings
from engine.gates.performance.turns import Timed, first_look, pair_turns, time_of
from engine.jsontext.codec import encode
from engine.model.gate import GateResult
from engine.model.measurement import Measurement, Provenance
from engine.model.moment import Moment
from engine.model.outcome import GapReason, Outcome
from tests.engine.gates.load_runs import BEGAN, altered, at, load_run, load_runs

STEADY = (100.0, 101.0, 99.0)
AS_FAST = (100.5, 101.5, 99.5)
TENTH = Settings(max_regression=0.1)
HOURS = 60
DAYS = 24 * HOURS


def gate(candidate: Sequence[Measurement], baseline: Sequence[Measurement], settings: Settings = TENTH) -> GateResult:
    return judge(candidate, settings, baseline=baseline)


def reasons(result: GateResult) -> list[GapReason]:
    return [gap.reason for gap in result.gaps]


def blocks(
    *p95: float, start: float = 0, number: int = 1, errors: float = 0.0, rate: float = 50.0
) -> list[Measurement]:
    """Return runs one after the other, each minute one."""
    return at((start + minute for minute in range(len(p95))), load_runs(number, *p95, errors=errors, rate=rate))


def order(text: str, *, value: float = 1.0) -> list[Timed[float]]:
    """Return runs in the order of letters: a of the baseline, b of the candidate; in brackets at the same time."""
    return list(_order(text, value))


def _order(text: str, value: float) -> Iterator[Timed[float]]:
    minute, together = 0, False
    for letter in text:
        if letter in "()":
            together = letter == "("
            minute += letter == ")"
            continue
        yield Timed(value, BEGAN + timedelta(minutes=minute), letter == "b")
        minute += not together


def test_runs_of_one_day_are_compared() -> None:
    equal = gate(blocks(*AS_FAST, start=10), blocks(*STEADY, number=50))
    assert equal.outcome is Outcome.PASS
    assert "p95 is +0.5% against the baseline in 3 and 3 runs (95 % bounds -1.2% and +2.3%; allowed +10.0%)" in (
        equal.summary
    )
    slower = gate(blocks(130, 131, 129, start=10), blocks(*STEADY, number=50))
    assert slower.outcome is Outcome.FAIL
    assert [finding.rule for finding in slower.findings] == ["max-regression"]


def test_the_example_of_the_page_is_true() -> None:
    page = (Path(__file__).parents[3] / "docs/performance.md").read_text(encoding="utf-8")
    before, after = at((0, 10, 20), load_runs(50, 412, 431, 398)), at((5, 15, 25), load_runs(1, 423, 436, 409))
    result = gate(after, before, Settings(max_regression=0.05, max_p95=timedelta(milliseconds=500)))
    assert result.outcome is Outcome.PASS
    _, *said = result.summary.split("; p95")
    assert len(said) == 2
    assert all(f"    p95{words}\n" in page for words in said)
    assert f"{confidence_of(5, 3):.1%}" == "99.5%"


@pytest.mark.parametrize(
    ("candidate", "baseline", "words"),
    [
        (3, 0, "usable runs: 0 of the baseline and 3 of the candidate; 3 of each are needed"),
        (2, 3, "usable runs: 3 of the baseline and 2 of the candidate; 3 of each are needed"),
        (3, 2, "usable runs: 2 of the baseline and 3 of the candidate; 3 of each are needed"),
    ],
)
def test_three_runs_a_side_are_needed_whatever_min_runs_says(candidate: int, baseline: int, words: str) -> None:
    settings = Settings(max_regression=0.1, min_runs=2)
    result = gate(blocks(*AS_FAST[:candidate], start=10), blocks(*STEADY[:baseline], number=50), settings)
    assert result.outcome is Outcome.INCONCLUSIVE
    assert (GapReason.INSUFFICIENT, words) in [(gap.reason, gap.detail) for gap in result.gaps]


@pytest.mark.parametrize(
    ("apart", "outcome"), [(11, Outcome.PASS), (13, Outcome.INCONCLUSIVE), (24 * 7, Outcome.INCONCLUSIVE)]
)
@pytest.mark.parametrize("candidate", [AS_FAST, (130.0, 131.0, 129.0)])
def test_a_baseline_of_another_day_decides_nothing(candidate: tuple[float, ...], apart: int, outcome: Outcome) -> None:
    result = gate(blocks(*candidate, start=apart * HOURS), blocks(*STEADY, number=50))
    if outcome is Outcome.INCONCLUSIVE:
        assert (result.outcome, reasons(result)) == (outcome, [GapReason.INCOMPARABLE])
        assert "on different days" in result.gaps[0].detail
        assert "in turns" in result.gaps[0].fix
    else:
        assert result.outcome is (Outcome.PASS if candidate is AS_FAST else Outcome.FAIL)


def test_pairs_of_different_days_are_compared() -> None:
    # Each day is another one, but both runs of a pair are of the same.
    days = (1.0, 1.4, 0.8, 1.2)
    before = at((day * DAYS for day in range(4)), load_runs(50, *(100 * day for day in days)))
    noise = (1.01, 0.99, 1.002, 1.005)
    after = at(
        (day * DAYS + 5 for day in range(4)), load_runs(1, *(100 * a * b for a, b in zip(days, noise, strict=True)))
    )
    settings = Settings(max_regression=0.1, min_runs=4)
    assert gate(after, before, settings).outcome is Outcome.PASS
    assert "in 4 pairs" in gate(after, before, settings).summary
    apart = at((day * DAYS + 15 * HOURS for day in range(4)), after)
    assert reasons(gate(apart, before, settings)) == [GapReason.INCOMPARABLE]
    assert reasons(gate(apart, before, replace(settings, paired=Pairing.ON))) == [GapReason.INCOMPARABLE]


def test_a_comparison_without_times_proves_nothing_and_still_fails() -> None:
    equal = gate(load_runs(1, *AS_FAST), load_runs(50, *STEADY))
    assert (equal.outcome, reasons(equal)) == (Outcome.INCONCLUSIVE, [GapReason.UNDATED])
    assert "nothing says when 6 of the 6 runs were measured" in equal.gaps[0].detail
    slower = gate(load_runs(1, 130, 131, 129), load_runs(50, *STEADY))
    assert (slower.outcome, reasons(slower)) == (Outcome.FAIL, [GapReason.UNDATED])
    # A time without a zone is of some hour of two days.
    vague = Moment.of(datetime(2026, 11, 22, 9))  # noqa: DTZ001 - without a zone, as it is meant
    runs = [replace(run, measured_at=vague) for run in load_runs(1, *AS_FAST)]
    assert reasons(gate(runs, blocks(*STEADY, number=50))) == [GapReason.UNDATED]


def test_the_time_of_a_run_is_its_beginning_where_that_is_known() -> None:
    early, late = Moment.of(BEGAN), Moment.of(BEGAN + timedelta(hours=1))
    run = load_run(1, 100)
    assert time_of(run) is None
    assert time_of(replace(run, measured_at=late)) == late.earliest
    assert time_of(replace(run, measured_at=late, provenance=Provenance(began=early))) == early.earliest
    assert time_of(replace(run, provenance=Provenance(ended=late))) == late.earliest


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("ababab", 3),
        ("bababa", 3),
        ("abbaab", 3),
        ("aaabbb", 0),
        ("aabbab", 0),
        ("ababa", 0),
        ("(ab)(ab)(ab)", 0),
    ],
)
def test_runs_are_in_turns_when_each_two_are_one_of_either_side(text: str, pairs: int) -> None:
    found = pair_turns(order(text))
    assert len(found) == pairs
    assert all(not before.candidate and after.candidate for before, after in found)
    assert pair_turns([*order(text), Timed(1.0, None, candidate=True)]) == []


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("aaabbb", (3, 3)),
        ("aaaaaaaaaabbb", (10, 3)),
        ("bbbaaaa", (3, 3)),
        ("abababab", (3, 3)),
        ("aaabb(bbb)", (3, 5)),
        ("(aaaabbbb)", (4, 4)),
    ],
)
def test_the_first_look_is_when_there_are_enough_of_both(text: str, first: tuple[int, int]) -> None:
    assert first_look(order(text), 3) == first
    assert first_look([*order(text), Timed(1.0, None, candidate=True)], 3) == (3, 3)


def test_looking_again_needs_more_proof_than_the_number_that_was_planned() -> None:
    before, after = blocks(98, 102, 95, 99, number=50), blocks(103, 104.5, 99.3, 104.8, start=10)
    planned = gate(after, before, replace(TENTH, min_runs=4))
    again = gate(after, before)
    assert planned.outcome is Outcome.PASS
    assert again.outcome is Outcome.INCONCLUSIVE
    (gap,) = again.gaps
    assert gap.reason is GapReason.INSUFFICIENT
    assert "at 95 % and" in gap.detail
    assert "as it may not be the first look" in gap.detail
    assert "more runs of each version would decide it with a probability of 8" in gap.detail
    assert "min-runs" in gap.fix


def test_more_runs_of_the_baseline_before_the_candidate_are_no_second_look() -> None:
    before = blocks(*STEADY, 100.6, 99.4, 100.2, number=50)
    assert "runs (95 % bounds" in gate(blocks(*AS_FAST, start=10), before).summary
    assert "first look" in gate(blocks(*AS_FAST, start=-10), before).summary


@pytest.mark.parametrize("number", [50, 80])
def test_equal_runs_on_both_sides_prove_nothing(number: int) -> None:
    # The same bytes, and the same numbers in other bytes.
    result = gate(blocks(*STEADY, number=number), blocks(*STEADY, number=50))
    assert (result.outcome, reasons(result)) == (Outcome.INCONCLUSIVE, [GapReason.IDENTICAL])


def test_runs_that_do_not_vary_prove_nothing() -> None:
    before = [load_run(50 + number, 100, requests=1000 + number) for number in range(3)]
    after = [load_run(number, 90, requests=1010 + number) for number in range(3)]
    result = gate(at(range(10, 13), after), at(range(3), before))
    assert (result.outcome, reasons(result)) == (Outcome.INCONCLUSIVE, [GapReason.IDENTICAL])
    assert "do not vary" in result.gaps[0].detail


def test_less_load_does_not_excuse_a_regression_and_more_load_does_not_prove_one() -> None:
    before, slow = blocks(*STEADY, number=50), (200.0, 202.0, 198.0)
    assert gate(blocks(*slow, start=10, rate=25), before).outcome is Outcome.FAIL
    assert gate(blocks(*slow, start=10, rate=100), before).outcome is Outcome.INCONCLUSIVE
    assert gate(blocks(*AS_FAST, start=10, rate=100), before).outcome is Outcome.PASS
    less = gate(blocks(*AS_FAST, start=10, rate=25), before)
    assert "the candidate ran under 50% of the baseline's load" in less.gaps[-1].detail


def test_failures_are_looked_at_before_faster_counts_as_better() -> None:
    allowed = replace(TENTH, max_error_rate=0.5)
    before, fast = blocks(*STEADY, number=50), (50.0, 51.0, 49.5)
    more = gate(blocks(*fast, start=10, errors=200), before, allowed)
    assert (more.outcome, reasons(more)) == (Outcome.INCONCLUSIVE, [GapReason.INCOMPARABLE])
    assert "more requests failed than of the baseline, 20.00%" in more.gaps[0].detail
    failing = gate(blocks(*AS_FAST, start=10), blocks(*STEADY, number=50, errors=600), allowed)
    assert "60.00% of the requests of the baseline failed" in failing.gaps[0].detail
    bare = [
        replace(run, metrics=tuple(metric for metric in run.metrics if metric.name != "error_rate"))
        for run in blocks(*STEADY, number=50)
    ]
    assert (
        "how many requests of the baseline failed is not known" in gate(blocks(*AS_FAST, start=10), bare).gaps[0].detail
    )
    # Slower in spite of fast failures is slower.
    slow = gate(blocks(130, 131, 129, start=10, errors=200), before, allowed)
    assert slow.outcome is Outcome.FAIL


@pytest.mark.parametrize("name", ["latency.p95", "throughput", "error_rate", "duration"])
@pytest.mark.parametrize("value", [math.nan, math.inf, -1.0, 0.0])
def test_numbers_that_nothing_measures_never_pass(name: str, value: float) -> None:
    before, after = blocks(*STEADY, number=50), blocks(*AS_FAST, start=10)
    for broken in (
        [before, [altered(after[0], name, value), *after[1:]]],
        [[altered(before[0], name, value), *before[1:]], after],
    ):
        result = gate(broken[1], broken[0])
        assert encode(result)
        # A rate of zero, and load and duration of zero, are numbers; but not all of them are of a run.
        assert result.outcome is not Outcome.PASS or value == 0.0


@given(
    st.lists(st.floats(50, 500), min_size=3, max_size=5, unique=True),
    st.lists(st.floats(50, 500), min_size=3, max_size=5, unique=True),
    st.randoms(use_true_random=False),
)
def test_order_and_duplicates_change_nothing(left: list[float], right: list[float], shuffler: Random) -> None:
    before, after = blocks(*left, number=50), blocks(*right, start=10)
    mixed = [shuffler.sample([*side, *side], 2 * len(side)) for side in (after, before)]
    assert encode(gate(mixed[0], mixed[1])) == encode(gate(after, before))


@given(
    st.lists(st.floats(50, 500), min_size=3, max_size=5, unique=True),
    st.lists(st.floats(50, 500), min_size=3, max_size=5, unique=True),
    st.floats(1.01, 5),
)
def test_a_slower_candidate_is_never_better(left: list[float], right: list[float], factor: float) -> None:
    outcomes = [
        gate(blocks(*(value * by for value in right), start=10), blocks(*left, number=50)).outcome for by in (1, factor)
    ]
    ranks = [[Outcome.PASS, Outcome.INCONCLUSIVE, Outcome.FAIL].index(outcome) for outcome in outcomes]
    assert ranks[0] <= ranks[1]
