"""The tests gate over real JUnit files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ConfigError
from engine.findings.fingerprint import make_fingerprint
from engine.gates.tests.judge import judge
from engine.gates.tests.settings import TestsSettings as Settings
from engine.jsontext.codec import encode
from engine.model.gate import GateResult
from engine.model.measurement import Measurement
from engine.model.outcome import GapReason, Outcome, Severity
from snapshots.measurements.registry import result_reader
from snapshots.redaction.redact import Redactor

ROOT = Path(__file__).parents[3] / "fixtures/results/junit"
SOURCE = result_reader("junit", Redactor(b"k" * 32, "test"))
NOW = datetime(2026, 11, 22, tzinfo=UTC)
ANY = Settings()


def read(*paths: str) -> list[Measurement]:
    return [SOURCE.read((ROOT / path).read_bytes(), name=path) for path in paths]


def suite(*cases: str, name: str = "junit.xml") -> Measurement:
    return SOURCE.read(f"<testsuite>{''.join(cases)}</testsuite>".encode(), name=name)


def case(name: str, result: str = "") -> str:
    return f'<testcase name="{name}">{result}</testcase>'


def gate(measurements: Sequence[Measurement], settings: Settings = ANY) -> GateResult:
    return judge(measurements, settings)


@pytest.mark.parametrize(
    ("path", "outcome", "evaluated"),
    [
        ("pytest/pass.xml", Outcome.PASS, 6),
        ("pytest/mixed.xml", Outcome.FAIL, 6),
        ("pytest/no-tests.xml", Outcome.INCONCLUSIVE, 0),
        ("pytest/deselected.xml", Outcome.INCONCLUSIVE, 0),
        ("pytest/all-skipped.xml", Outcome.INCONCLUSIVE, 0),
        ("pytest/interrupted.xml", Outcome.INCONCLUSIVE, 1),
        ("pytest/truncated.xml", Outcome.INCONCLUSIVE, 0),
        ("pytest/flaky-rerun.xml", Outcome.WARN, 2),
        ("pytest/flaky-exhausted.xml", Outcome.FAIL, 2),
        ("pytest/collection-error.xml", Outcome.FAIL, 1),
        ("pytest/hard-exit.no-file.txt", Outcome.INCONCLUSIVE, 0),
        ("gotestsum/pass.xml", Outcome.PASS, 5),
        ("gotestsum/rerun-flaky.xml", Outcome.WARN, 2),
        ("gotestsum/build-failure.xml", Outcome.FAIL, 6),
        ("gotestsum/run-nothing.xml", Outcome.INCONCLUSIVE, 0),
        ("jest/pass.xml", Outcome.PASS, 3),
        ("jest/no-tests-found.xml", Outcome.INCONCLUSIVE, 0),
        ("mocha/pass.xml", Outcome.PASS, 3),
        ("mocha/none.xml", Outcome.INCONCLUSIVE, 0),
        ("playwright/pass.xml", Outcome.PASS, 2),
        ("playwright/none-allowed.xml", Outcome.INCONCLUSIVE, 0),
        ("surefire/ignored-failures/TEST-shop.PayTest.xml", Outcome.FAIL, 3),
        ("surefire/rerun-green/TEST-shop.CartTest.xml", Outcome.WARN, 3),
    ],
)
def test_real_files(path: str, outcome: Outcome, evaluated: int) -> None:
    result = gate(read(path))
    assert (result.outcome, result.evaluated) == (outcome, evaluated)
    assert (outcome is Outcome.INCONCLUSIVE) <= bool(result.gaps)
    assert encode(result)


def test_each_failed_test_is_a_finding() -> None:
    result = gate(read("surefire/mixed/TEST-shop.CartTest.xml", "surefire/mixed/TEST-shop.PayTest.xml"))
    failed = [finding for finding in result.findings if finding.rule == "test-failed"]
    assert [finding.target.address for finding in failed] == [
        "shop.CartTest::flaky",
        "shop.PayTest::boom",
        "shop.PayTest::wrong",
    ]
    assert {finding.severity for finding in failed} == {Severity.HIGH}
    assert failed[1].message == "shop.PayTest::boom errored: gateway closed: <eof>"
    assert failed[1].target.location == "surefire/mixed/TEST-shop.PayTest.xml"
    assert failed[1].fingerprint == make_fingerprint(gate="tests", rule="test-failed", resource="shop.PayTest::boom")
    assert result.summary == "3 tests passed, 2 failed, 1 had an error, 1 were skipped"
    assert len(result.inputs) == 2


def test_no_file_is_no_pass() -> None:
    result = gate([])
    assert (result.outcome, result.evaluated) == (Outcome.INCONCLUSIVE, 0)


def test_an_unreadable_file_beside_a_good_one_is_inconclusive() -> None:
    result = gate(read("pytest/pass.xml", "pytest/truncated.xml"))
    assert (result.outcome, result.evaluated) == (Outcome.INCONCLUSIVE, 6)
    assert [gap.reason for gap in result.gaps] == [GapReason.UNPARSABLE]


def test_too_many_skipped_tests_warn() -> None:
    cases = [case(f"t{number}") for number in range(8)] + [case("s1", "<skipped/>"), case("s2", "<skipped/>")]
    assert gate([suite(*cases)], Settings(max_skipped=0.2)).outcome is Outcome.PASS
    result = gate([suite(*cases)], Settings(max_skipped=0.19))
    assert result.outcome is Outcome.WARN
    assert result.findings[0].message == "2 of 10 tests (20.0%) were skipped, allowed are 19.0%"


def test_required_tests_must_have_run() -> None:
    measurements = [suite(case("smoke"), case("other", "<skipped/>"))]
    settings = Settings(max_skipped=1, required=("smoke",))
    assert gate(measurements, settings).outcome is Outcome.PASS
    missing = gate(measurements, Settings(max_skipped=1, required=("smoke", "other", "gone")))
    assert [gap.detail for gap in missing.gaps] == [
        "the required test gone was not executed",
        "the required test other was not executed",
    ]
    few = gate(measurements, Settings(max_skipped=1, min_tests=2))
    assert few.outcome is Outcome.INCONCLUSIVE


def test_an_unknown_state_is_a_gap() -> None:
    assert gate([suite('<testcase name="a" status="17"/>', case("b"))]).outcome is Outcome.INCONCLUSIVE


def test_many_unknown_states_are_one_gap() -> None:
    result = gate([suite(*(f'<testcase name="t{number}" status="17"/>' for number in range(2000)), case("b"))])
    named = ", ".join(f"t{number} (its status is '17')" for number in (0, 1, 10, 100, 1000))
    assert [gap.detail for gap in result.gaps] == [f"2000 tests have a state that is not known: {named} and 1995 more"]


def test_a_failure_in_one_attempt_is_not_undone_by_a_second_file() -> None:
    first = suite(case("a", "<failure/>"), name="attempt-1.xml")
    second = suite(case("a"), name="attempt-2.xml")
    assert gate([first, second]).outcome is Outcome.FAIL


def test_the_order_and_repetition_of_files_change_nothing() -> None:
    files = read("pytest/mixed.xml", "gotestsum/rerun-flaky.xml", "pytest/truncated.xml")
    assert {encode(gate(order)) for order in permutations(files)} == {encode(gate([*files, *files]))}


_CASES = st.lists(
    st.tuples(
        st.sampled_from("abcdef"), st.sampled_from(["", "<failure/>", "<error/>", "<skipped/>", "<flakyError/>"])
    ),
    max_size=6,
)


@given(_CASES, st.sampled_from("abcxyz"), st.sampled_from(["<failure/>", "<error/>"]))
def test_one_more_failing_test_never_makes_it_better(cases: list[tuple[str, str]], name: str, bad: str) -> None:
    rows = [case(*parts) for parts in cases]
    assert gate([suite(*rows, case(name, bad))]).outcome is Outcome.FAIL
    assert gate([suite(*rows, case(name, bad))]).outcome.rank >= gate([suite(*rows)]).outcome.rank


@given(_CASES)
def test_removing_tests_never_passes_where_all_did_not(cases: list[tuple[str, str]]) -> None:
    # The attributes still count what was there.
    bad = sum(result in {"<failure/>", "<error/>"} for _, result in cases)
    kept = "".join(case(*parts) for parts in cases[1:])
    text = f'<testsuite tests="{len(cases)}" failures="{bad}">{kept}</testsuite>'
    result = gate([SOURCE.read(text.encode(), name="junit.xml")])
    assert result.outcome is not Outcome.PASS


@pytest.mark.parametrize("wrong", [{"max_skipped": 1.5}, {"max_skipped": -1}, {"min_tests": 0}])
def test_settings_without_a_meaning_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match="tests gate"):
        Settings(**wrong)  # type: ignore[arg-type]
