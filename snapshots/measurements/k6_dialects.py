"""The three forms of a k6 summary, told apart by structure and read into one.

Forms (k6 1.8, internal/output/summary and the JavaScript of handleSummary): the object that `handleSummary` gets; the
file of `--summary-export`, in which a threshold is `true` when it was CROSSED; and the machine-readable summary 1.0.0,
which reports no thresholds but embeds the script. In all of them times are milliseconds whatever `summaryTimeUnit`
says: that option is for the console only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from engine.model.outcome import GapReason
from snapshots.measurements.k6_series import Series
from snapshots.measurements.k6_summary import Summary, read_checks, read_numbers, read_series
from snapshots.measurements.reading import UnreadableResultError, moment, shaped, shaped_each

MACHINE_VERSION = "1.0.0"
HANDLE = "k6/handle-summary"
EXPORT = "k6/summary-export"
MACHINE = f"k6/machine-readable/{MACHINE_VERSION}"

_KNOWN: Mapping[str, frozenset[str]] = {
    HANDLE: frozenset({"metrics", "options", "root_group", "setup_data", "state"}),
    EXPORT: frozenset({"metrics", "root_group", "setup_data"}),
    MACHINE: frozenset({"config", "metadata", "results", "version"}),
}
# The object that k6 makes its text for the console of: thresholds, groups and scenarios stand elsewhere in it.
_OF_ANOTHER_FORM = frozenset({"checks", "groups", "scenarios", "thresholds"})
_PARTS = frozenset({"contains", "name", "thresholds", "type", "values"})  # of a metric


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
    metrics: list[dict[str, Any]] | None = None
    results: list[Any] | None = None


class _Results(msgspec.Struct, frozen=True):
    metrics: list[dict[str, Any]]
    checks: _Checks = _Checks()


class _Config(msgspec.Struct, frozen=True):
    duration: float | None = None
    script: str | None = None


class _Metadata(msgspec.Struct, frozen=True):
    # k6 writes the names of its schema in snake case, as everything that a script gets to see.
    generated_at: Any = None
    k6_version: Any = None
    schema_generated_at: Any = msgspec.field(name="generatedAt", default=None)
    schema_k6_version: Any = msgspec.field(name="k6Version", default=None)


class _Machine(msgspec.Struct, frozen=True):
    version: str
    results: _Results
    config: _Config = _Config()
    metadata: _Metadata = _Metadata()


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
        return _machine(document, name, _others(document, MACHINE))
    metrics = document.get("metrics")
    if not isinstance(metrics, dict) or not _OF_ANOTHER_FORM.isdisjoint(document):
        raise _unsupported(name)
    if not metrics:
        raise _no_metric(name)
    nested = {isinstance(metric, dict) and "values" in metric and "type" in metric for metric in metrics.values()}
    if nested == {True}:
        return _handle(shaped(document, _Handle, name), name, _others(document, HANDLE))
    if nested == {False} and "state" not in document:
        return _export(shaped(document, _Export, name), name, _others(document, EXPORT))
    raise _unsupported(name)


def _others(document: Mapping[str, Any], dialect: str) -> tuple[str, ...]:
    # A script may put more into what handleSummary gets before it writes it.
    return tuple(sorted(document.keys() - _KNOWN[dialect]))


def _handle(document: _Handle, name: str, keys: tuple[str, ...]) -> Summary:
    series = {}
    for key, value in document.metrics.items():
        where = f"{name}: $.metrics.{key}"
        metric = shaped(value, _HandleMetric, where)
        told = shaped_each(metric.thresholds, _Threshold, f"{where}.thresholds")
        crossed = {expression: not threshold.ok for expression, threshold in told.items()}
        values = read_numbers(metric.values, f"{where}.values")
        others = tuple(sorted(value.keys() - _PARTS))
        series[key] = read_series(key, metric.type, values, where, ("passes", "fails", "rate"), crossed, others)
    unit = document.options.get("summaryTimeUnit")
    elapsed = document.state.run_ms
    passes, fails, named = read_checks(document.root_group, name)
    return Summary(
        dialect=HANDLE,
        series=series,
        thresholds_reported=True,
        checks_listed=(passes, fails),
        checks_named=named,
        keys=keys,
        duration=None if elapsed is None else elapsed / 1000,
        facts=(("summary_time_unit", unit),) if isinstance(unit, str) and unit else (),
    )


def _export(document: _Export, name: str, keys: tuple[str, ...]) -> Summary:
    series = {}
    for key, flat in document.metrics.items():
        where = f"{name}: $.metrics.{key}"
        thresholds = shaped(flat.get("thresholds", {}), dict[str, Any], f"{where}.thresholds")
        crossed = shaped_each(thresholds, bool, f"{where}.thresholds")
        values = read_numbers({stat: value for stat, value in flat.items() if stat != "thresholds"}, where)
        series[key] = read_series(key, _kind(values), values, where, ("passes", "fails", "value"), crossed)
    passes, fails, named = read_checks(document.root_group, name)
    return Summary(
        dialect=EXPORT,
        series=series,
        thresholds_reported=True,
        checks_listed=(passes, fails),
        checks_named=named,
        keys=keys,
    )


def _machine(raw: dict[str, Any], name: str, keys: tuple[str, ...]) -> Summary:
    version = raw.get("version")
    if version != MACHINE_VERSION:
        raise UnreadableResultError(
            GapReason.UNSUPPORTED,
            f"{name}: a k6 summary of version {version!r}; version {MACHINE_VERSION} is known",
            hint="export the summary with handleSummary, or use a newer driftgate",
        )
    document = shaped(raw, _Machine, name)
    if not document.results.metrics:
        raise _no_metric(name)
    checks = document.results.checks
    told = _rows(document.results.metrics, name)
    counted = _rows(checks.metrics or [], name)
    series = {**told, **_checks(counted, name)}
    if len(series) < len(told) + ("checks" in series):
        raise UnreadableResultError(GapReason.UNPARSABLE, f"{name}: $.results.metrics: checks is repeated")
    passes, fails, named = read_checks({"checks": checks.results}, name)
    metadata = document.metadata
    written = metadata.generated_at or metadata.schema_generated_at
    producer = metadata.k6_version or metadata.schema_k6_version
    return Summary(
        dialect=MACHINE,
        series=series,
        thresholds_reported=False,
        checks_listed=(passes, fails),
        checks_named=named,
        script=document.config.script,
        version=producer if isinstance(producer, str) else "",
        keys=keys,
        duration=document.config.duration,
        measured_at=None if written is None else moment(written, f"{name}: $.metadata.generated_at"),
    )


def _rows(rows: Iterable[dict[str, Any]], name: str) -> dict[str, Series]:
    found: dict[str, Series] = {}
    for raw in rows:
        row = shaped(raw, _Row, f"{name}: $.results.metrics")
        where = f"{name}: $.results.metrics.{row.name}"
        if row.name in found:
            raise UnreadableResultError(GapReason.UNPARSABLE, f"{where}: {row.name} is repeated")
        others = tuple(sorted(raw.keys() - _PARTS | ({"thresholds"} & raw.keys())))
        values = read_numbers(row.values, f"{where}.values")
        found[row.name] = read_series(row.name, row.type, values, where, ("matches", "total", "rate"), {}, others)
    return found


def _checks(counted: Mapping[str, Series], name: str) -> dict[str, Series]:
    """Return the rate of the script's checks, which the machine-readable summary writes three times."""
    total, failed, succeeded = (counted.get(f"checks_{part}") for part in ("total", "failed", "succeeded"))
    if not counted:
        return {}
    if total is None or failed is None or succeeded is None or {failed.kind, succeeded.kind} != {"rate"}:
        raise UnreadableResultError(GapReason.UNPARSABLE, f"{name}: $.results.checks.metrics: not the three counts")
    sums = {
        total.values.get("count"),
        sum(succeeded.values.values()),
        failed.values["matches"] + succeeded.values["matches"],
    }
    if len(sums) != 1:
        what = f"{name}: $.results.checks.metrics: its three counts contradict each other"
        raise UnreadableResultError(GapReason.UNPARSABLE, what)
    return {"checks": replace(succeeded, name="checks")}


def _kind(values: dict[str, float]) -> str:
    # The exported file does not say the type; each type has its own keys.
    if {"passes", "fails"} & values.keys():
        return "rate"
    if values.keys() == {"count", "rate"}:
        return "counter"
    return "gauge" if "value" in values else "trend"


def _no_metric(name: str) -> UnreadableResultError:
    return UnreadableResultError(
        GapReason.EMPTY, f"{name}: the summary holds no metric", hint="run the test to its end"
    )


def _unsupported(name: str) -> UnreadableResultError:
    return UnreadableResultError(
        GapReason.UNSUPPORTED,
        f"{name}: not a k6 summary of a known form",
        hint="give the object of handleSummary as JSON, the file of --summary-export, or the machine-readable summary",
    )
