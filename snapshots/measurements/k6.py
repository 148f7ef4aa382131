"""k6: the summary of a load test at its end.

Percentiles are those of k6 itself. `http_req_failed` counts a failed request as a match of its rate. A threshold over
no sample reads as passed in k6 (grafana/k6#4283); here it is unknown.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from engine.jsontext.digest import JsonError, digest_bytes, parse_json
from engine.model.measurement import Measure, Measurement, Metric, Provenance, ToolCheck, measured
from engine.model.outcome import Gap, GapReason
from snapshots.measurements.k6_dialects import is_summary, read_summary
from snapshots.measurements.k6_run import Doubt, doubts
from snapshots.measurements.k6_script import read_script
from snapshots.measurements.k6_series import FAILED, PERCENTILE, REQUESTS, Series, check_parts, samples
from snapshots.measurements.k6_summary import Summary
from snapshots.measurements.k6_thresholds import Thresholds
from snapshots.measurements.reader import Reader, Sample
from snapshots.measurements.reading import UnreadableResultError, count, label, shown, source_name
from snapshots.redaction.redact import Redactor

_DURATION = "http_req_duration"
_EXPECTED = "http_req_duration{expected_response:true}"
_EVENTS = ("Metric", "Point")


def _read(data: bytes, name: str, redactor: Redactor) -> Measurement:
    """Return the measurement in the bytes of a summary.

    The metrics: `requests`, `failed_requests`, `iterations`, `dropped_iterations`, `checks_passed` and
    `checks_failed`, `error_rate`, `throughput`, `duration` and `latency.STAT` (STAT is avg, min, med, max, p90, p95 or
    another percentile of the file). What the file does not say is absent. The fact `latency_of` tells whether the times
    are of expected responses or of all, `other_protocols` which metrics are of others than HTTP and not read.
    """
    return _Reader(_parse(data, name), name, redactor).measurement(data)


def _recognises(sample: Sample) -> bool:
    document = sample.document
    if not isinstance(document, dict):
        return False
    if sample.lines:
        return document.get("type") in _EVENTS
    return is_summary(document)


def _parse(data: bytes, name: str) -> Summary:
    try:
        document = parse_json(data, name=name)
    except JsonError as error:
        if _is_event(data.split(b"\n", 1)[0], name):
            raise _events(name) from error
        raise UnreadableResultError(
            GapReason.UNPARSABLE, error.message, hint="run the test again and give the complete summary"
        ) from error
    if isinstance(document, dict) and document.get("type") in _EVENTS:
        raise _events(name)
    return read_summary(document, name)


def _is_event(line: bytes, name: str) -> bool:
    try:
        event = parse_json(line, name=name)
    except JsonError:
        return False
    return isinstance(event, dict) and event.get("type") in _EVENTS


def _events(name: str) -> UnreadableResultError:
    return UnreadableResultError(
        GapReason.UNSUPPORTED,
        f"{name}: the raw points of `--out json`, not a summary",
        hint="give the summary: --summary-export FILE, or handleSummary in the script",
    )


class _Reader:
    """Turns one summary into a measurement."""

    def __init__(self, summary: Summary, name: str, redactor: Redactor) -> None:
        self.summary = summary
        self.name = name
        self.redactor = redactor
        self.script = None if summary.script is None else read_script(summary.script)
        self.gaps: list[Gap] = []
        self.requests = self._counter(REQUESTS) or 0
        self.failed = self._failed()
        check_parts(summary.series, name)

    def measurement(self, data: bytes) -> Measurement:
        """Return the measurement with all its metrics, checks and gaps, sorted."""
        metrics = sorted([*self._counts(), *self._latency(), *self._run()], key=lambda metric: metric.name)
        checks = sorted(self._thresholds(), key=lambda check: (check.name, check.state))
        for doubt in doubts(self.summary, self.script):
            self._doubt(doubt)
        return Measurement(
            kind=READER.kind,
            measures=READER.measures,
            source=source_name(self.name),
            digest=digest_bytes(data),
            dialect=self.summary.dialect,
            metrics=tuple(metrics),
            checks=tuple(checks),
            facts=tuple(sorted(self._facts())),
            measured_at=self.summary.measured_at,
            provenance=Provenance(
                tool="k6", version=shown(self.summary.version, self.redactor), ended=self.summary.measured_at
            ),
            gaps=tuple(sorted(self.gaps, key=lambda gap: (gap.reason, gap.detail))),
        )

    def _facts(self) -> Iterator[tuple[str, str]]:
        for key, value in self.summary.facts:
            yield key, shown(value, self.redactor)
        yield "latency_of", "expected_responses" if self._latency_series() is not self._all() else "all"
        yield "thresholds", "reported" if self.summary.thresholds_reported else "not_in_this_dialect"
        others = sorted({series.base for series in self.summary.series.values() if series.protocol})
        for key, names in (("keys_not_read", self.summary.keys), ("other_protocols", others)):
            if names:
                yield key, shown(", ".join(names), self.redactor)

    def _gap(self, reason: GapReason, detail: str, fix: str = "") -> None:
        self.gaps.append(Gap(reason=reason, source=source_name(self.name), detail=detail, operation="read:k6", fix=fix))

    def _doubt(self, doubt: Doubt) -> None:
        named = label(", ".join(doubt.names), self.redactor)
        self._gap(doubt.reason, f"{doubt.detail}: {named}" if named else doubt.detail, doubt.fix)

    def _counter(self, name: str) -> int | None:
        series = self.summary.series.get(name)
        if series is None:
            return None
        if "count" not in series.values:
            raise UnreadableResultError(GapReason.UNPARSABLE, f"{self.name}: {name} is not a counter")
        return count(series.values["count"], f"{self.name}: {name}")

    def _rate(self, name: str) -> tuple[int, int] | None:
        series = self.summary.series.get(name)
        return None if series is None else (int(series.values["matches"]), int(series.values["misses"]))

    def _failed(self) -> int | None:
        rate = self._rate(FAILED)
        marked = sum(rate) if rate else 0
        if marked > self.requests:
            raise UnreadableResultError(
                GapReason.UNPARSABLE, f"{self.name}: {marked} requests are marked, {self.requests} were made"
            )
        if self.requests == 0:
            return None
        if rate is None or marked < self.requests:
            self._gap(
                GapReason.MISSING_INPUT,
                f"{self.requests - marked} of {self.requests} requests are not marked as failed or expected",
                "keep the response callback of k6 for every request",
            )
            return rate[0] if rate else None
        if rate[0] == self.requests:
            self._gap(
                GapReason.EMPTY,
                f"all {self.requests} requests failed: their times say nothing about the service",
                "check that the service can be reached and run the test again",
            )
        return rate[0]

    def _counts(self) -> Iterator[Metric]:
        yield measured("requests", self.requests)
        for name, counted in (
            ("failed_requests", self.failed),
            ("iterations", self._counter("iterations")),
            ("dropped_iterations", self._counter("dropped_iterations")),
        ):
            if counted is not None:
                yield measured(name, counted)
        marked = sum(self._rate(FAILED) or (0, 0))
        if self.failed is not None and marked:
            yield measured("error_rate", self.failed / marked, marked)
        checks, listed = self._rate("checks") or (0, 0), self.summary.checks_listed
        if any(checks) or any(listed) or "checks" in self.summary.series:
            # At the end of a run the two can differ a little; the worse one counts.
            yield measured("checks_passed", checks[0] or listed[0])
            yield measured("checks_failed", max(checks[1], listed[1]))

    def _all(self) -> Series | None:
        return self.summary.series.get(_DURATION)

    def _latency_series(self) -> Series | None:
        return self.summary.series.get(_EXPECTED) or self._all()

    def _latency(self) -> Iterator[Metric]:
        series = self._latency_series()
        expected = self.requests - (self.failed or 0)
        if self.requests == 0 or expected == 0:
            return
        if series is None:
            self._gap(GapReason.MISSING_INPUT, f"no {_DURATION} in the summary", "keep the default metrics of k6")
            return
        if self._all() is None:
            raise UnreadableResultError(GapReason.UNPARSABLE, f"{self.name}: {_DURATION} is not a trend of its own")
        due = expected if series is not self._all() else self.requests
        rests_on = samples(series, self.summary.series)
        if "count" in series.values and rests_on != due and self.failed is not None:
            raise UnreadableResultError(
                GapReason.UNPARSABLE, f"{self.name}: {_DURATION} rests on {rests_on} samples, {due} were expected"
            )
        if not any(value for _, value in series.ranked()):
            self._gap(GapReason.EMPTY, "all response times are zero", "check that the service can be reached")
        for stat, value in series.values.items():
            if stat in {"avg", "min", "med", "max"} or PERCENTILE.fullmatch(stat):
                yield measured(f"{Measure.LATENCY}.{stat}", value, rests_on)

    def _run(self) -> Iterator[Metric]:
        rate = self.summary.series.get(REQUESTS)
        per_second = rate.values.get("rate") if rate else None
        elapsed = self.summary.duration
        if elapsed is None and per_second and self.requests:
            elapsed = self.requests / per_second
        if elapsed is None:
            return
        if not 0 < elapsed < 10**9:
            raise UnreadableResultError(GapReason.UNPARSABLE, f"{self.name}: a run of {elapsed:g} s")
        for series in self.summary.series.values():
            if series.kind == "counter" and "rate" in series.values:
                self._check_rate(series, elapsed)
        yield measured("duration", round(elapsed, 6))
        yield measured("throughput", round(self.requests / elapsed, 6), self.requests)

    def _check_rate(self, series: Series, elapsed: float) -> None:
        # All rates of a summary are of one time, that of the run.
        counted, rate = series.values.get("count", 0.0), series.values["rate"]
        if not math.isclose(counted / elapsed, rate, rel_tol=0.01, abs_tol=1e-9):
            raise UnreadableResultError(
                GapReason.UNPARSABLE,
                f"{self.name}: {series.name}: {counted:g} in {elapsed:g} s contradict {rate:g} per second",
            )

    def _thresholds(self) -> Iterator[ToolCheck]:
        thresholds = Thresholds(self.summary.series, self._silent, self.redactor)
        if self.summary.thresholds_reported:
            return thresholds.told()
        if self.script is None:
            return thresholds.declared({}, others=True)
        return thresholds.declared(self.script.limits, others=self.script.more_limits)

    def _silent(self, series: Series) -> str:
        # Why no threshold of this metric proves anything, whatever its numbers are; nothing when one may.
        if self.requests == 0:
            return "the run made no request"
        if series.kind == "trend" and series.base.startswith("http_req_") and self.failed == self.requests:
            return "every request failed"
        return ""


READER = Reader(
    kind="k6",
    name="a k6 summary",
    measures=(Measure.LATENCY, Measure.ERROR_RATE, Measure.THROUGHPUT),
    max_bytes=16 * 2**20,
    recognises=_recognises,
    read=_read,
)
