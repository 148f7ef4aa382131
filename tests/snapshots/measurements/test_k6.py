"""k6 summaries: the numbers of real runs, the dialects, and what proves nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.jsontext.codec import decode, encode
from engine.model.measurement import CheckState, Measurement
from engine.model.outcome import GapReason
from snapshots.measurements.k6 import READER
from snapshots.measurements.registry import result_reader
from snapshots.redaction.redact import Redactor

ROOT = Path(__file__).parents[3] / "fixtures/results/k6"
ENTRIES = json.loads((ROOT / "manifest.json").read_text())["entries"]
SOURCE = result_reader("k6", Redactor(b"k" * 32, "test"))


def read(path: str) -> Measurement:
    return SOURCE.read((ROOT / path).read_bytes(), name=path)


def of(document: Any) -> Measurement:
    return SOURCE.read(json.dumps(document).encode(), name="k6.json")


def numbers(measurement: Measurement) -> dict[str, float]:
    return {metric.name: metric.value for metric in measurement.metrics}


def healthy() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((ROOT / "healthy/handle-summary.json").read_text())
    return document


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["path"])
def test_real_summaries_give_the_counted_numbers(entry: dict[str, Any]) -> None:
    measurement = read(entry["path"])
    found, expected = numbers(measurement), entry["expected"]
    assert decode(encode(measurement), Measurement, name="again") == measurement
    for name in ("requests", "failed_requests", "checks_passed", "checks_failed", "iterations", "dropped_iterations"):
        if name in found and not (expected.get("partial") and "requests" not in expected):
            assert found[name] == expected.get(name, 0)
    if not found:
        assert measurement.gaps
        return
    # The oracle counts all requests; ours are of the expected responses where k6 tells them apart.
    if expected.get("failed_requests") == 0 and "duration_ms" in expected:
        for stat, name in (("p50", "med"), ("p90", "p90"), ("p95", "p95"), ("max", "max"), ("min", "min")):
            assert found[f"latency.{name}"] == pytest.approx(expected["duration_ms"][stat], abs=1e-5)
        if "latency.p99" in found:
            assert found["latency.p99"] == pytest.approx(expected["duration_ms"]["p99"], abs=1e-5)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("empty/handle-summary.json", GapReason.EMPTY),
        ("no-samples/handle-summary.json", GapReason.EMPTY),
        ("no-samples/summary-export.json", GapReason.EMPTY),
        ("no-samples-machine-readable/machine-readable-handle-summary.json", GapReason.EMPTY),
        ("unreachable/handle-summary.json", GapReason.EMPTY),
        ("truncated/handle-summary.json", GapReason.UNPARSABLE),
        ("ndjson/points.ndjson", GapReason.UNSUPPORTED),
        ("future-version/summary.json", GapReason.UNSUPPORTED),
    ],
)
def test_what_proves_nothing_is_a_gap(path: str, reason: GapReason) -> None:
    measurement = read(path)
    assert [gap.reason for gap in measurement.gaps] == [reason]
    assert measurement.gaps[0].fix
    assert not any(check.state is CheckState.PASSED for check in measurement.checks)
    assert "latency.p95" not in numbers(measurement)


def test_a_run_without_an_iteration_is_a_gap() -> None:
    for dialect in ("handle-summary", "summary-export"):
        assert [gap.detail for gap in read(f"setup-throws/{dialect}.json").gaps] == ["no iteration was completed"]


def test_one_run_gives_the_same_numbers_in_each_dialect() -> None:
    handle = read("healthy/handle-summary.json")
    export = read("healthy/summary-export.json")
    machine = read("healthy/machine-readable.json")
    assert len({handle.dialect, export.dialect, machine.dialect}) == 3
    assert numbers(handle) == numbers(export) == numbers(machine)
    assert [metric.samples for metric in handle.metrics] == [metric.samples for metric in machine.metrics]
    assert handle.checks == export.checks
    assert dict(handle.facts)["thresholds"] == "reported"
    # That form does not tell the thresholds, but the script in it does, and the numbers keep them.
    assert (dict(machine.facts)["thresholds"], machine.checks) == ("not_in_this_dialect", handle.checks)


@pytest.mark.parametrize("run", ["slow", "errors", "timeouts", "unreachable-gated", "abort-on-fail"])
def test_crossed_thresholds_agree_although_the_export_inverts_them(run: str) -> None:
    handle, export = read(f"{run}/handle-summary.json"), read(f"{run}/summary-export.json")
    assert handle.checks == export.checks
    assert any(check.state is CheckState.FAILED for check in handle.checks)


def test_a_threshold_on_a_tag_that_no_request_has_is_unknown() -> None:
    states = {check.name: check.state for check in read("wrong-tag/summary-export.json").checks}
    assert states == {
        "http_req_duration{endpoint:payment}: p(95)<10": CheckState.UNKNOWN,
        "http_req_failed: rate<0.01": CheckState.PASSED,
    }


def test_the_rate_of_failed_requests_is_not_inverted() -> None:
    found = numbers(read("errors/handle-summary.json"))
    assert (found["failed_requests"], found["error_rate"]) == (28, 28 / 161)


def test_times_stay_milliseconds_whatever_the_console_shows() -> None:
    measurement = read("unit-seconds/handle-summary.json")
    assert dict(measurement.facts)["summary_time_unit"] == "s"
    assert numbers(measurement)["latency.p95"] == pytest.approx(20.54733)


def test_times_of_expected_responses_are_preferred_and_named() -> None:
    measurement = read("timeouts/handle-summary.json")
    assert dict(measurement.facts)["latency_of"] == "expected_responses"
    p95 = next(metric for metric in measurement.metrics if metric.name == "latency.p95")
    assert (p95.unit, p95.samples) == ("ms", 161 - 58)
    document = healthy()
    del document["metrics"]["http_req_duration{expected_response:true}"]
    assert dict(of(document).facts)["latency_of"] == "all"


def test_the_script_of_a_machine_readable_summary_is_not_carried() -> None:
    path = "healthy-machine-readable/machine-readable-handle-summary.json"
    assert b"import http" in (ROOT / path).read_bytes()
    carried = encode(read(path))
    assert b"import http" not in carried
    assert read(path).measured_at is not None


def test_names_lose_secrets_and_length_but_no_control_characters() -> None:
    document = healthy()
    metrics = document["metrics"]
    metrics["\x1b[31mred\x1b[0m"] = {**metrics["checks"], "thresholds": {"rate>0": {"ok": True}}}
    metrics["x" * 2000] = {**metrics["checks"], "thresholds": {"rate>0": {"ok": True}}}
    metrics["m{token=ghp_" + "a" * 36 + "}"] = {**metrics["checks"], "thresholds": {"rate>0": {"ok": True}}}
    metrics["lone \ud800"] = {**metrics["checks"], "thresholds": {"rate>0": {"ok": True}}}
    measurement = of(document)
    assert not measurement.gaps
    names = [check.name for check in measurement.checks]
    assert "\x1b[31mred\x1b[0m: rate>0" in names
    assert max(map(len, names)) <= 500
    assert "ghp_" not in "".join(names)
    assert encode(measurement)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda m: m["http_reqs"]["values"].update(count=1), "161 requests are marked, 1 were made"),
        (lambda m: m["http_reqs"]["values"].update(count=161.5), "161.5 is not a count"),
        (lambda m: m["http_reqs"]["values"].update(count=-1), "-1 is not a count"),
        (
            lambda m: m["http_reqs"]["values"].update(count=True),
            "$.metrics.http_reqs.values.count: expected float | null, got bool",
        ),
        (lambda m: m["http_reqs"]["values"].update(rate=4000.0), "contradict"),
        (lambda m: m["http_reqs"].update(type="trend"), "http_reqs is not a counter"),
        (lambda m: m["iterations"].update(type="gauge"), "iterations is not a counter"),
        (lambda m: m["iterations"]["values"].update(rate=4000.0), "iterations: 161 in 4.01418 s contradict 4000"),
        (lambda m: m["http_req_blocked"]["values"].update(avg=1e9), "http_req_blocked: its statistics contradict"),
        (lambda m: m["http_req_blocked"]["values"].update({"min": -1}), "http_req_blocked: its statistics contradict"),
        (lambda m: m["iteration_duration"]["values"].update(count=1.5), "1.5 is not a count"),
        (lambda m: m["cart_value"]["values"].update({"p95": 16}), "p95 is there twice"),
        (lambda m: m["checks"]["values"].update(passes=161.5, fails=160.5, rate=161.5 / 322), "161.5 is not a count"),
        (
            lambda m: m.update({"http_req_duration{a:b}": {"type": "trend", "values": {"count": 162, "max": 1}}}),
            "http_req_duration{a:b} rests on 162 samples, all of http_reqs on 161",
        ),
        (
            lambda m: m["http_req_duration{expected_response:true}"]["values"].update(count=160),
            "http_req_duration rests on 160 samples, 161 were expected",
        ),
        (lambda m: m["http_req_failed"]["values"].update(passes=80, fails=81), "contradict each other"),
        (lambda m: m["http_req_failed"]["values"].pop("fails"), "a rate without"),
        (lambda m: m["checks"].update(type="histogram"), "unknown type"),
        (
            lambda m: m["checks"]["thresholds"].update({"rate>0.99": {"ok": "yes"}}),
            "$.metrics.checks.thresholds.rate>0.99.ok: expected bool, got str",
        ),
        (
            lambda m: m["checks"]["thresholds"].update({"rate>0.99": True}),
            "$.metrics.checks.thresholds.rate>0.99: expected object, got bool",
        ),
        (lambda m: m["http_req_duration{expected_response:true}"]["values"].update({"p(95)": 5}), "contradict"),
        (lambda m: m["http_req_duration{expected_response:true}"]["values"].update({"min": -1}), "contradict"),
        (
            lambda m: m["http_req_duration{expected_response:true}"]["values"].update({"p(95)": "19"}),
            ".values.p(95): expected float | null, got str",
        ),
    ],
)
def test_contradictions_are_unusable(change: Any, words: str) -> None:
    document = healthy()
    change(document["metrics"])
    measurement = of(document)
    assert (measurement.metrics, measurement.checks) == ((), ())
    assert words in measurement.gaps[0].detail


def test_missing_parts_are_named() -> None:
    document = healthy()
    del document["metrics"]["http_req_failed"]
    assert [gap.reason for gap in of(document).gaps] == [GapReason.MISSING_INPUT]
    document = healthy()
    for name in ("http_req_duration", "http_req_duration{expected_response:true}"):
        del document["metrics"][name]
    assert [gap.detail for gap in of(document).gaps] == ["no http_req_duration in the summary"]
    document = healthy()
    document["metrics"]["http_req_failed"]["values"].update(fails=100)
    assert [gap.detail for gap in of(document).gaps] == ["61 of 161 requests are not marked as failed or expected"]


def test_what_no_request_marks_gives_no_error_rate() -> None:
    document = healthy()
    document["metrics"]["http_req_failed"]["values"].update(fails=0, rate=0)
    measurement = of(document)
    assert [gap.detail for gap in measurement.gaps] == ["161 of 161 requests are not marked as failed or expected"]
    assert "error_rate" not in numbers(measurement)


def test_unknown_keys_are_named() -> None:
    document = healthy()
    document["metrics"]["checks"]["threshold"] = {"rate>0.99": {"ok": False}}
    document["metrics"]["http_req_duration"]["values"]["p99_of_my_own"] = 1
    document["note"] = "nightly"
    measurement = of(document)
    assert [(gap.reason, gap.detail) for gap in measurement.gaps] == [
        (GapReason.UNSUPPORTED, "a rate holds what is not known: checks: threshold"),
        (GapReason.UNSUPPORTED, "a trend holds what is not known: http_req_duration: p99_of_my_own"),
    ]
    assert dict(measurement.facts)["keys_not_read"] == "note"
    document["scenarios"] = {}
    assert [gap.reason for gap in of(document).gaps] == [GapReason.UNSUPPORTED]


def test_too_many_metrics_are_refused_and_no_fewer() -> None:
    document = healthy()
    limited = {**document["metrics"]["http_req_duration"]}
    parts = {f"http_req_duration{{a:{number}}}": limited for number in range(1980)}
    document["metrics"] |= parts
    assert len(of(document).checks) > 3960
    document["metrics"] |= {f"http_req_duration{{b:{number}}}": limited for number in range(20)}
    assert [gap.reason for gap in of(document).gaps] == [GapReason.LIMIT_REACHED]


def test_a_summary_tells_its_tool_and_the_machine_readable_one_when_and_which() -> None:
    told = read("literal/machine-readable.json")
    assert (told.provenance.tool, told.provenance.version) == ("k6", "1.8.1")
    assert told.measured_at is not None
    assert told.measured_at.is_exact
    assert (told.provenance.began, told.provenance.ended) == (None, told.measured_at)
    silent = read("literal/handle-summary.json")
    assert (silent.provenance.tool, silent.provenance.version, silent.measured_at) == ("k6", "", None)
    document = json.loads((ROOT / "literal/machine-readable.json").read_text())
    document["metadata"] = {"generatedAt": "2026-11-21T01:36:03+01:00", "k6Version": "2.0.0"}
    spelled = of(document)
    assert (spelled.provenance.version, str(spelled.measured_at)) == ("2.0.0", "2026-11-21T00:36:03Z")
    document["metadata"]["generatedAt"] = "2026-11-21T01:36:03"
    assert str(of(document).measured_at) == "2026-11-21T01:36:03 without a zone"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.update(version="1.1.0"), "a k6 summary of version '1.1.0'; version 1.0.0 is known"),
        (lambda d: d["results"]["metrics"].append(d["results"]["metrics"][0]), "is repeated"),
        (lambda d: d["results"]["checks"]["metrics"].pop(), "not the three counts"),
        (
            lambda d: d["results"]["checks"]["metrics"][0]["values"].update(count=81),
            "its three counts contradict each other",
        ),
        (lambda d: d["results"]["metrics"][0].update(type="histogram"), "a metric of an unknown type"),
        (lambda d: d["results"].update(checks=[]), "$.results.checks: expected object, got array"),
        (lambda d: d["config"].update(script=1), "$.config.script: expected str | null, got int"),
        (lambda d: d["metadata"].update(generated_at="yesterday"), "$.metadata.generated_at: not a time"),
        (lambda d: d["config"].update(duration=-1), "a run of -1 s"),
    ],
)
def test_broken_machine_readable_summaries(change: Any, words: str) -> None:
    document = json.loads((ROOT / "literal/machine-readable.json").read_text())
    change(document)
    measurement = of(document)
    assert (measurement.metrics, measurement.checks, len(measurement.gaps)) == ((), (), 1)
    assert words in measurement.gaps[0].detail


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", GapReason.EMPTY),
        (b" \n", GapReason.EMPTY),
        (b"\x1f\x8b\x08", GapReason.UNSUPPORTED),
        (b"[]", GapReason.UNSUPPORTED),
        (b"3", GapReason.UNSUPPORTED),
        (b'{"metrics":{}}', GapReason.EMPTY),
        (b'{"metrics":[]}', GapReason.UNSUPPORTED),
        (b'{"version":"1.0.0","results":{"metrics":[]}}', GapReason.EMPTY),
        (b'{"version":"1.0.1","results":{"metrics":[]}}', GapReason.UNSUPPORTED),
        (b'{"results":{"metrics":[]}}', GapReason.UNSUPPORTED),
        (b'{"metrics":{"a":{"type":"rate","values":{}},"b":{"count":1}}}', GapReason.UNSUPPORTED),
        (b'{"type":"Point","metric":"http_reqs","data":{}}', GapReason.UNSUPPORTED),
        (b'{"metrics":{"a":NaN}}', GapReason.UNPARSABLE),
        (b'{"metrics":{"vus":{"value":1e999}}}', GapReason.UNPARSABLE),
        (b'{"metrics":{"vus":{"value":-Infinity}}}', GapReason.UNPARSABLE),
        (b'{"metrics":{"a":1},"metrics":{"a":2}}', GapReason.UNPARSABLE),
        (b"[" * 100_000, GapReason.UNPARSABLE),
        (b"\xff\xfe{", GapReason.UNPARSABLE),
        (b" " * (READER.max_bytes + 1), GapReason.LIMIT_REACHED),
    ],
)
def test_other_content_is_one_gap(data: bytes, reason: GapReason) -> None:
    measurement = SOURCE.read(data, name="bytes\udcff.json")
    assert [gap.reason for gap in measurement.gaps] == [reason]
    assert (measurement.metrics, measurement.checks) == ((), ())
    assert encode(measurement)


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    assert SOURCE.read(data, name="x").gaps


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda deeper: (
            st.lists(deeper, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "metrics",
                        "results",
                        "version",
                        "values",
                        "type",
                        "thresholds",
                        "http_reqs",
                        "http_req_failed",
                        "count",
                        "rate",
                        "state",
                        "config",
                        "checks",
                    ]
                ),
                deeper,
            )
        ),
    )
)
def test_no_document_raises(document: Any) -> None:
    assert of(document).gaps
