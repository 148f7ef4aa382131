"""Scans of other tools: what real scanners wrote, read as it is meant, and what proves nothing told as that."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.model.measurement import Measurement, Scan, ScanResult
from engine.model.outcome import Severity
from snapshots.measurements.registry import result_reader
from snapshots.redaction.redact import Redactor

RESULTS = Path(__file__).parents[3] / "fixtures" / "results"
REDACTOR = Redactor(b"k" * 32, "e")
HIGH, MEDIUM, LOW = Severity.HIGH, Severity.MEDIUM, Severity.LOW


def read(kind: str, data: bytes | dict[str, Any], name: str = "scan") -> Measurement:
    return result_reader(kind, REDACTOR).read(json.dumps(data).encode() if isinstance(data, dict) else data, name=name)


def fixture(path: str) -> Measurement:
    kind = path.partition("/")[0]
    return read(kind, (RESULTS / path).read_bytes(), path.partition("/")[2])


def only(measurement: Measurement) -> Scan:
    (scan,) = measurement.scans
    return scan


# Written down from the manifests before the readers were there: rules and results, whether the run ended, what it says
# that it looked at, and what is lacking.
FILES = {
    "sarif/bandit-clean.sarif": (0, 0, True, None, []),
    "sarif/bandit-empty-folder.sarif": (0, 0, True, None, []),
    "sarif/bandit-exit-zero.sarif": (4, 4, True, None, []),
    "sarif/bandit-findings.sarif": (6, 6, True, None, []),
    "sarif/bandit-missing-folder.sarif": (0, 0, True, None, ["Bandit says: No such file or directory"]),
    "sarif/bandit-syntax-error.sarif": (0, 0, True, None, ["Bandit says: syntax error while parsing AST from file"]),
    "sarif/checkov-broken.sarif": (0, 0, None, None, []),
    "sarif/checkov-clean.sarif": (0, 0, None, None, []),
    "sarif/checkov-empty.sarif": (0, 0, None, None, []),
    "sarif/checkov-ignored.sarif": (1, 1, None, None, []),
    "sarif/constructed-clean.sarif": (0, 0, True, 1, []),
    "sarif/constructed-kinds.sarif": (2, 4, True, 1, []),
    "sarif/execution-failed.sarif": (0, 0, False, None, ["the run of Bandit did not come to a good end"]),
    "sarif/ruff-clean.sarif": (0, 0, None, None, []),
    "sarif/ruff-empty-folder.sarif": (0, 0, None, None, []),
    "sarif/ruff-missing-path.sarif": (1, 1, None, None, []),
    "sarif/ruff-syntax-error.sarif": (1, 2, None, None, []),
    "sarif/zizmor-clean.sarif": (0, 0, True, None, []),
    "sarif/zizmor-findings.sarif": (5, 5, True, None, []),
    "trivy/trivy-broken.json": (0, 0, True, 0, []),
    "trivy/trivy-clean.json": (0, 0, True, 0, []),
    "trivy/trivy-empty.json": (0, 0, True, 0, []),
    "trivy/trivy-ignored.json": (
        0,
        0,
        True,
        1,
        ["main.tf: something was found in it and is left out, and nothing says what"],
    ),
    "trivy/trivy-left-out.json": (1, 1, True, 1, []),
    "trivy/trivy-secret.json": (3, 3, True, 1, []),
    "trivy/trivy-vulnerable.json": (10, 21, True, 2, []),
    "trivy/constructed-counted.json": (1, 3, True, 1, ["main.tf: 99 failures are counted, 3 are listed"]),
    "trivy/constructed-excepted.json": (1, 3, True, 1, ["main.tf: 2 results were excepted, and nothing says which"]),
    "trivy/constructed-packages.json": (0, 0, True, 0, ["go.mod: 1 vulnerabilities are told, and are not judged here"]),
}


@pytest.mark.parametrize("path", sorted(FILES))
def test_a_scan_is_read_as_it_is_meant(path: str) -> None:
    rules, results, ended, looked_at, lacking = FILES[path]
    measurement = fixture(path)
    scan = only(measurement)
    assert (len(scan.rules), len(scan.results), scan.ended, scan.looked_at) == (rules, results, ended, looked_at)
    assert [gap.detail for gap in measurement.gaps] == lacking
    assert measurement.has_failures == any(not one.open and not one.comment for one in scan.results)


UNREAD = {
    "sarif/no-runs.sarif": "it has no run",
    "sarif/results-absent.sarif": "the run of Bandit has no list of results: it has not scanned",
    "sarif/truncated.sarif": "truncated.sarif:177:17: not JSON: Unterminated string starting at",
    "sarif/zizmor-no-inputs.sarif": "zizmor-no-inputs.sarif: the file is empty",
}


@pytest.mark.parametrize("path", sorted(UNREAD))
def test_what_is_no_scan_is_told_as_that(path: str) -> None:
    measurement = fixture(path)
    assert measurement.scans == ()
    assert [gap.detail for gap in measurement.gaps] == [UNREAD[path]]


def test_every_file_of_the_manifests_is_expected() -> None:
    for kind in ("sarif", "trivy"):
        entries = json.loads((RESULTS / kind / "manifest.json").read_text())["entries"]
        paths = {f"{kind}/{entry['path']}" for entry in entries}
        counted = {"sarif/checkov-secret.sarif", "sarif/checkov-vulnerable.sarif"}  # Checkov's own counts, below
        assert paths == {path for path in (*FILES, *UNREAD) if path.startswith(kind)} | (paths & counted)


@pytest.mark.parametrize("path", ["checkov-secret.sarif", "checkov-vulnerable.sarif"])
def test_each_result_of_checkov_is_there(path: str) -> None:
    run = json.loads((RESULTS / "sarif" / path).read_text())["runs"][0]
    wanted = {(one["ruleId"], _place(one)) for one in run["results"]}
    scan = only(fixture(f"sarif/{path}"))
    assert {(one.rule, (one.file, one.line)) for one in scan.results} == wanted
    assert {one.level for one in scan.results} == {HIGH}
    assert {one.severity for one in scan.results} == {None}


def _place(result: dict[str, Any]) -> tuple[str, int]:
    place = result["locations"][0]["physicalLocation"]
    return place["artifactLocation"]["uri"], place["region"]["startLine"]


def test_the_kinds_of_results_of_sarif() -> None:
    measurement = fixture("sarif/constructed-kinds.sarif")
    scan = only(measurement)
    assert (scan.tool, scan.version) == ("Iac", "1.2.3")
    assert str(measurement.measured_at) == "2026-11-20T10:00:00Z"
    assert str(measurement.last_at) == "2026-11-20T10:01:00Z"
    open_port, note = scan.rules
    assert (open_port.id, open_port.title, open_port.severity) == ("IAC1", "A port is open", Severity.CRITICAL)
    assert open_port.references == ("https://example.com/iac1",)
    assert (note.id, note.title, note.severity) == ("IAC2", "IAC2", None)
    place: dict[str, Any] = {"file": "main.tf", "line": 3}
    assert set(scan.results) == {
        ScanResult(rule="IAC1", message="port 22 of ssh is open", address="aws_sqs_queue.jobs", level=MEDIUM, **place),
        ScanResult(rule="IAC2", message="has to be looked at", level=LOW, open=True, **place),
        ScanResult(rule="IAC2", message="was accepted", level=LOW, comment="ticket 12", **place),
        ScanResult(rule="IAC2", message="was not accepted", level=LOW, **place),
    }


def test_what_trivy_names_and_leaves_out() -> None:
    scan = only(fixture("trivy/trivy-vulnerable.json"))
    queues = [one for one in scan.results if one.rule == "AVD-AWS-0096"]
    assert {(one.address, one.line) for one in queues} == {
        ("aws_sqs_queue.jobs", 3),
        ("aws_sqs_queue.many[0]", 8),
        ("aws_sqs_queue.many[1]", 8),
    }
    (logging,) = (one for one in scan.rules if one.id == "s3-bucket-logging")
    assert logging.aliases == ("AVD-AWS-0089",)
    (left_out,) = only(fixture("trivy/trivy-left-out.json")).results
    assert (left_out.rule, left_out.comment) == ("AVD-AWS-0096", ".trivyignore")


def test_a_key_that_a_scanner_quotes_is_hidden() -> None:
    for path in ("trivy/trivy-secret.json", "sarif/checkov-secret.sarif"):
        raw = (RESULTS / path).read_text()
        assert "AKIAIOSFODNN7EXAMPLE" in raw
        assert "EXAMPLE" not in repr(fixture(path))


GOOD_SARIF: dict[str, Any] = json.loads((RESULTS / "sarif" / "constructed-kinds.sarif").read_text())
GOOD_TRIVY: dict[str, Any] = json.loads((RESULTS / "trivy" / "trivy-left-out.json").read_text())


def changed(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return a document with another value at a path of names and indexes."""
    new: dict[str, Any] = json.loads(json.dumps(document))
    *way, last = (int(part) if part.isdigit() else part for part in path.split("."))
    at: Any = new
    for part in way:
        at = at[part]
    at[last] = value
    return new


_FINDING = "Results.1.ExperimentalModifiedFindings.0.Finding"
BROKEN = {
    "another version": ("sarif", "version", "2.0.0", "scan: SARIF 2.0.0, 2.1.0 is read"),
    "no version": ("sarif", "version", None, "scan: $.version: expected str, got null"),
    "runs are none": ("sarif", "runs", {}, "scan: $.runs: expected array, got object"),
    "no tool": ("sarif", "runs.0.tool", {}, "scan: $.runs[0].tool: object missing required field driver"),
    "a kind": ("sarif", "runs.0.results.0.kind", "odd", "scan: $.runs[0].results[0]: the kind odd is not known"),
    "a rule": ("sarif", "runs.0.results.0.ruleIndex", 7, "scan: $.runs[0].results[0]: it names no rule"),
    "a line": (
        "sarif",
        "runs.0.results.0.locations.0.physicalLocation.region.startLine",
        -1,
        "scan: $.runs[0].results[0].locations[0].physicalLocation.region.startLine: expected int >= 0",
    ),
    "a score": (
        "sarif",
        "runs.0.tool.driver.rules.0.properties.security-severity",
        "eleven",
        "scan: $.runs[0]: rule IAC1: the security-severity is no score of 0 to 10",
    ),
    "a score above": (
        "sarif",
        "runs.0.results.0.properties",
        {"security-severity": 11},
        "scan: $.runs[0].results[0]: the security-severity is no score of 0 to 10",
    ),
    "a time": ("sarif", "runs.0.invocations.0.endTimeUtc", "noon", "scan: $.runs[0].invocations[0]: not a time"),
    "an end": (
        "sarif",
        "runs.0.invocations.0.executionSuccessful",
        "yes",
        "scan: $.runs[0].invocations[0].executionSuccessful: expected bool, got str",
    ),
    "a schema": ("trivy", "SchemaVersion", 1, "scan: schema version 1, 2 is read"),
    "results are none": ("trivy", "Results", {}, "scan: $.Results: expected array | null, got object"),
    "a count": (
        "trivy",
        "Results.0.MisconfSummary.Successes",
        -1,
        "scan: $.Results[0].MisconfSummary.Successes: expected int >= 0",
    ),
    "a status": (
        "trivy",
        f"{_FINDING}.Status",
        "ODD",
        "scan: $.Results[1].ExperimentalModifiedFindings[0].Finding: the status ODD is not known",
    ),
    "a severity": (
        "trivy",
        f"{_FINDING}.Severity",
        "ODD",
        "scan: $.Results[1].ExperimentalModifiedFindings[0].Finding: the severity ODD is not known",
    ),
    "no finding": (
        "trivy",
        _FINDING,
        3,
        "scan: $.Results[1].ExperimentalModifiedFindings[0].Finding: expected object, got int",
    ),
    "a day": ("trivy", "CreatedAt", "today", "scan: $.CreatedAt: not a time"),
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_file_is_named(name: str) -> None:
    kind, path, value, wanted = BROKEN[name]
    good = GOOD_SARIF if kind == "sarif" else GOOD_TRIVY
    assert read(kind, good).scans
    measurement = read(kind, changed(good, path, value))
    assert measurement.scans == ()
    assert [gap.detail for gap in measurement.gaps] == [wanted]


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        ("sarif", {"hello": 1}),
        ("trivy", {"hello": 1}),
        ("trivy", {"SchemaVersion": 2, "ClusterName": "x", "Resources": []}),
    ],
)
def test_what_is_nothing_of_the_kind_is_refused(kind: str, document: dict[str, Any]) -> None:
    (gap,) = read(kind, document).gaps
    assert "not a " in gap.detail
    assert gap.fix
