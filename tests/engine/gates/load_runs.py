"""Load tests as a reader gives them, without a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from engine.model.measurement import Measure, Measurement, Metric, Provenance, measured
from engine.model.moment import Moment

BEGAN = datetime(2026, 11, 22, 9, tzinfo=UTC)
# Quantiles over that of the 95th of 100: what a summary with p99 and the greatest tells of a narrow distribution.
_SHAPE = {"min": 0.4, "med": 0.6, "p90": 0.95, "p95": 1.0, "p99": 1.05, "max": 1.1}


def load_run(
    number: int,
    p95: float,
    *,
    requests: int = 1000,
    errors: float = 0.0,
    rate: float = 50.0,
    shape: Mapping[str, float] = _SHAPE,
    **values: float,
) -> Measurement:
    """Return a run with a p95 in milliseconds, so many requests, `errors` of them failed, and other metrics."""
    counts = {"requests": requests, "iterations": requests, "duration": requests / rate, **values}
    return Measurement(
        kind="k6",
        measures=(Measure.LATENCY, Measure.ERROR_RATE, Measure.THROUGHPUT),
        source=f"run-{number:03}.json",
        digest=f"sha256:{number:064x}",
        dialect="k6/handle-summary",
        metrics=(
            *(measured(name, value) for name, value in counts.items()),
            measured("throughput", rate),
            measured("error_rate", errors / requests if requests else 0.0, requests),
            *(measured(f"latency.{stat}", p95 * factor, requests) for stat, factor in shape.items()),
        ),
        checks=(),
    )


def load_runs(start: int, *p95: float, rate: float = 50.0, errors: float = 0.0) -> list[Measurement]:
    """Return runs with these p95s, numbered from `start`."""
    return [load_run(start + index, value, rate=rate, errors=errors) for index, value in enumerate(p95)]


def at(minutes: Iterable[float], runs: Sequence[Measurement]) -> list[Measurement]:
    """Return the runs as if they had begun so many minutes after BEGAN."""
    times = [Moment.of(BEGAN + timedelta(minutes=minute)) for minute in minutes]
    return [replace(run, provenance=Provenance(began=time)) for run, time in zip(runs, times, strict=True)]


def altered(run: Measurement, name: str, value: float, samples: int | None = None) -> Measurement:
    """Return a run in which one metric has another value."""
    others = tuple(metric for metric in run.metrics if metric.name != name)
    found = next(metric for metric in run.metrics if metric.name == name)
    return replace(
        run, metrics=(*others, Metric(name=name, value=value, unit=found.unit, samples=samples or found.samples))
    )
