"""The metrics of a k6 summary: what each may hold, and how many samples it rests on.

Types, numbers and names are those of k6 1.8 (metrics/metric_type.go, metrics/builtin.go); a sub-metric is written
`http_req_duration{scenario:read,method:GET}` and counts the samples that carry all of its tags.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.model.outcome import GapReason
from snapshots.measurements.reading import UnreadableResultError, count

REQUESTS = "http_reqs"
FAILED = "http_req_failed"
EXPECTED = "expected_response"
MAX_METRICS = 2000
PERCENTILE = re.compile(r"p(\d{1,3}(?:\.\d{1,12})?)")

_RANKS = {"min": 0.0, "med": 50.0, "max": 100.0}
_NUMBERS = {
    "counter": {"count", "rate"},
    "gauge": {"value", "min", "max"},
    "rate": {"matches", "misses"},
    "trend": {"avg", "min", "med", "max", "count"},
}
_BUILTIN = {
    "checks": "rate",
    "data_received": "counter",
    "data_sent": "counter",
    "dropped_iterations": "counter",
    "group_duration": "trend",
    "iteration_duration": "trend",
    "iterations": "counter",
    "vus": "gauge",
    "vus_max": "gauge",
    FAILED: "rate",
    REQUESTS: "counter",
    **{
        f"http_req_{part}": "trend"
        for part in ("blocked", "connecting", "duration", "receiving", "sending", "tls_handshaking", "waiting")
    },
}
_PROTOCOLS = {"grpc_": "gRPC", "ws_": "WebSocket", "browser_": "a browser"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One k6 metric: its `kind` (trend, rate, counter, gauge), its numbers, and for each threshold if it was crossed.

    A rate holds `matches` and `misses`. A number that the file has as null is absent; `unknown` are the keys beside
    the numbers that no such metric has. `tags` select a part of the metric, each is `key:value`.
    """

    name: str
    kind: str
    values: Mapping[str, float]
    crossed: Mapping[str, bool] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()

    @property
    def base(self) -> str:
        """Return the name of the metric without the tags that select a part of it."""
        return self.name.partition("{")[0]

    @property
    def is_builtin(self) -> bool:
        """Tell whether it is a metric of k6 itself, and none of the script."""
        return self.base in _BUILTIN or bool(self.protocol)

    @property
    def protocol(self) -> str:
        """Return what other than HTTP the metric is about, or nothing."""
        return next((spoken for prefix, spoken in _PROTOCOLS.items() if self.base.startswith(prefix)), "")

    def ranked(self) -> list[tuple[float, float]]:
        """Return the quantiles of a trend, by rank from 0 to 100."""
        points = [(_RANKS[stat], value) for stat, value in self.values.items() if stat in _RANKS]
        points += [(float(found[1]), value) for stat, value in self.values.items() if (found := _percentile(stat))]
        return sorted(points)


def make_series(
    name: str,
    kind: str,
    values: Mapping[str, float],
    *,
    crossed: Mapping[str, bool],
    unknown: tuple[str, ...],
    where: str,
) -> Series:
    """Return a metric of which all numbers are possible; `where` is the file and the path of the metric in it.

    Raises UnreadableResultError for another type than such a metric has, and for numbers that contradict each other.
    """
    if kind not in _NUMBERS:
        raise UnreadableResultError(GapReason.UNSUPPORTED, f"{where}: a metric of an unknown type")
    if not values:
        raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}: a metric without a number")
    known = {stat: value for stat, value in values.items() if stat in _NUMBERS[kind] or _is_quantile(kind, stat)}
    others = tuple(sorted(values.keys() - known.keys()))
    tags = frozenset(tag.strip() for tag in name.partition("{")[2].rstrip("}").split(",") if tag.strip())
    series = Series(name=name, kind=kind, values=known, crossed=crossed, unknown=(*unknown, *others), tags=tags)
    if _BUILTIN.get(series.base, kind) != kind:
        raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}: {series.base} is not a {_BUILTIN[series.base]}")
    _check_numbers(series, where)
    return series


def samples(series: Series, metrics: Mapping[str, Series]) -> int | None:
    """Return how many samples a metric rests on at least, none where nothing in the file says it.

    A trend tells it only where `count` is among the summary's statistics. Without that, every metric of a request
    counts all requests, so another one with the same or more tags bounds it from below.
    """
    own = _own(series)
    if own is not None:
        return own
    return max(_bounds(series, metrics), default=None)


def check_parts(metrics: Mapping[str, Series], name: str) -> None:
    """Raise UnreadableResultError where a part of a metric has more samples than all of it.

    More than MAX_METRICS are refused too: each is held against each.
    """
    if len(metrics) > MAX_METRICS:
        what = f"{name}: {len(metrics)} metrics, more than the {MAX_METRICS} that are read"
        raise UnreadableResultError(GapReason.LIMIT_REACHED, what, hint="give the summary of one run")
    counted = [(entry, own) for entry in metrics.values() if (own := _own(entry)) is not None]
    tagged = [(entry, own) for entry, own in counted if "{" in entry.name]
    for whole, most in counted:
        for part, own in tagged:
            alike = part.base == whole.base or (_is_http(part) and whole.base == REQUESTS)
            if alike and whole.tags <= part.tags and own > most:
                what = f"{name}: {part.name} rests on {own} samples, all of {whole.name} on {most}"
                raise UnreadableResultError(GapReason.UNPARSABLE, what)


def _own(series: Series) -> int | None:
    if series.kind == "rate":
        return int(series.values["matches"] + series.values["misses"])
    said = series.values.get("count") if series.kind == "trend" or series.base in (REQUESTS, "iterations") else None
    return None if said is None else int(said)


def _bounds(series: Series, metrics: Mapping[str, Series]) -> Iterator[int]:
    tags = series.tags
    for other in metrics.values():
        own = _own(other)
        if own is None or _family(other) != _family(series):
            continue
        if other.tags >= tags:
            yield own
        elif other.base == FAILED:
            # What is expected is what did not fail: k6 sets the tag and the metric in one place.
            for stat, answer in (("misses", "true"), ("matches", "false")):
                if f"{EXPECTED}:{answer}" in tags and other.tags >= tags - {f"{EXPECTED}:{answer}"}:
                    yield int(other.values[stat])


def _family(series: Series) -> str:
    # The metrics of which each counts the same things once.
    if _is_http(series):
        return REQUESTS
    return "iterations" if series.base == "iteration_duration" else series.base


def _is_http(series: Series) -> bool:
    return series.base == REQUESTS or series.base.startswith("http_req_")


def _percentile(stat: str) -> re.Match[str] | None:
    found = PERCENTILE.fullmatch(stat)
    return found if found and float(found[1]) <= 100 else None


def _is_quantile(kind: str, stat: str) -> bool:
    return kind == "trend" and _percentile(stat) is not None


def _check_numbers(series: Series, where: str) -> None:
    for stat, value in series.values.items():
        if not math.isfinite(value):
            raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}.{stat}: not a finite number")
    counted = {"rate": ("matches", "misses"), "trend": ("count",), "counter": ("count",) if series.is_builtin else ()}
    for stat in counted.get(series.kind, ()):
        if stat in series.values:
            count(series.values[stat], f"{where}.{stat}")
    if series.kind == "trend":
        _check_order(series, where)


def _check_order(series: Series, where: str) -> None:
    # A file that was damaged or edited rarely keeps its quantiles in order.
    values = [value for _, value in series.ranked()]
    mean = series.values.get("avg")
    negative = series.is_builtin and min([*values, mean or 0.0]) < 0
    if negative or values != sorted(values) or (values and mean is not None and not _within(values, mean)):
        raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}: its statistics contradict each other")


def _within(values: list[float], mean: float) -> bool:
    slack = 1e-6 * max(abs(values[0]), abs(values[-1]), 1.0)
    return values[0] - slack <= mean <= values[-1] + slack
