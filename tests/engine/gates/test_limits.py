"""Limits of load tests: bounds decide, runs are judged together, and what is open says what would decide it."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.gates.performance.judge import judge
from engine.gates.performance.settings import PerformanceSettings as Settings
from engine.jsontext.codec import encode
from engine.model.gate import GateResult
from engine.model.measurement import Measurement
from engine.model.outcome import GapReason, Outcome
from tests.engine.gates.load_runs import altered, load_run, load_runs
from tests.profiles import count

LIMIT = 200.0
_P95 = st.floats(20, 2000)
_ORDER = [Outcome.PASS, Outcome.INCONCLUSIVE, Outcome.FAIL]


def gate(runs: list[Measurement], limit: float = LIMIT, errors: float = 0.01, checks: float = 0.01) -> GateResult:
    return judge(
        runs,
        Settings(max_p95=timedelta(milliseconds=limit), max_error_rate=errors, max_failed_checks=checks),
    )


def reasons(result: GateResult) -> list[tuple[GapReason, str]]:
    return [(gap.reason, gap.detail) for gap in result.gaps]


def test_one_run_is_bounded_by_the_quantiles_that_it_reports() -> None:
    # Of 1000 requests p99 lies above the bound's rank and p90 below it: 1.05 and 0.95 of the p95.
    found = {p95: gate([load_run(1, p95)]).outcome for p95 in (190.0, 191.0, 200.0, 210.0, 211.0)}
    assert found == {
        190.0: Outcome.PASS,
        191.0: Outcome.INCONCLUSIVE,
        200.0: Outcome.INCONCLUSIVE,
        210.0: Outcome.INCONCLUSIVE,
        211.0: Outcome.FAIL,
    }


def test_a_run_that_is_open_says_what_would_decide_it() -> None:
    (gap,) = gate([load_run(1, 191)]).gaps
    assert (gap.reason, gap.source) == (GapReason.INSUFFICIENT, "run-001.json")
    assert gap.detail.startswith(
        "p95 is 191.0 ms (95 % bounds 181.4 ms and 200.6 ms; limit 200.0 ms): not decided; about "
    )
    assert "more runs would decide it with a probability of 8" in gap.detail
    assert gap.detail.endswith("%, if runs differ by 5%")
    assert "higher percentiles" in gap.fix
    (near,) = gate([load_run(1, 199.9)]).gaps
    assert near.detail.endswith("not even 100 more runs would decide it, if runs differ by 5%")


@pytest.mark.parametrize("samples", [0, 1, 58, 59])
def test_a_p95_needs_59_samples(samples: int) -> None:
    runs = [load_run(number, 100 + number, requests=samples) for number in range(1, 12)]
    result = gate(runs)
    assert (result.outcome is Outcome.PASS) is (samples >= 59)
    if 0 < samples < 59:
        assert (GapReason.INSUFFICIENT, f"the p95 rests on {samples} samples, 59 are needed") in reasons(result)


def test_few_requests_can_fail() -> None:
    # Half of thirty requests took longer than the limit: the 95th percentile does so in all but one of 10^12 cases.
    assert gate([load_run(1, 500, requests=30)]).outcome is Outcome.FAIL


def test_two_runs_say_what_each_of_them_says() -> None:
    assert gate(load_runs(1, 150, 180)).outcome is Outcome.PASS
    assert gate(load_runs(1, 220, 400)).outcome is Outcome.FAIL
    assert gate(load_runs(1, 150, 199)).outcome is Outcome.INCONCLUSIVE
    (gap,) = gate(load_runs(1, 150, 220)).gaps
    assert gap.source == "results"
    assert gap.detail.startswith("p95 of 2 runs is 181.7 ms (95 % bounds 142.5 ms and 231.0 ms; limit 200.0 ms)")


def test_three_runs_are_judged_by_how_they_differ() -> None:
    # Each of them alone is open, as p99 is above the limit.
    close, apart, slow = load_runs(1, 191, 193, 192), load_runs(1, 160, 199, 191), load_runs(1, 207, 208, 209)
    assert [gate(runs).outcome for runs in (close, apart, slow)] == [
        Outcome.PASS,
        Outcome.INCONCLUSIVE,
        Outcome.FAIL,
    ]
    (gap,) = gate(apart).gaps
    assert gap.detail.endswith("about 8 more runs would decide it with a probability of 82%")


def test_runs_that_do_not_vary_prove_nothing() -> None:
    result = gate([load_run(number, 100, requests=1000 + number) for number in range(1, 4)])
    assert result.outcome is Outcome.INCONCLUSIVE
    assert reasons(result) == [
        (GapReason.IDENTICAL, "p95 is 100.0 ms in every run: they were not measured independently")
    ]
    slow = gate([load_run(number, 300, requests=1000 + number) for number in range(1, 4)])
    assert slow.outcome is Outcome.FAIL


def test_thirty_good_runs_pass() -> None:
    # Held one by one against the limit, half of such sets would fail: each run is above it once in forty times.
    chance = Random(20261129)
    found = []
    for _ in range(count(200, test=40, quick=10)):
        p95s = [LIMIT * 0.9 * math.exp(chance.gauss(0, 0.05)) for _ in range(30)]
        assert gate(load_runs(1, *p95s)).outcome is Outcome.PASS
        found.append(max(p95s) > LIMIT)
    assert any(found)


def test_the_limit_is_passed_by_chance_once_in_twenty() -> None:
    chance, trials = Random(5), count(2000, test=300, quick=60)
    sets = [[LIMIT * math.exp(chance.gauss(0, 0.05)) for _ in range(3)] for _ in range(trials)]
    outcomes = [gate(load_runs(1, *p95s)).outcome for p95s in sets]
    most = 0.05 + 3 * math.sqrt(0.05 / trials)
    assert outcomes.count(Outcome.PASS) / trials < most
    assert outcomes.count(Outcome.FAIL) / trials < most


@pytest.mark.parametrize(
    ("errors", "requests", "outcome"),
    [
        (0, 299, Outcome.PASS),
        (0, 298, Outcome.INCONCLUSIVE),
        (1, 473, Outcome.PASS),
        (1, 472, Outcome.INCONCLUSIVE),
        (10, 1000, Outcome.INCONCLUSIVE),
        (15, 1000, Outcome.INCONCLUSIVE),
        (16, 1000, Outcome.FAIL),
        (1, 3, Outcome.FAIL),
    ],
)
def test_a_rate_is_bounded_exactly(errors: int, requests: int, outcome: Outcome) -> None:
    run = load_run(1, 100, requests=requests, errors=errors)
    found = gate([run])
    rules = {finding.rule for finding in found.findings}
    told = [detail for reason, detail in reasons(found) if "requests failed" in detail]
    assert (("max-error-rate" in rules), bool(told)) == (outcome is Outcome.FAIL, outcome is Outcome.INCONCLUSIVE)


def test_runs_without_a_failure_count_together() -> None:
    result = gate([load_run(number, 100 + number, requests=120) for number in range(1, 4)])
    assert result.outcome is Outcome.PASS
    assert "0.00% of the requests failed (95 % bounds 0.00% and 0.83%; limit 1.00%)" in result.summary
    (alone,) = gate([load_run(1, 100, requests=120)]).gaps
    assert "about 9 more runs of 120 requests would decide it with a probability of 84%" in alone.detail
    assert alone.detail.endswith("; so would 179 more requests without a failure")


def test_failures_that_come_in_one_run_are_less_sure() -> None:
    # Of 6000 requests 24 failed: together 0.4 %, at most 0.56 % if they were independent.
    spread = [load_run(number, 100 + number, requests=2000, errors=8) for number in range(1, 4)]
    lumped = [load_run(number, 100 + number, requests=2000, errors=24 * (number == 1)) for number in range(1, 4)]
    assert gate(spread).outcome is Outcome.PASS
    assert gate(lumped).outcome is Outcome.INCONCLUSIVE


def test_a_limit_of_zero_asks_that_none_failed() -> None:
    assert gate([load_run(1, 100, requests=299)], errors=0.0).outcome is Outcome.PASS
    assert gate([load_run(1, 100, requests=298)], errors=0.0).outcome is Outcome.INCONCLUSIVE
    assert gate([load_run(1, 100, requests=5000, errors=1)], errors=0.0).outcome is Outcome.FAIL


def test_every_request_may_fail_where_that_is_allowed() -> None:
    assert gate([load_run(1, 100, errors=1000)], errors=1.0).outcome is Outcome.PASS


@pytest.mark.parametrize(("failed", "outcome"), [(0, Outcome.PASS), (20, Outcome.INCONCLUSIVE), (60, Outcome.FAIL)])
def test_checks_of_the_script_are_bounded_too(failed: int, outcome: Outcome) -> None:
    run = load_run(1, 100, checks_passed=2000 - failed, checks_failed=failed)
    assert gate([run]).outcome is outcome


@pytest.mark.parametrize("name", ["latency.p95", "latency.p99", "error_rate", "requests", "duration", "throughput"])
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, -1.0])
def test_numbers_that_nothing_measures_never_pass(name: str, value: float) -> None:
    good = load_runs(1, 100, 101, 102)
    for runs in ([altered(good[0], name, value)], [altered(good[0], name, value), *good[1:]]):
        result = gate(runs)
        assert result.outcome is not Outcome.PASS
        assert encode(result)
        assert any(reason is GapReason.UNPARSABLE and name in detail for reason, detail in reasons(result))


@pytest.mark.parametrize(("name", "value"), [("latency.p95", 0.0), ("error_rate", 1.5), ("latency.p95", 1e308)])
def test_values_without_a_meaning_never_pass(name: str, value: float) -> None:
    for runs in (
        [altered(load_run(1, 100), name, value)],
        [*load_runs(1, 100, 101), altered(load_run(3, 9), name, value)],
    ):
        result = gate(runs)
        assert result.outcome is not Outcome.PASS
        assert encode(result)


def test_a_rate_without_a_number_of_requests_proves_nothing() -> None:
    bare = load_run(1, 100, requests=1000)
    metrics = tuple(metric for metric in bare.metrics if metric.name not in {"error_rate", "requests"})
    assert gate([replace(bare, metrics=metrics)]).outcome is Outcome.INCONCLUSIVE


@given(st.lists(_P95, min_size=1, max_size=6, unique=True), _P95, st.lists(st.floats(1, 20), min_size=1, max_size=5))
def test_more_good_runs_never_fail_what_passes(values: list[float], limit: float, more: list[float]) -> None:
    before = gate(load_runs(1, *values), limit)
    if before.outcome is not Outcome.PASS:
        return
    # Good runs: by themselves they keep the limit.
    after = gate([*load_runs(1, *values), *load_runs(50, *(limit * value / 22 for value in more))], limit)
    assert after.outcome in {Outcome.PASS, Outcome.INCONCLUSIVE}


@given(st.lists(_P95, min_size=1, max_size=5, unique=True), _P95, st.floats(1.01, 10))
def test_slower_runs_are_never_better(values: list[float], limit: float, factor: float) -> None:
    faster, slower = load_runs(1, *values), load_runs(1, *(value * factor for value in values))
    ranks = [_ORDER.index(gate(runs, limit).outcome) for runs in (faster, slower)]
    assert ranks[0] <= ranks[1]


@given(st.lists(_P95, min_size=1, max_size=5, unique=True), _P95, st.floats(1.01, 10), st.data())
def test_one_slower_run_never_makes_a_pass(
    values: list[float], limit: float, factor: float, data: st.DataObject
) -> None:
    # One that was faster than the others tells of great differences, and there are fewer when it becomes like them.
    middle = math.exp(math.fsum(map(math.log, values)) / len(values))
    worse = data.draw(st.sampled_from([at for at, value in enumerate(values) if value >= middle * (1 - 1e-9)]))
    before = gate(load_runs(1, *values), limit).outcome
    changed = [value * factor if at == worse else value for at, value in enumerate(values)]
    after = gate(load_runs(1, *changed), limit).outcome
    assert after is not Outcome.PASS or before is Outcome.PASS
    if len(values) < 3:
        assert _ORDER.index(before) <= _ORDER.index(after)


@given(st.lists(_P95, min_size=1, max_size=5, unique=True), _P95, st.floats(1.01, 100), st.data())
def test_one_slower_run_never_turns_a_failure_into_a_pass(
    values: list[float], limit: float, factor: float, data: st.DataObject
) -> None:
    worse = data.draw(st.integers(0, len(values) - 1))
    changed = [value * factor if at == worse else value for at, value in enumerate(values)]
    if gate(load_runs(1, *values), limit).outcome is Outcome.FAIL:
        assert gate(load_runs(1, *changed), limit).outcome is not Outcome.PASS


@given(st.lists(st.integers(0, 30), min_size=1, max_size=4), st.integers(1, 30))
def test_more_failed_requests_in_every_run_are_never_better(errors: list[int], more: int) -> None:
    runs = [
        [load_run(at, 100 + at, requests=1000, errors=failed + extra) for at, failed in enumerate(errors)]
        for extra in (0, more)
    ]
    ranks = [_ORDER.index(gate(side).outcome) for side in runs]
    assert ranks[0] <= ranks[1]


@given(st.lists(_P95, min_size=1, max_size=5, unique=True), st.randoms(use_true_random=False))
def test_order_and_duplicates_change_nothing(values: list[float], shuffler: Random) -> None:
    runs = load_runs(1, *values)
    mixed = shuffler.sample([*runs, *runs], 2 * len(runs))
    assert encode(gate(mixed)) == encode(gate(runs))


@given(st.lists(st.floats(1, 1000), min_size=1, max_size=4, unique=True), st.integers(0, 58))
def test_fewer_samples_never_pass(values: list[float], samples: int) -> None:
    thin = [load_run(index, value, requests=samples) for index, value in enumerate(values)]
    assert gate(thin).outcome is not Outcome.PASS
