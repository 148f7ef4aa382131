"""k6: the summary of a load test at its end.

Percentiles are those of k6 itself. `http_req_failed` counts a failed request as a match of its rate. A threshold over
no sample reads as passed in k6 (grafana/k6#4283); here it is unknown.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from engine.jsontext.digest import JsonError, digest_bytes, parse_json
from engine.model.measurement import CheckState, Measure, Measurement, Metric, ToolCheck, measured
from engine.model.outcome import Gap, GapReason
from snapshots.measurements.k6_dialects import Series, Summary, is_summary, read_summary
from snapshots.measurements.reader import Reader, Sample
from snapshots.measurements.reading import UnreadableResultError, count, label, shown, source_name
from snapshots.redaction.redact import Redactor

_DURATION = "http_req_duration"
_EXPECTED = "http_req_duration{expected_response:true}"
_EVENTS = ("Metric", "Point")
_PERCENTILE = re.compile(r"p\d{1,2}(?:\.\d{1,6})?")
_OF_PERCENTILE = re.compile(r"p\((\d{1,2}(?:\.\d{1,6})?)\)")


def _read(data: bytes, name: str, redactor: Redactor) -> Measurement:
    """Return the measurement in the bytes of a summary.

    The metrics: `requests`, `failed_requests`, `iterations`, `dropped_iterations`, `checks_passed` and
    `checks_failed`, `error_rate`, `throughput`, `duration` and `latency.STAT` (STAT is avg, min, med, max, p90, p95 or
    another percentile of the file). What the file does not say is absent. The fact `latency_of` tells whether the times
    are of expected responses or of all.
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
        self.gaps: list[Gap] = []
        self.requests = self._counter("http_reqs") or 0
        self.failed = self._failed()

    def measurement(self, data: bytes) -> Measurement:
        """Return the measurement with all its metrics, checks and gaps, sorted."""
        metrics = sorted([*self._counts(), *self._latency(), *self._run()], key=lambda metric: metric.name)
        checks = sorted(self._thresholds(), key=lambda check: check.name)
        facts = [(key, shown(value, self.redactor)) for key, value in self.summary.facts]
        facts.append(("latency_of", "expected_responses" if self._latency_series() is not self._all() else "all"))
        facts.append(("thresholds", "reported" if self.summary.thresholds_reported else "not_in_this_dialect"))
        return Measurement(
            kind=READER.kind,
            measures=READER.measures,
            source=source_name(self.name),
            digest=digest_bytes(data),
            dialect=self.summary.dialect,
            metrics=tuple(metrics),
            checks=tuple(checks),
            facts=tuple(sorted(facts)),
            measured_at=self.summary.measured_at,
            gaps=tuple(sorted(self.gaps, key=lambda gap: (gap.reason, gap.detail))),
        )

    def _gap(self, reason: GapReason, detail: str, fix: str = "") -> None:
        self.gaps.append(Gap(reason=reason, source=source_name(self.name), detail=detail, operation="read:k6", fix=fix))

    def _counter(self, name: str) -> int | None:
        series = self.summary.series.get(name)
        if series is None:
            return None
        if series.kind != "counter" or "count" not in series.values:
            raise UnreadableResultError(GapReason.UNPARSABLE, f"{self.name}: {name} is not a counter")
        return count(series.values["count"], f"{self.name}: {name}")

    def _rate(self, name: str) -> tuple[int, int] | None:
        series = self.summary.series.get(name)
        if series is None:
            return None
        if series.kind != "rate":
            raise UnreadableResultError(GapReason.UNPARSABLE, f"{self.name}: {name} is not a rate")
        where = f"{self.name}: {name}"
        return count(series.values["matches"], where), count(series.values["misses"], where)

    def _failed(self) -> int | None:
        rate = self._rate("http_req_failed")
        marked = sum(rate) if rate else 0
        if marked > self.requests:
            raise UnreadableResultError(
                GapReason.UNPARSABLE, f"{self.name}: {marked} requests are marked, {self.requests} were made"
            )
        if self.requests == 0:
            self._gap(GapReason.EMPTY, "no HTTP request was made", "check that the script calls the service")
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
        iterations = self._counter("iterations")
        if self.requests and not iterations:
            self._gap(GapReason.EMPTY, "no iteration was completed", "check the script's setup and run the test again")
        for name, counted in (
            ("failed_requests", self.failed),
            ("iterations", iterations),
            ("dropped_iterations", self._counter("dropped_iterations")),
        ):
            if counted is not None:
                yield measured(name, counted)
        if self.failed is not None and self.requests:
            rate = self._rate("http_req_failed") or (0, 0)
            yield measured("error_rate", self.failed / sum(rate), sum(rate))
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
        samples = expected if series is not self._all() else self.requests
        if self.requests == 0 or expected == 0:
            return
        if series is None:
            self._gap(GapReason.MISSING_INPUT, f"no {_DURATION} in the summary", "keep the default metrics of k6")
            return
        if series.kind != "trend" or self._all() is None:
            raise UnreadableResultError(GapReason.UNPARSABLE, f"{self.name}: {_DURATION} is not a trend of its own")
        said = series.values.get("count")
        if said is not None and count(said, f"{self.name}: {_DURATION}.count") != samples:
            raise UnreadableResultError(
                GapReason.UNPARSABLE, f"{self.name}: {_DURATION} rests on {said:g} samples, {samples} were expected"
            )
        self._ordered(series)
        for stat, value in series.values.items():
            if stat in {"avg", "min", "med", "max"} or _PERCENTILE.fullmatch(stat):
                yield measured(f"{Measure.LATENCY}.{stat}", value, samples)

    def _ordered(self, series: Series) -> None:
        # A file that was damaged or edited rarely keeps its quantiles in order.
        ranks = {"min": 0.0, "med": 50.0, "max": 100.0}
        points = [(ranks[stat], value) for stat, value in series.values.items() if stat in ranks]
        points += [(float(stat[1:]), value) for stat, value in series.values.items() if _PERCENTILE.fullmatch(stat)]
        values = [value for _, value in sorted(points)]
        mean = series.values.get("avg")
        if values and (
            values[0] < 0 or values != sorted(values) or (mean is not None and not _within(values[0], mean, values[-1]))
        ):
            raise UnreadableResultError(
                GapReason.UNPARSABLE, f"{self.name}: {series.name}: its percentiles contradict each other"
            )
        if values and values[-1] == 0:
            self._gap(GapReason.EMPTY, "all response times are zero", "check that the service can be reached")

    def _run(self) -> Iterator[Metric]:
        rate = self.summary.series.get("http_reqs")
        per_second = rate.values.get("rate") if rate else None
        elapsed = self.summary.duration
        if elapsed is None and per_second and self.requests:
            elapsed = self.requests / per_second
        if elapsed is None:
            return
        if not 0 < elapsed < 10**9:
            raise UnreadableResultError(GapReason.UNPARSABLE, f"{self.name}: a run of {elapsed:g} s")
        achieved = self.requests / elapsed
        if per_second is not None and not math.isclose(achieved, per_second, rel_tol=0.01, abs_tol=1e-9):
            raise UnreadableResultError(
                GapReason.UNPARSABLE,
                f"{self.name}: {self.requests} requests in {elapsed:g} s contradict {per_second:g} per second",
            )
        yield measured("duration", round(elapsed, 6))
        yield measured("throughput", round(achieved, 6), self.requests)

    def _thresholds(self) -> Iterator[ToolCheck]:
        for series in self.summary.series.values():
            empty = self._without_samples(series)
            for expression, crossed in series.crossed.items():
                state = CheckState.FAILED if crossed else CheckState.UNKNOWN if empty else CheckState.PASSED
                yield ToolCheck(
                    name=label(f"{series.name}: {expression}", self.redactor),
                    state=state,
                    detail="" if state is CheckState.PASSED else "crossed" if crossed else empty,
                    about=Measure.LATENCY if series.name.startswith(_DURATION) else "",
                    percentile=_percentile(series.name, expression),
                )

    def _without_samples(self, series: Series) -> str:
        # Why a threshold of this metric that reads as passed proves nothing, or nothing when it does.
        if self.requests == 0:
            return "the run made no request"
        if series.name.startswith("http_req_") and series.kind == "trend" and self.failed == self.requests:
            return "every request failed"
        if series.kind == "rate" and series.values["matches"] + series.values["misses"] == 0:
            return "no sample"
        if series.kind == "trend" and not (series.values.get("count", 1) and any(series.values.values())):
            return "no sample"
        # The sum of a counter is exact also when it is zero, but a selected part of it may never have existed.
        if series.kind != "rate" and "{" in series.name and not any(series.values.values()):
            return "no sample"
        return ""


def _percentile(metric: str, expression: str) -> float | None:
    """Return the percentile of the requests that a threshold limits, none for one that rests on no percentile."""
    found = _OF_PERCENTILE.match(expression) if metric.startswith("http_req_") else None
    return float(found[1]) or None if found is not None else None


def _within(low: float, value: float, high: float) -> bool:
    slack = 1e-6 * max(abs(low), abs(high), 1.0)
    return low - slack <= value <= high + slack


READER = Reader(
    kind="k6",
    name="a k6 summary",
    measures=(Measure.LATENCY, Measure.ERROR_RATE, Measure.THROUGHPUT),
    max_bytes=16 * 2**20,
    recognises=_recognises,
    read=_read,
)
