"""The three forms of a k6 summary, told apart by structure and read into one.

Forms (k6 1.8, internal/output/summary and the JavaScript of handleSummary): the object that `handleSummary` gets; the
file of `--summary-export`, in which a threshold is `true` when it was CROSSED; and the machine-readable summary 1.0.0,
which reports no thresholds. In all of them times are milliseconds whatever `summaryTimeUnit` says: that option is for
the console only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from engine.model.moment import Moment
from engine.model.outcome import GapReason
from snapshots.measurements.reading import UnreadableResultError, count, moment, shaped, shaped_each

MACHINE_VERSION = "1.0.0"
HANDLE = "k6/handle-summary"
EXPORT = "k6/summary-export"
MACHINE = f"k6/machine-readable/{MACHINE_VERSION}"


_Number: Any = float | None


class _Threshold(msgspec.Struct, frozen=True):
    ok: bool


class _HandleMetric(msgspec.Struct, frozen=True):
    type: str
    values: dict[str, Any]
    thresholds: dict[str, Any] = {}


class _State(msgspec.Struct, frozen=True, rename={"run_ms": "testRunDurationMs"}):
    run_ms: float | None = None


class _Handle(msgspec.Struct, frozen=True):
    metrics: dict[str, Any]
    state: _State = _State()
    options: dict[str, Any] = {}
    root_group: Any = None


class _Export(msgspec.Struct, frozen=True):
    metrics: dict[str, dict[str, Any]]
    root_group: Any = None


class _Row(msgspec.Struct, frozen=True):
    name: str
    type: str
    values: dict[str, Any]


class _Checks(msgspec.Struct, frozen=True):
    metrics: list[_Row] | None = None
    results: Any = None


class _Results(msgspec.Struct, frozen=True):
    metrics: list[_Row]
    checks: _Checks = _Checks()


class _Config(msgspec.Struct, frozen=True):
    duration: float | None = None


class _Metadata(msgspec.Struct, frozen=True):
    generated_at: Any = None
    k6_version: Any = None


class _Machine(msgspec.Struct, frozen=True):
    version: str
    results: _Results
    config: _Config = _Config()
    metadata: _Metadata = _Metadata()


class _Group(msgspec.Struct, frozen=True):
    # Lists in one dialect and objects by name in the others.
    checks: list[Any] | dict[str, Any] | None = None
    groups: list[Any] | dict[str, Any] | None = None


class _Check(msgspec.Struct, frozen=True):
    passes: float
    fails: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One k6 metric: its `kind` (trend, rate, counter, gauge), its numbers, and for each threshold if it was crossed.

    A rate holds `matches` and `misses`. A number that the file has as null is absent.
    """

    name: str
    kind: str
    values: Mapping[str, float]
    crossed: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A summary in any dialect. `duration` is seconds, none where the file does not say.

    `checks_listed` are the passes and fails of the script's checks, added up over where they are listed one by one.
    """

    dialect: str
    series: Mapping[str, Series]
    thresholds_reported: bool
    checks_listed: tuple[int, int] = (0, 0)
    duration: float | None = None
    measured_at: Moment | None = None
    facts: tuple[tuple[str, str], ...] = ()


def is_summary(document: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object has the structure of a k6 summary, of whatever version."""
    if isinstance(document.get("results"), dict) and "version" in document:
        return "metrics" in document["results"] and "metadata" in document
    metrics = document.get("metrics")
    if not isinstance(metrics, dict):
        return False
    return not {"http_reqs", "iterations", "http_req_duration", "vus", "data_received"}.isdisjoint(metrics)


def read_summary(document: Any, name: str) -> Summary:
    """Return the summary in a parsed document; raises UnreadableResultError for another structure or version."""
    if not isinstance(document, dict):
        raise _unsupported(name)
    if "version" in document or "results" in document:
        return _machine(document, name)
    metrics = document.get("metrics")
    if not isinstance(metrics, dict):
        raise _unsupported(name)
    if not metrics:
        raise UnreadableResultError(
            GapReason.EMPTY, f"{name}: the summary holds no metric", hint="run the test to its end"
        )
    nested = {isinstance(metric, dict) and "values" in metric and "type" in metric for metric in metrics.values()}
    if nested == {True}:
        return _handle(shaped(document, _Handle, name), name)
    if nested == {False} and "state" not in document:
        return _export(shaped(document, _Export, name), name)
    raise _unsupported(name)


def _handle(document: _Handle, name: str) -> Summary:
    series = {}
    for key, value in document.metrics.items():
        where = f"{name}: $.metrics.{key}"
        metric = shaped(value, _HandleMetric, where)
        told = shaped_each(metric.thresholds, _Threshold, f"{where}.thresholds")
        crossed = {expression: not threshold.ok for expression, threshold in told.items()}
        values = _values(metric.values, f"{where}.values")
        series[key] = _series(key, metric.type, values, crossed, where, ("passes", "fails", "rate"))
    unit = document.options.get("summaryTimeUnit")
    elapsed = document.state.run_ms
    return Summary(
        dialect=HANDLE,
        series=series,
        thresholds_reported=True,
        checks_listed=_listed(document.root_group, name),
        duration=None if elapsed is None else elapsed / 1000,
        facts=(("summary_time_unit", unit),) if isinstance(unit, str) and unit else (),
    )


def _export(document: _Export, name: str) -> Summary:
    series = {}
    for key, flat in document.metrics.items():
        where = f"{name}: $.metrics.{key}"
        thresholds = shaped(flat.get("thresholds", {}), dict[str, Any], f"{where}.thresholds")
        crossed = shaped_each(thresholds, bool, f"{where}.thresholds")
        values = _values({stat: value for stat, value in flat.items() if stat != "thresholds"}, where)
        series[key] = _series(key, _kind(values), values, crossed, where, ("passes", "fails", "value"))
    return Summary(
        dialect=EXPORT,
        series=series,
        thresholds_reported=True,
        checks_listed=_listed(document.root_group, name),
    )


def _machine(raw: dict[str, Any], name: str) -> Summary:
    version = raw.get("version")
    if version != MACHINE_VERSION:
        raise UnreadableResultError(
            GapReason.UNSUPPORTED,
            f"{name}: a k6 summary of version {version!r}; version {MACHINE_VERSION} is known",
            hint="export the summary with handleSummary, or use a newer driftgate",
        )
    document = shaped(raw, _Machine, name)
    series: dict[str, Series] = {}
    for row in (*document.results.metrics, *(document.results.checks.metrics or ())):
        if row.name in series:
            raise UnreadableResultError(GapReason.UNPARSABLE, f"{name}: $.results.metrics: {row.name} is repeated")
        where = f"{name}: $.results.metrics.{row.name}"
        values = _values(row.values, f"{where}.values")
        series[row.name] = _series(row.name, row.type, values, {}, where, ("matches", "total", "rate"))
    if not document.results.metrics:
        raise UnreadableResultError(
            GapReason.EMPTY, f"{name}: the summary holds no metric", hint="run the test to its end"
        )
    if "checks_succeeded" in series:
        series["checks"] = series["checks_succeeded"]
    written, producer = document.metadata.generated_at, document.metadata.k6_version
    return Summary(
        dialect=MACHINE,
        series=series,
        thresholds_reported=False,
        checks_listed=_listed({"checks": document.results.checks.results}, name),
        duration=document.config.duration,
        measured_at=None if written is None else moment(written, f"{name}: $.metadata.generated_at"),
        facts=(("k6_version", producer),) if isinstance(producer, str) else (),
    )


def _series(
    key: str, kind: Any, values: dict[str, float], crossed: dict[str, bool], where: str, rate: tuple[str, str, str]
) -> Series:
    if kind not in ("trend", "rate", "counter", "gauge"):
        raise UnreadableResultError(GapReason.UNSUPPORTED, f"{where}: a metric of an unknown type")
    if not values:
        raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}: a metric without a number")
    if kind == "rate":
        values = _rate(values, where, rate)
    return Series(name=key, kind=kind, values=values, crossed=crossed)


def _rate(values: dict[str, float], where: str, names: tuple[str, str, str]) -> dict[str, float]:
    hits, second, share = names
    if not {hits, second, share} <= values.keys():
        raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}: a rate without {hits}, {second} or {share}")
    matches = values[hits]
    misses = values[second] - matches if second == "total" else values[second]
    total = matches + misses
    if min(matches, misses) < 0 or abs((matches / total if total else 0.0) - values[share]) > 1e-6:
        raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}: its counts and its rate contradict each other")
    return {"matches": matches, "misses": misses}


def _kind(values: dict[str, float]) -> str:
    # The exported file does not say the type; each type has its own keys.
    if {"passes", "fails"} & values.keys():
        return "rate"
    if values.keys() == {"count", "rate"}:
        return "counter"
    return "gauge" if "value" in values else "trend"


def _listed(group: Any, name: str) -> tuple[int, int]:
    passes = fails = 0
    groups = [group]
    while groups:
        current = shaped(groups.pop() or {}, _Group, f"{name}: $.root_group")
        for entry in _entries(current.checks):
            where = f"{name}: $.root_group.checks"
            check = shaped(entry, _Check, where)
            passes, fails = passes + count(check.passes, where), fails + count(check.fails, where)
        groups.extend(_entries(current.groups))
    return passes, fails


def _entries(value: list[Any] | dict[str, Any] | None) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value or []


def _values(numbers: dict[str, Any], where: str) -> dict[str, float]:
    """Return the numbers that are there, percentiles as p95."""
    found = {}
    for stat, value in shaped_each(numbers, _Number, where).items():
        if value is not None:
            key = stat.removeprefix("p(").removesuffix(")") if stat.startswith("p(") else None
            found[f"p{key}" if key is not None else stat] = value
    return found


def _unsupported(name: str) -> UnreadableResultError:
    return UnreadableResultError(
        GapReason.UNSUPPORTED,
        f"{name}: not a k6 summary of a known form",
        hint="give the object of handleSummary as JSON, the file of --summary-export, or the machine-readable summary",
    )
