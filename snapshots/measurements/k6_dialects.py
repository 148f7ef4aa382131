"""The three forms of a k6 summary, told apart by structure and read into one.

Forms (k6 1.8, internal/output/summary and the JavaScript of handleSummary): the object that `handleSummary` gets; the
file of `--summary-export`, in which a threshold is `true` when it was CROSSED; and the machine-readable summary 1.0.0,
which reports no thresholds. In all of them times are milliseconds whatever `summaryTimeUnit` says: that option is for
the console only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.model.outcome import GapReason
from snapshots.measurements.reading import UnreadableError, count, instant, mapping, number

MACHINE_VERSION = "1.0.0"
HANDLE = "k6/handle-summary"
EXPORT = "k6/summary-export"
MACHINE = f"k6/machine-readable/{MACHINE_VERSION}"


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
    measured_at: datetime | None = None
    facts: tuple[tuple[str, str], ...] = ()


def read_summary(document: Any, name: str) -> Summary:
    """Return the summary in a parsed document; raises UnreadableError for another structure or version."""
    if not isinstance(document, dict):
        raise _unsupported(name)
    if "version" in document or "results" in document:
        return _machine(document, name)
    metrics = document.get("metrics")
    if not isinstance(metrics, dict):
        raise _unsupported(name)
    if not metrics:
        raise UnreadableError(GapReason.EMPTY, f"{name}: the summary holds no metric", hint="run the test to its end")
    nested = {isinstance(metric, dict) and "values" in metric and "type" in metric for metric in metrics.values()}
    if nested == {True}:
        return _handle(document, metrics, name)
    if nested == {False} and "state" not in document:
        return _export(document, metrics, name)
    raise _unsupported(name)


def _handle(document: dict[str, Any], metrics: dict[str, Any], name: str) -> Summary:
    series = {}
    for key, metric in metrics.items():
        where = f"{name}: metrics.{key}"
        crossed = {}
        for expression, verdict in mapping(metric.get("thresholds", {}), f"{where}.thresholds").items():
            ok = mapping(verdict, f"{where}.thresholds").get("ok")
            crossed[expression] = not _boolean(ok, f"{where}.thresholds.{expression}.ok")
        values = _values(metric["values"], f"{where}.values")
        series[key] = _series(key, metric["type"], values, crossed, where, ("passes", "fails", "rate"))
    state = mapping(document.get("state", {}), f"{name}: state")
    elapsed = state.get("testRunDurationMs")
    options = mapping(document.get("options", {}), f"{name}: options")
    unit = options.get("summaryTimeUnit")
    return Summary(
        dialect=HANDLE,
        series=series,
        thresholds_reported=True,
        checks_listed=_listed(document.get("root_group"), name),
        duration=None if elapsed is None else number(elapsed, f"{name}: state.testRunDurationMs") / 1000,
        facts=(("summary_time_unit", unit),) if isinstance(unit, str) and unit else (),
    )


def _export(document: dict[str, Any], metrics: dict[str, Any], name: str) -> Summary:
    series = {}
    for key, metric in metrics.items():
        where = f"{name}: metrics.{key}"
        flat = mapping(metric, where)
        crossed = {
            expression: _boolean(value, f"{where}.thresholds.{expression}")
            for expression, value in mapping(flat.get("thresholds", {}), f"{where}.thresholds").items()
        }
        values = _values({stat: value for stat, value in flat.items() if stat != "thresholds"}, where)
        series[key] = _series(key, _kind(values), values, crossed, where, ("passes", "fails", "value"))
    return Summary(
        dialect=EXPORT,
        series=series,
        thresholds_reported=True,
        checks_listed=_listed(document.get("root_group"), name),
    )


def _machine(document: dict[str, Any], name: str) -> Summary:
    version = document.get("version")
    if version != MACHINE_VERSION:
        raise UnreadableError(
            GapReason.UNSUPPORTED,
            f"{name}: a k6 summary of version {version!r}; version {MACHINE_VERSION} is known",
            hint="export the summary with handleSummary, or use a newer driftgate",
        )
    results = mapping(document.get("results"), f"{name}: results")
    rows = results.get("metrics")
    if not isinstance(rows, list):
        raise _unsupported(name)
    checks = mapping(results.get("checks", {}), f"{name}: results.checks")
    own = checks.get("metrics", [])
    series: dict[str, Series] = {}
    for row in [*rows, *(own if isinstance(own, list) else [])]:
        entry = mapping(row, f"{name}: results.metrics")
        key = entry.get("name")
        if not isinstance(key, str) or key in series:
            raise UnreadableError(GapReason.UNPARSABLE, f"{name}: results.metrics: a name is missing or repeated")
        where = f"{name}: results.metrics.{key}"
        values = _values(entry.get("values"), f"{where}.values")
        series[key] = _series(key, entry.get("type"), values, {}, where, ("matches", "total", "rate"))
    if not rows:
        raise UnreadableError(GapReason.EMPTY, f"{name}: the summary holds no metric", hint="run the test to its end")
    if "checks_succeeded" in series:
        series["checks"] = series["checks_succeeded"]
    config = mapping(document.get("config", {}), f"{name}: config")
    metadata = mapping(document.get("metadata", {}), f"{name}: metadata")
    elapsed = config.get("duration")
    written = metadata.get("generated_at")
    producer = metadata.get("k6_version")
    return Summary(
        dialect=MACHINE,
        series=series,
        thresholds_reported=False,
        checks_listed=_listed({"checks": checks.get("results")}, name),
        duration=None if elapsed is None else number(elapsed, f"{name}: config.duration"),
        measured_at=None if written is None else instant(written, f"{name}: metadata.generated_at"),
        facts=(("k6_version", producer),) if isinstance(producer, str) else (),
    )


def _series(
    key: str, kind: Any, values: dict[str, float], crossed: dict[str, bool], where: str, rate: tuple[str, str, str]
) -> Series:
    if kind not in ("trend", "rate", "counter", "gauge"):
        raise UnreadableError(GapReason.UNSUPPORTED, f"{where}: a metric of an unknown type")
    if not values:
        raise UnreadableError(GapReason.UNPARSABLE, f"{where}: a metric without a number")
    if kind == "rate":
        values = _rate(values, where, rate)
    return Series(name=key, kind=kind, values=values, crossed=crossed)


def _rate(values: dict[str, float], where: str, names: tuple[str, str, str]) -> dict[str, float]:
    hits, second, share = names
    if not {hits, second, share} <= values.keys():
        raise UnreadableError(GapReason.UNPARSABLE, f"{where}: a rate without {hits}, {second} or {share}")
    matches = values[hits]
    misses = values[second] - matches if second == "total" else values[second]
    total = matches + misses
    if min(matches, misses) < 0 or abs((matches / total if total else 0.0) - values[share]) > 1e-6:
        raise UnreadableError(GapReason.UNPARSABLE, f"{where}: its counts and its rate contradict each other")
    return {"matches": matches, "misses": misses}


def _kind(values: dict[str, float]) -> str:
    # The exported file does not say the type; each type has its own keys.
    if {"passes", "fails"} & values.keys():
        return "rate"
    if values.keys() == {"count", "rate"}:
        return "counter"
    return "gauge" if "value" in values else "trend"


def _listed(group: Any, name: str) -> tuple[int, int]:
    # Groups nest, and groups and checks are lists in one dialect and objects in the other.
    passes = fails = 0
    groups = [group]
    while groups:
        current = mapping(groups.pop() or {}, f"{name}: a group")
        for check in _entries(current.get("checks")):
            where = f"{name}: a check"
            row = mapping(check, where)
            passes, fails = passes + count(row.get("passes"), where), fails + count(row.get("fails"), where)
        groups.extend(_entries(current.get("groups")))
    return passes, fails


def _entries(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []


def _values(value: Any, where: str) -> dict[str, float]:
    numbers = {}
    for stat, item in mapping(value, where).items():
        if item is not None:
            key = stat.removeprefix("p(").removesuffix(")") if stat.startswith("p(") else None
            numbers[f"p{key}" if key is not None else stat] = number(item, f"{where}.{stat}")
    return numbers


def _boolean(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise UnreadableError(GapReason.UNPARSABLE, f"{where}: not true or false")
    return value


def _unsupported(name: str) -> UnreadableError:
    return UnreadableError(
        GapReason.UNSUPPORTED,
        f"{name}: not a k6 summary of a known form",
        hint="give the object of handleSummary as JSON, the file of --summary-export, or the machine-readable summary",
    )
