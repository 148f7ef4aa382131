"""The thresholds of k6: expressions, samples, and what the numbers say of them."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.measurement import CheckState, ToolCheck
from snapshots.measurements.k6_series import Series, make_series, samples
from snapshots.measurements.k6_thresholds import Limit, Thresholds, holds, parse_limit
from snapshots.measurements.reading import UnreadableResultError
from snapshots.redaction.redact import Redactor

UNLIMITED: Mapping[str, bool] = {}
TREND = {"min": 1.0, "med": 5.0, "p90": 8.0, "p95": 9.0, "max": 20.0, "avg": 5.0}


def series(name: str, kind: str = "trend", crossed: Mapping[str, bool] = UNLIMITED, **values: float) -> Series:
    return of(name, kind, values or TREND, crossed)


def of(name: str, kind: str, values: Mapping[str, float], crossed: Mapping[str, bool] = UNLIMITED) -> Series:
    return make_series(name, kind, values, crossed=crossed, unknown=(), where="k6.json: m")


def rate(name: str, matches: float, misses: float, crossed: Mapping[str, bool] = UNLIMITED) -> Series:
    return of(name, "rate", {"matches": matches, "misses": misses}, crossed)


def told(*metrics: Series) -> list[ToolCheck]:
    return list(Thresholds({entry.name: entry for entry in metrics}, lambda _: "", Redactor(b"k" * 32, "test")).told())


@pytest.mark.parametrize(
    ("expression", "limit"),
    [
        ("p(95)<200", Limit(stat="p", percentile=95, way="<", bound=200)),
        ("  p( 99.9 ) >= 200.5 ", Limit(stat="p", percentile=99.9, way=">=", bound=200.5)),
        ("rate===1", Limit(stat="rate", percentile=None, way="===", bound=1)),
        ("med!=3", Limit(stat="med", percentile=50, way="!=", bound=3)),
        ("p(101)<1", None),
        ("p95<1", None),
        ("p(95)<200 && max<1", None),
        ("rate<", None),
        ("rate<1e3", None),
        ("rate<-1", None),
        ("sum<1", None),
        ("", None),
    ],
)
def test_expressions(expression: str, limit: Limit | None) -> None:
    assert parse_limit(expression) == limit


@pytest.mark.parametrize(
    ("expression", "held"),
    [
        ("p(95)<9.5", True),
        ("p(95)<9", False),
        ("p(95)<=9", True),
        ("p(99)<21", True),  # at most the maximum
        ("p(99)<9", False),  # at least p95
        ("p(99)<15", None),
        ("p(99)>8", True),
        ("p(99)==9", None),
        ("p(99)!=9", None),
        ("med<6", True),
        ("max<20", False),
        ("avg<6", True),
        ("count<6", None),
    ],
)
def test_what_the_numbers_say(expression: str, held: bool | None) -> None:
    limit = parse_limit(expression)
    assert limit is not None
    assert holds(limit, series("m")) is held


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=200), st.floats(1, 99), st.floats(0, 1e6))
def test_a_bound_never_says_the_opposite_of_the_quantile(values: list[float], rank: float, bound: float) -> None:
    ordered = sorted(values)

    def quantile(share: float) -> float:
        # As k6 does it: linear between the two nearest ranks.
        at = share * (len(ordered) - 1)
        low, high = ordered[math.floor(at)], ordered[math.ceil(at)]
        return min(max(low + (high - low) * (at - math.floor(at)), low), high)

    stats = {"min": ordered[0], "max": ordered[-1], "med": quantile(0.5), "p90": quantile(0.9), "p95": quantile(0.95)}
    said = holds(Limit(stat="p", percentile=rank, way="<", bound=bound), of("m", "trend", stats))
    assert said in {None, quantile(rank / 100) < bound} or math.isclose(quantile(rank / 100), bound, rel_tol=1e-9)


def test_a_part_is_counted_by_itself_or_by_what_has_its_tags() -> None:
    requests = series("http_reqs", "counter", count=100.0)
    failed = rate("http_req_failed", 10, 90)
    part = series("http_req_duration{scenario:read}")

    def known(*others: Series, of: Series = part) -> int | None:
        return samples(of, {entry.name: entry for entry in (requests, failed, of, *others)})

    assert known() is None
    assert known(of=series("http_req_duration{scenario:read}", max=1.0, count=40.0)) == 40
    assert known(of=series("http_req_waiting")) == 100
    assert known(of=series("http_req_duration{expected_response:true}")) == 90
    assert known(of=series("http_req_duration{expected_response:false}")) == 10
    assert known(series("http_reqs{scenario:read}", "counter", count=60.0)) == 60
    assert known(rate("http_req_failed{ method:GET, scenario:read }", 1, 29)) == 30
    assert known(series("http_reqs{scenario:write}", "counter", count=60.0)) is None
    assert known(series("search{scenario:read}", max=1.0, count=60.0)) is None
    expected = series("http_req_duration{expected_response:true,scenario:read}")
    assert known(rate("http_req_failed{scenario:read}", 5, 55), of=expected) == 55
    iteration = series("iteration_duration")
    assert samples(iteration, {"iterations": series("iterations", "counter", count=7.0)}) == 7
    assert samples(series("group_duration"), {"iterations": series("iterations", "counter", count=7.0)}) is None


@pytest.mark.parametrize(
    ("metric", "state", "detail"),
    [
        (series("m", crossed={"p(95)<10": False}), CheckState.PASSED, ""),
        (series("m", crossed={"p(95)<10": True}), CheckState.FAILED, "crossed"),
        (
            series("m", crossed={"p(95)<5": False}),
            CheckState.FAILED,
            "crossed by the numbers beside it, although it is told to be held",
        ),
        (series("m", crossed={"p(95)<10 || true": False}), CheckState.UNKNOWN, "its expression is not known"),
        (series("m", crossed={"rate<10": False}), CheckState.UNKNOWN, "its expression is not known"),
        (series("m", crossed={"p(95)<10": False}, max=0.0, avg=0.0), CheckState.UNKNOWN, "no sample"),
        (series("m", crossed={"p(95)<10": False}, max=1.0, count=0.0), CheckState.UNKNOWN, "no sample"),
        (rate("m", 0, 0, {"rate>0.5": False}), CheckState.UNKNOWN, "no sample"),
        (rate("m", 1, 9, {"rate>0.5": False}), CheckState.FAILED, None),
        (series("m", "counter", {"count<5": False}, count=0.0), CheckState.PASSED, ""),
        (series("m{a:b}", "counter", {"count<5": False}, count=0.0), CheckState.UNKNOWN, "no sample"),
        (series("m", "gauge", {"value<5": False}, value=0.0), CheckState.UNKNOWN, "no sample"),
        (
            series("ws_session_duration", crossed={"p(95)<10": False}),
            CheckState.UNKNOWN,
            "k6 does not tell which calls of WebSocket failed",
        ),
        (
            series("browser_web_vital_lcp", crossed={"p(75)<10": False}),
            CheckState.UNKNOWN,
            "k6 does not tell which calls of a browser failed",
        ),
        (series("grpc_req_duration", crossed={"p(95)<1": True}), CheckState.FAILED, "crossed"),
    ],
)
def test_what_a_told_threshold_proves(metric: Series, state: CheckState, detail: str | None) -> None:
    (check,) = told(metric)
    assert check.state is state
    assert detail in {None, check.detail}


def test_which_quantile_a_threshold_limits_and_of_how_many_samples() -> None:
    limited = {"p(95)<10": False, "med<10": False, "avg<10": False, "max<30": False}
    checks = told(of("http_req_duration{a:b}", "trend", {**TREND, "count": 40.0}, limited))
    assert [(check.percentile, check.samples, check.about) for check in checks] == [
        (95, 40, "latency"),
        (50, 40, "latency"),
        (None, 40, "latency"),
        (None, 40, "latency"),
    ]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_none_are_refused(value: float) -> None:
    with pytest.raises(UnreadableResultError, match="not a finite number"):
        series("m", "gauge", value=value)
