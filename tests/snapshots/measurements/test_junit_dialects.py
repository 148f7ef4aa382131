"""JUnit files of many tools: green ones stay clean passes, and what is not known, not listed or not named is none.

`fixtures/results/junit/green` holds files as the tools write them, `broken` one defect a file; `expected.json` beside
them has the right answers, written before the reader was asked.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.gates.tests.judge import judge
from engine.gates.tests.settings import TestsSettings as Settings
from engine.model.gate import GateResult
from engine.model.measurement import CheckState, Measurement
from engine.model.outcome import Outcome
from snapshots.measurements.registry import result_reader
from snapshots.redaction.redact import Redactor

ROOT = Path(__file__).parents[3] / "fixtures/results/junit"
GREEN: dict[str, Any] = json.loads((ROOT / "green/expected.json").read_text())
BROKEN: dict[str, Any] = json.loads((ROOT / "broken/expected.json").read_text())
SAMPLES = [entry["path"] for entry in json.loads((ROOT / "manifest.json").read_text())["entries"]]
READABLE = sorted(
    [f"green/{name}" for name in GREEN]
    + [f"broken/{name}" for name in BROKEN]
    + [path for path in SAMPLES if path.endswith(".xml") and "truncated" not in path]
)
SOURCE = result_reader("junit", Redactor(b"k" * 32, "test"))
ALL_MAY_SKIP = Settings(max_skipped=1)


def of(text: str) -> Measurement:
    return SOURCE.read(text.encode(), name="junit.xml")


def read(path: str) -> Measurement:
    return SOURCE.read((ROOT / path).read_bytes(), name=path)


def gate(measurement: Measurement) -> GateResult:
    return judge([measurement], ALL_MAY_SKIP)


def counts(measurement: Measurement) -> dict[str, int]:
    return {metric.name: int(metric.value) for metric in measurement.metrics}


def test_every_file_has_an_answer() -> None:
    for folder, answers in (("green", GREEN), ("broken", BROKEN)):
        assert {path.name for path in (ROOT / folder).glob("*.xml")} == set(answers)


@pytest.mark.parametrize("name", sorted(GREEN))
def test_a_green_file_is_a_clean_pass(name: str) -> None:
    measurement, expected = read(f"green/{name}"), GREEN[name]
    assert measurement.gaps == ()
    assert measurement.facts == ()
    assert {check.state for check in measurement.checks} <= {CheckState.PASSED, CheckState.SKIPPED}
    found = counts(measurement)
    assert (found["tests"], found["skipped"]) == (expected["tests"], expected["skipped"])
    assert (measurement.provenance.tool, measurement.provenance.version) == (expected["tool"], expected["version"])
    exact = None if measurement.measured_at is None else "exact" if measurement.measured_at.is_exact else "interval"
    assert exact == expected["dated"]
    assert gate(measurement).outcome is Outcome.PASS


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_file_says_what_is_wrong(name: str) -> None:
    measurement, expected = read(f"broken/{name}"), BROKEN[name]
    result = gate(measurement)
    assert result.outcome == expected["outcome"]
    assert [[gap.reason, gap.detail] for gap in result.gaps] == expected["gaps"]
    failed = [finding.target.address for finding in result.findings if finding.rule == "test-failed"]
    assert failed == expected["failed"]
    assert [name for key, name in measurement.facts if key == "flaky"] == expected["flaky"]


def recount(data: bytes) -> Counter[str]:
    """Count with another parser, as simply as can be: the cases of one suite and name, by the elements in them."""
    tree = ET.fromstring(data)  # noqa: S314 - our own fixtures
    found: dict[tuple[int, str, str], set[str]] = {}
    for position, suite in enumerate(tree.iter()):
        for case in suite.findall("testcase"):
            key = (position, case.get("classname") or "", case.get("name") or "")
            found.setdefault(key, set()).update(child.tag for child in case)
    marks = Counter[str]()
    for tags in found.values():
        marks["errors"] += bool(tags & {"error", "internalError"})
        marks["failed"] += "failure" in tags and not tags & {"error", "internalError"}
    marks["tests"] = len(found)
    return marks


@pytest.mark.parametrize("path", READABLE)
def test_an_independent_reader_counts_no_more_failures(path: str) -> None:
    data = (ROOT / path).read_bytes()
    ours, other = counts(read(path)), recount(data)
    # Attempts at a test that passed in the end are no failures of it; what fails by a word is none by an element.
    ended_well = ours["flaky"] if "gotestsum" in path else 0
    assert ours["failed"] + ours["errors"] + ended_well >= other["failed"] + other["errors"]
    assert ours["tests"] >= other["tests"] - (path.endswith(("interrupted.xml", "interrupted-in-a-test.xml")))


def test_equal_ends_of_an_attachment_in_two_parts_are_one() -> None:
    # The parser tells long output in parts: what is looked for may be cut anywhere.
    for filler in range(8150, 8200):
        output = "x" * filler + "[[ATTACHMENT|test-results/a-retry1/trace.zip]]"
        text = f"<testsuite><testcase name='a'><system-out>{output}</system-out></testcase></testsuite>"
        assert of(text).facts == (("flaky", "a"),)


@pytest.mark.parametrize("part", ["[[ATTACHMENT|a.png]] ", "[[ATTACHMENT|", "[[ATTACHMENT|test-failed-"])
def test_long_output_that_names_no_attachment_costs_nothing(part: str) -> None:
    text = f"<testsuite><testcase name='a'><system-out>{part * 100_000}</system-out></testcase>"
    assert of(f"{text}</testsuite>").facts == ()


def test_the_oldest_suite_counts() -> None:
    times = ["2026-11-21T09:00:00Z", "2009-01-01T00:00:00Z", "2026-11-21T08:00:00"]
    suites = "".join(f'<testsuite timestamp="{time}"><testcase name="a"/></testsuite>' for time in times)
    measured = of(f"<testsuites>{suites}</testsuites>").measured_at
    assert str(measured) == "2009-01-01T00:00:00Z"


def test_subtests_that_pytest_does_not_list_are_told() -> None:
    suite = '<testsuite name="pytest" tests="5"><testcase name="a"/></testsuite>'
    measurement = of(f'<testsuites name="pytest tests">{suite}</testsuites>')
    assert measurement.facts == (("unlisted", "4"),)
    result = gate(measurement)
    assert result.outcome is Outcome.WARN
    assert [finding.rule for finding in result.findings] == ["unlisted-tests"]


_KNOWN = ["failure", "error", "skipped", "flakyFailure", "properties", "system-out", "rerunFailure"]
_CHILDREN = st.lists(st.sampled_from([*_KNOWN, "warning", "Failure", "x"]), max_size=3)
_TESTS = st.lists(st.tuples(st.sampled_from("abc"), _CHILDREN), min_size=1, max_size=5)


def _suite(tests: list[tuple[str, list[str]]]) -> str:
    rows = (f"<testcase name='{name}'>{''.join(f'<{tag}/>' for tag in tags)}</testcase>" for name, tags in tests)
    return f"<testsuite name='s'>{''.join(rows)}</testsuite>"


@given(_TESTS, st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12))
def test_an_element_that_is_not_known_is_never_a_pass(tests: list[tuple[str, list[str]]], tag: str) -> None:
    harmless = {"properties", "property", "description", "stackTrace", "attachments", "attachment", "traces", "trace"}
    quiet = harmless | {"flakyFailure", "flakyError", "rerun", "skipped", "ignored", "disabled"}
    if tag in quiet:
        return
    result = gate(of(_suite([("first", [tag]), *tests])))
    assert result.outcome in {Outcome.FAIL, Outcome.INCONCLUSIVE}
    beside = f"<testsuites>{_suite(tests)}<{tag}/></testsuites>"
    if tag not in {"testcase", "testsuite", "testsuites"}:
        assert gate(of(beside)).outcome in {Outcome.FAIL, Outcome.INCONCLUSIVE}


@given(_TESTS, st.sampled_from(["status", "result"]), st.text(max_size=8))
def test_a_word_that_is_not_known_is_never_a_pass(tests: list[tuple[str, list[str]]], name: str, word: str) -> None:
    known = {
        *("", "run", "completed", "passed", "pass", "ok", "success", "succeeded", "successful", "notrun", "not_run"),
        *("disabled", "skipped", "skip", "ignored", "suppressed", "pending", "untested", "todo", "incomplete", "xfail"),
    }
    if word.strip().lower() in known or not word.isprintable():
        return
    first = f"<testcase name='first' {name}={quoteattr(word)}/>"
    result = gate(of(f"<testsuites>{_suite(tests)}<testsuite name='t'>{first}</testsuite></testsuites>"))
    assert result.outcome in {Outcome.FAIL, Outcome.INCONCLUSIVE}


@given(_TESTS)
def test_what_is_in_a_test_decides_alike_in_any_order_of_tests(tests: list[tuple[str, list[str]]]) -> None:
    there, back = of(_suite(tests)), of(_suite(tests[::-1]))
    assert (there.checks, there.facts, there.metrics) == (back.checks, back.facts, back.metrics)
