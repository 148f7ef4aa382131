"""JUnit XML: recounts of real files, reruns, and hostile documents."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.jsontext.codec import decode, encode
from engine.model.measurement import CheckState, Measurement
from engine.model.outcome import GapReason
from snapshots.measurements.registry import result_reader
from snapshots.redaction.redact import Redactor

ROOT = Path(__file__).parents[3] / "fixtures/results/junit"
ENTRIES = json.loads((ROOT / "manifest.json").read_text())["entries"]
SOURCE = result_reader("junit", Redactor(b"k" * 32, "test"))
# Reruns that leave no trace in the file: nothing can see them.
INVISIBLE = {"mocha/flaky.xml", "playwright/flaky.xml"}
SETS = {"surefire/mixed": "surefire/mixed", "surefire/rerun": "surefire/rerun"}


def read(path: str) -> Measurement:
    return SOURCE.read((ROOT / path).read_bytes(), name=path)


def of(text: str) -> Measurement:
    return SOURCE.read(text.encode(), name="junit.xml")


def counts(measurement: Measurement) -> dict[str, int]:
    return {metric.name: int(metric.value) for metric in measurement.metrics}


def states(measurement: Measurement) -> dict[str, CheckState]:
    return {check.name: check.state for check in measurement.checks}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["path"])
def test_real_files_are_recounted(entry: dict[str, Any]) -> None:
    measurement, expected = read(entry["path"]), entry["expected"]
    found = counts(measurement)
    assert decode(encode(measurement), Measurement, name="again") == measurement
    if not found:
        assert measurement.gaps
        assert expected.get("tests", 0) == 0
        return
    assert found["tests"] == found["passed"] + found["failed"] + found["errors"] + found["skipped"]
    for name in ("tests", "passed", "skipped", "flaky"):
        if name in expected and not (name == "flaky" and entry["path"] in INVISIBLE):
            assert found[name] == expected[name], name
    if "failed" in expected:  # Playwright writes a timeout as an error; the oracle counts it as failed
        assert found["failed"] + found["errors"] == expected["failed"] + expected.get("errors", 0)
    if "no evidence" in expected.get("evidence", "") or (expected.get("partial") and "interrupted" in entry["path"]):
        assert measurement.gaps


@pytest.mark.parametrize("folder", SETS)
def test_the_files_of_one_surefire_run_add_up(folder: str) -> None:
    entries = [entry for entry in ENTRIES if entry["path"].startswith(f"{folder}/")]
    assert len(entries) == 2
    totals = [counts(read(entry["path"])) for entry in entries]
    assert {name: totals[0][name] + totals[1][name] for name in totals[0]} == entries[0]["expected"]["set"]


def test_each_dialect_is_recognised() -> None:
    found = {
        entry["path"].split("/")[0]: read(entry["path"]).dialect for entry in ENTRIES if "pass.xml" in entry["path"]
    }
    assert found == {
        "gotestsum": "junit/gotestsum",
        "jest": "junit/jest",
        "mocha": "junit/mocha",
        "playwright": "junit",
        "pytest": "junit/pytest",
    }
    assert read("surefire/rerun-green/TEST-shop.CartTest.xml").dialect == "junit/surefire"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("surefire/rerun-green/TEST-shop.CartTest.xml", "shop.CartTest::flaky"),
        ("gotestsum/rerun-flaky.xml", "example.test/shop/flaky::TestFlaky"),
        ("pytest/flaky-rerun.xml", "test_flaky::test_flaky"),
    ],
)
def test_reruns_that_ended_well_are_flaky(path: str, name: str) -> None:
    measurement = read(path)
    assert measurement.facts == (("flaky", name),)
    assert states(measurement)[name] is CheckState.PASSED


def test_two_tests_of_one_name_do_not_hide_a_failure() -> None:
    text = "<testsuite><testcase name='a'><failure/></testcase><testcase name='a'/></testsuite>"
    assert states(of(text)) == {"a": CheckState.FAILED}
    assert states(of(text.replace("failure", "error"))) == {"a": CheckState.ERRORED}
    exhausted = read("pytest/flaky-exhausted.xml")
    assert states(exhausted)["test_flaky::test_flaky"] is CheckState.FAILED


def test_a_todo_of_jest_and_a_pending_test_of_mocha_are_skipped() -> None:
    assert states(read("jest/mixed.xml"))["write me::write me"] is CheckState.SKIPPED
    assert counts(read("mocha/mixed.xml"))["skipped"] == 2


@pytest.mark.parametrize(
    ("attribute", "state"),
    [
        ('status="run" result="completed"', CheckState.PASSED),
        ('status="notrun" result="suppressed"', CheckState.SKIPPED),
        ('status="disabled"', CheckState.SKIPPED),
        ('status="fail"', CheckState.FAILED),
        ('result="ERROR"', CheckState.ERRORED),
        ('status="17"', CheckState.UNKNOWN),
        ('success="false"', CheckState.FAILED),
        ('Success="False"', CheckState.FAILED),
        ('success="true"', CheckState.PASSED),
        ('passed="no"', CheckState.FAILED),
        ('outcome="failed"', CheckState.FAILED),
        ('outcome="Passed"', CheckState.PASSED),
        ('state="broken"', CheckState.ERRORED),
        ('verdict="what"', CheckState.UNKNOWN),
        ('failed="true"', CheckState.FAILED),
        ('failed="2"', CheckState.FAILED),
        ('failed="0" passed="0"', CheckState.PASSED),
        ('aborted="true"', CheckState.ERRORED),
        ('timedout="yes"', CheckState.ERRORED),
        ('executed="False"', CheckState.SKIPPED),
        ('skipped="true"', CheckState.SKIPPED),
    ],
)
def test_states_in_attributes_are_read(attribute: str, state: CheckState) -> None:
    assert states(of(f'<testsuite><testcase name="a" {attribute}/></testsuite>')) == {"a": state}


@pytest.mark.parametrize(
    "attribute", ['success="false"', 'aborted="true"', 'outcome="failed"', 'failed="1"', 'state="x"']
)
def test_a_suite_that_says_that_it_failed_is_no_pass(attribute: str) -> None:
    found = of(f'<testsuite name="s" tests="1" {attribute}><testcase classname="a" name="b" time="1"/></testsuite>')
    assert found.has_failures or found.gaps


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<testsuite tests="1" failures="2"><testcase name="a"/></testsuite>', "2 failures and errors are counted, 0"),
        ('<testsuites tests="5"><testcase name="a"/></testsuites>', "5 tests are counted, 1 are listed"),
        ('<testsuite tests="1"><testcase/><testcase name="a"/></testsuite>', "1 testcases without a name"),
    ],
)
def test_what_is_counted_and_not_listed_is_a_gap(text: str, words: str) -> None:
    measurement = of(text)
    assert [gap.reason for gap in measurement.gaps] == [GapReason.MISSING_INPUT]
    assert words in measurement.gaps[0].detail


RAN = '<testcase classname="a" name="t1" time="0.01"/><testcase classname="a" name="t2" time="0.01"/>'
LEFT_OUT = '<testcase classname="a" name="t3"><skipped/></testcase>'


@pytest.mark.parametrize("told", ["disabled", "not-run", "not_run", "notrun", "ignored", "pending"])
@pytest.mark.parametrize("where", ['<testsuites><testsuite name="a" {}>', '<testsuites {}><testsuite name="a">'])
@pytest.mark.parametrize("tests", ["", 'tests="2"', 'tests="3"'])
def test_tests_that_did_not_run_have_to_be_listed(told: str, where: str, tests: str) -> None:
    begin, end = where.format(f'{told}="1" {tests}'), "</testsuite></testsuites>"
    gaps = of(f"{begin}{RAN}{end}").gaps
    assert "1 tests are counted that did not run, 0 are listed" in gaps[0].detail
    assert gaps[0].reason is GapReason.MISSING_INPUT
    # One that is listed as skipped is what the others count.
    assert not of(f"{begin.replace('2', '3')}{RAN}{LEFT_OUT}{end}").gaps


def test_disabled_tests_count_beside_skipped_ones_and_others_with_them() -> None:
    begin = '<testsuite name="a" tests="3" skipped="1" {}>'
    one, two = f"{RAN}{LEFT_OUT}</testsuite>", f"{RAN}{LEFT_OUT}{LEFT_OUT.replace('t3', 't4')}</testsuite>"
    assert not of(begin.format('not-run="1" ignored="1"') + one).gaps
    assert "2 tests are counted that did not run, 1 are listed" in of(begin.format('disabled="1"') + one).gaps[0].detail
    assert not of(begin.format('disabled="1"').replace("3", "4") + two).gaps


@pytest.mark.parametrize("told", ["disabled", "not-run"])
def test_a_count_of_tests_that_did_not_run_is_a_number(told: str) -> None:
    (gap,) = of(f'<testsuite name="a" tests="2" {told}="some">{RAN}</testsuite>').gaps
    assert f"the count {told}='some'" in gap.detail
    assert not of(f'<testsuite name="a" tests="2" {told}="0">{RAN}</testsuite>').gaps


def test_better_counts_in_attributes_are_never_believed() -> None:
    text = '<testsuite tests="9" failures="0"><testcase name="a"><failure/></testcase></testsuite>'
    assert counts(of(text))["failed"] == 1
    assert counts(of(text))["tests"] == 1


def test_the_oldest_and_the_newest_part_are_told() -> None:
    times = [f'<testcase name="{hour}" timestamp="2026-11-20T{hour}:00:00Z"/>' for hour in ("04", "02", "03")]
    found = of(f"<testsuite>{''.join(times)}</testsuite>")
    assert [at and at.earliest.hour for at in (found.measured_at, found.last_at)] == [2, 4]


def test_suites_nest_and_a_default_namespace_is_no_obstacle() -> None:
    text = "<testsuites xmlns='urn:x'><testsuite><testsuite><testcase name='a'/></testsuite></testsuite></testsuites>"
    assert states(of(text)) == {"a": CheckState.PASSED}


def test_texts_are_redacted_and_cut_and_keep_control_characters_as_data() -> None:
    secret = "ghp_" + "a" * 36
    long = "n" * 3000
    measurement = of(
        f"<testsuite><testcase name='{secret}'><failure>token {secret} \x9b31m {'y' * 9000}</failure></testcase>"
        f"<testcase name='{long}1'/><testcase name='{long}2'/></testsuite>"
    )
    assert secret not in encode(measurement).decode()
    first = next(check for check in measurement.checks if check.state is CheckState.FAILED)
    assert first.name.startswith("$secret:")
    assert "\x9b31m" in first.detail
    assert len(first.detail) == 500
    assert counts(measurement)["tests"] == 3
    assert max(len(check.name) for check in measurement.checks) == 500


def test_a_secret_across_the_cut_does_not_show() -> None:
    secret = "ghp_" + "a" * 36
    measurement = of(f"<testsuite><testcase name='a'><failure message='{'x' * 490} {secret}'/></testcase></testsuite>")
    assert "ghp_" not in measurement.checks[0].detail


NAMES = "abcdefghijz"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {name} "{10 * f"&{before};"}">' for before, name in pairwise(NAMES))
    + ']><testsuite><testcase name="&z;"/></testsuite>'
)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (BOMB, GapReason.UNSUPPORTED),
        ("<!DOCTYPE testsuite><testsuite><testcase name='a'/></testsuite>", GapReason.UNSUPPORTED),
        (
            "<!DOCTYPE t [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><testsuite><testcase name='&x;'/></testsuite>",
            GapReason.UNSUPPORTED,
        ),
        ("<!DOCTYPE t SYSTEM 'http://127.0.0.1:9/x.dtd'><testsuite/>", GapReason.UNSUPPORTED),
        ("<testsuite><testcase name='&x;'/></testsuite>", GapReason.UNPARSABLE),
        ("<testsuite><testcase name='a'>&#x1B;[31m</testcase></testsuite>", GapReason.UNPARSABLE),
        ("<?xml version='1.0' encoding='utf-7'?><testsuite/>", GapReason.UNSUPPORTED),
        ("<?xml version='1.0' encoding='unicode_escape'?><testsuite/>", GapReason.UNSUPPORTED),
        ("<testsuite>" * 100_000, GapReason.LIMIT_REACHED),
        ("<html><body/></html>", GapReason.UNSUPPORTED),
        ("<testsuite/><testsuite/>", GapReason.UNPARSABLE),
        ("", GapReason.EMPTY),
        ("{}", GapReason.UNPARSABLE),
    ],
)
def test_hostile_and_foreign_documents_are_one_gap(text: str, reason: GapReason) -> None:
    started = time.monotonic()
    measurement = of(text)
    assert time.monotonic() - started < 5
    assert [gap.reason for gap in measurement.gaps] == [reason]
    assert (measurement.metrics, measurement.checks) == ((), ())


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    assert SOURCE.read(data, name="x").gaps


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["testcase", "failure", "error", "skipped", "flakyFailure", "rerunError", "properties"]),
            st.dictionaries(
                st.sampled_from(["name", "classname", "tests", "failures", "skipped", "status", "time", "timestamp"]),
                st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8),
            ),
        ),
        max_size=6,
    ),
    st.sampled_from(["testsuite", "testsuites"]),
)
def test_no_document_raises(elements: list[tuple[str, dict[str, str]]], root: str) -> None:
    opened = "".join(
        f"<{tag} {' '.join(f'{key}={quoteattr(value)}' for key, value in attributes.items())}>"
        for tag, attributes in elements
    )
    measurement = of(f"<{root}>{opened}{''.join(f'</{tag}>' for tag, _ in reversed(elements))}</{root}>")
    assert decode(encode(measurement), Measurement, name="again") == measurement
