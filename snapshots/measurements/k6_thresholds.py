"""The thresholds of k6: what an expression limits, and what the numbers of a summary say of it.

The grammar is that of k6 1.8 (metrics/thresholds_parser.go): `p(95) < 200`.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.model.measurement import CheckState, Measure, ToolCheck
from snapshots.measurements.k6_series import EXPECTED, Series, samples
from snapshots.measurements.reading import label
from snapshots.redaction.redact import Redactor

_LIMIT = re.compile(
    r"\s*(avg|min|max|med|count|rate|value|p\(\s*(\d{1,3}(?:\.\d{1,12})?)\s*\))"
    r"\s*(<=|>=|<|>|===|==|!=)\s*(\d{1,300}(?:\.\d{1,300})?)\s*"
)
_WAYS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "===": operator.eq,
    "!=": operator.ne,
}
_LIMITED = {"counter": {"count", "rate"}, "gauge": {"value"}, "rate": {"rate"}, "trend": {"avg", "min", "max", "med"}}
_DURATION = "http_req_duration"
_NOT_TOLD = "this form of the summary does not tell how it ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A threshold: `stat` is what it limits (avg, p, rate ...), `percentile` which one of all, none for no quantile."""

    stat: str
    percentile: float | None
    way: str
    bound: float


def parse_limit(expression: str) -> Limit | None:
    """Return what an expression limits, none for one that k6 does not have."""
    found = _LIMIT.fullmatch(expression)
    if found is None:
        return None
    stat, percentile = ("p", float(found[2])) if found[2] else (found[1], None)
    if stat in {"min", "med", "max"}:
        percentile = {"min": 0.0, "med": 50.0, "max": 100.0}[stat]
    if percentile is not None and percentile > 100:
        return None
    return Limit(stat=stat, percentile=percentile, way=found[3], bound=float(found[4]))


def holds(limit: Limit, series: Series) -> bool | None:
    """Return whether the numbers of a metric keep a limit, none where they do not tell it.

    A quantile that the file does not have lies between its neighbours, and so may keep or cross a limit all the same.
    """
    low, high = _between(limit, series)
    at_low, at_high = _WAYS[limit.way](low, limit.bound), _WAYS[limit.way](high, limit.bound)
    if low == high:
        return at_low
    if limit.way.startswith(("=", "!")) or at_low != at_high:
        return None
    return at_low


class Thresholds:
    """Judges the thresholds of one summary; `silent` says why none of its metrics proves anything, if that is so."""

    def __init__(self, metrics: Mapping[str, Series], silent: Callable[[Series], str], redactor: Redactor) -> None:
        self.metrics = metrics
        self.silent = silent
        self.redactor = redactor

    def told(self) -> Iterator[ToolCheck]:
        """Yield what the summary says of the thresholds."""
        for series in self.metrics.values():
            for expression, crossed in series.crossed.items():
                limit = parse_limit(expression)
                if crossed:
                    yield self._check(series, expression, CheckState.FAILED, "crossed")
                elif why := self._proves_nothing(series, limit):
                    yield self._check(series, expression, CheckState.UNKNOWN, why)
                elif limit and holds(limit, series) is False:
                    detail = "crossed by the numbers beside it, although it is told to be held"
                    yield self._check(series, expression, CheckState.FAILED, detail)
                else:
                    yield self._check(series, expression, CheckState.PASSED)

    def declared(self, limits: Mapping[str, tuple[str, ...]], *, others: bool) -> Iterator[ToolCheck]:
        """Yield what the numbers say of thresholds that the script declares and the summary does not tell.

        `others` tells that there are more than those. A part of a metric is in a summary only for a threshold.
        """
        for name, expressions in limits.items():
            series = self.metrics.get(name)
            for expression in expressions:
                yield self._declared(name, series, expression)
        for series in self.metrics.values():
            if series.tags and series.name not in {*limits, f"{_DURATION}{{{EXPECTED}:true}}"}:
                yield self._part(series)
        if others:
            yield ToolCheck(name="of the script", state=CheckState.UNKNOWN, detail=_NOT_TOLD, told=False)

    def _declared(self, name: str, series: Series | None, expression: str) -> ToolCheck:
        limit = parse_limit(expression)
        if series is None:
            what = label(f"{name}: {expression}", self.redactor)
            return ToolCheck(name=what, state=CheckState.UNKNOWN, detail="the summary has no such metric")
        why = self._proves_nothing(series, limit)
        if why or limit is None:
            return self._check(series, expression, CheckState.UNKNOWN, why)
        held = holds(limit, series)
        if held is None:
            return self._check(series, expression, CheckState.UNKNOWN, _NOT_TOLD, told=False)
        state = CheckState.PASSED if held else CheckState.FAILED
        return self._check(series, expression, state, "" if held else "crossed by the numbers of the summary")

    def _part(self, series: Series) -> ToolCheck:
        # What is limited is not known here; a percentile of a trend takes samples, as many as nothing tells.
        why = self._proves_nothing(series, None, named=False)
        if not why and series.kind == "trend" and samples(series, self.metrics) is None:
            why = "nothing tells on how many samples it rests"
        return self._check(series, "a threshold", CheckState.UNKNOWN, why or _NOT_TOLD, told=bool(why))

    def _check(
        self, series: Series, expression: str, state: CheckState, detail: str = "", *, told: bool = True
    ) -> ToolCheck:
        limit = parse_limit(expression)
        percentile = limit.percentile if limit and limit.stat in {"p", "med"} else None
        return ToolCheck(
            name=label(f"{series.name}: {expression}", self.redactor),
            state=state,
            detail=detail,
            about=Measure.LATENCY if series.base == _DURATION else "",
            percentile=percentile if percentile and percentile < 100 else None,
            samples=samples(series, self.metrics),
            told=told,
        )

    def _proves_nothing(self, series: Series, limit: Limit | None, *, named: bool = True) -> str:
        # Why a threshold that is told to be held, or is not told, proves nothing; nothing when it may.
        if why := self.silent(series):
            return why
        if series.protocol:
            return f"k6 does not tell which calls of {series.protocol} failed"
        if _is_empty(series):
            return "no sample"
        if named and (limit is None or not _fits(limit, series)):
            return "its expression is not known"
        return ""


def _is_empty(series: Series) -> bool:
    # k6 writes zeros for what was never measured. The sum of a counter is exact also when it is zero, but a part of it
    # may never have existed.
    if series.kind == "rate":
        return series.values["matches"] + series.values["misses"] == 0
    numbers = any(series.values.values())
    if series.kind == "trend":
        return not (series.values.get("count", 1) and numbers)
    return not numbers and (series.kind == "gauge" or "{" in series.name)


def _fits(limit: Limit, series: Series) -> bool:
    return limit.stat in _LIMITED[series.kind] or (limit.stat == "p" and series.kind == "trend")


def _between(limit: Limit, series: Series) -> tuple[float, float]:
    if series.kind == "rate":
        matches, misses = series.values["matches"], series.values["misses"]
        share = matches / (matches + misses)
        return share, share
    if series.kind == "trend" and limit.percentile is not None:
        ranked = series.ranked()
        low = max((value for rank, value in ranked if rank <= limit.percentile), default=-math.inf)
        high = min((value for rank, value in ranked if rank >= limit.percentile), default=math.inf)
        return low, high
    value = series.values.get(limit.stat)
    return (-math.inf, math.inf) if value is None else (value, value)
