"""Expected tests: what a good run had, what of it is absent, and the document in which it is kept."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InputError, UnsupportedSchemaError
from engine.gates.tests.expected import (
    SCHEMA,
    ExpectedSuite,
    ExpectedTests,
    expect_tests,
    join_name,
    read_expected,
    split_name,
    write_expected,
)
from engine.gates.tests.judge import judge
from engine.gates.tests.settings import TestsSettings as Settings
from engine.model.gate import GateResult
from engine.model.measurement import Measurement
from engine.model.outcome import Gap, GapReason, Outcome
from snapshots.measurements.registry import result_reader
from snapshots.redaction.redact import Redactor

SOURCE = result_reader("junit", Redactor(b"k" * 32, "test"))
SETTINGS = Settings(max_skipped=1, expected="expected.json")


def run(*names: str, skipped: Sequence[str] = (), failed: Sequence[str] = (), file: str = "a.xml") -> Measurement:
    """Return a run of tests; a name is CLASS::NAME or NAME."""
    results = {**dict.fromkeys(skipped, "<skipped/>"), **dict.fromkeys(failed, "<failure/>")}
    rows = []
    for name in (*names, *skipped, *failed):
        suite, test = split_name(name)
        rows.append(f'<testcase name="{test}" classname="{suite}">{results.get(name, "")}</testcase>')
    return SOURCE.read(f'<testsuite id="{file}">{"".join(rows)}</testsuite>'.encode(), name=file)


def gate(expected: ExpectedTests, *measurements: Measurement) -> GateResult:
    return judge(measurements, SETTINGS, expected)


def details(result: GateResult) -> list[str]:
    return [gap.detail for gap in result.gaps]


GOOD = ("shop.Cart::adds", "shop.Cart::sums", "shop.Pay::pays", "alone")


def test_the_tests_of_a_good_run_are_kept_by_suite() -> None:
    expected = expect_tests([run(*GOOD, skipped=["shop.Cart::later"]), run("alone", file="b.xml")])
    assert expected == ExpectedTests(
        suites=(
            ExpectedSuite(name="", tests=("alone", "alone")),
            ExpectedSuite(name="shop.Cart", tests=("adds", "sums"), skipped=("later",)),
            ExpectedSuite(name="shop.Pay", tests=("pays",)),
        )
    )
    assert expected.total == 5


def test_the_same_and_more_tests_pass() -> None:
    expected = expect_tests([run(*GOOD, skipped=["shop.Cart::later"])])
    assert gate(expected, run(*GOOD, skipped=["shop.Cart::later"])).outcome is Outcome.PASS
    assert gate(expected, run(*GOOD, "shop.Pay::refunds", "shop.Cart::later")).outcome is Outcome.PASS
    assert gate(expected, run(*GOOD)).outcome is Outcome.PASS  # what was skipped proved nothing then


def test_a_test_that_is_gone_is_named() -> None:
    result = gate(expect_tests([run(*GOOD)]), run(*GOOD[1:]))
    assert result.outcome is Outcome.INCONCLUSIVE
    (gap,) = result.gaps
    assert (gap.reason, gap.source) == (GapReason.MISSING_INPUT, "expected.json")
    assert gap.detail == "1 of 4 expected tests did not run: shop.Cart::adds"


def test_a_suite_that_is_gone_is_named_as_a_whole() -> None:
    result = gate(expect_tests([run(*GOOD)]), run(*GOOD[2:]))
    assert details(result) == ["2 of 4 expected tests did not run: all 2 of shop.Cart"]


def test_a_test_that_is_newly_skipped_is_named() -> None:
    result = gate(expect_tests([run(*GOOD)]), run(*GOOD[:3], skipped=["alone"]))
    assert details(result) == ["1 of 4 expected tests were skipped that had run: alone"]


@pytest.mark.parametrize(
    ("now", "pair"),
    [
        ("shop.Cart::adds_up", "shop.Cart::adds to shop.Cart::adds_up"),
        ("shop.Basket::adds", "shop.Cart::adds to shop.Basket::adds"),
    ],
)
def test_a_test_that_was_perhaps_renamed_is_told_as_that(now: str, pair: str) -> None:
    result = gate(expect_tests([run(*GOOD)]), run(*GOOD[1:], now))
    assert details(result) == [f"1 expected tests did not run and similar names are new, perhaps renamed: {pair}"]
    assert result.outcome is Outcome.INCONCLUSIVE


def test_a_name_that_several_new_tests_have_is_no_new_name() -> None:
    result = gate(expect_tests([run(*GOOD)]), run(*GOOD[1:], "a.A::adds", "b.B::adds"))
    assert details(result) == ["1 of 4 expected tests did not run: shop.Cart::adds"]


def test_a_test_that_ran_in_two_files_must_run_in_two() -> None:
    chrome, firefox = run(*GOOD, file="chrome.xml"), run(*GOOD, file="firefox.xml")
    expected = expect_tests([chrome, firefox])
    assert gate(expected, chrome, firefox).outcome is Outcome.PASS
    assert details(gate(expected, chrome))[0].startswith("4 of 8 expected tests did not run")
    once = run(*GOOD[1:], skipped=GOOD[:1], file="firefox.xml")
    assert details(gate(expected, chrome, once)) == [f"1 of 8 expected tests were skipped that had run: {GOOD[0]}"]


def test_a_failure_stays_one_beside_what_is_gone() -> None:
    result = gate(expect_tests([run(*GOOD)]), run("alone", failed=["shop.Pay::pays"]))
    assert result.outcome is Outcome.FAIL
    assert details(result) == ["2 of 4 expected tests did not run: all 2 of shop.Cart"]


def test_expected_tests_that_were_not_read_prove_nothing() -> None:
    result = judge([run(*GOOD)], SETTINGS)
    assert result.outcome is Outcome.INCONCLUSIVE
    assert details(result) == ["the expected tests were not read"]


def test_thousands_of_tests_are_one_gap() -> None:
    names = [f"suite{number // 50}::test{number}" for number in range(20_000)]
    renamed = [f"suite{number // 50}::check{number}" for number in range(20_000)]
    expected = expect_tests([run(*names)])
    started = time.monotonic()
    result = gate(expected, run(*renamed))
    assert time.monotonic() - started < 10
    assert len(result.gaps) <= 2
    assert max(len(gap.detail) for gap in result.gaps) < 1000
    gone = gate(expected, run("other"))
    named = ", ".join(f"all 50 of suite{number}" for number in (0, 1, 10, 100, 101))
    assert details(gone) == [f"20000 of 20000 expected tests did not run: {named} and 395 more"]


@pytest.mark.parametrize(
    ("measurements", "words"),
    [
        ([run("a", failed=["b::c"])], "1 tests did not pass, the first is b::c"),
        ([run(skipped=["a"])], "a.xml: all 1 tests were skipped"),
        ([], "no test was executed"),
        ([SOURCE.read(b"<testsuite>", name="cut.xml")], "cut.xml: cut.xml:1:12: not well-formed XML"),
    ],
)
def test_of_a_run_that_was_not_good_nothing_is_expected(measurements: list[Measurement], words: str) -> None:
    with pytest.raises(InputError) as error:
        expect_tests(measurements)
    assert error.value.message == words


def test_the_document_is_json_with_a_name_a_line() -> None:
    expected = expect_tests([run("b::y", "b::x", "alone", skipped=["b::z"])])
    document = write_expected(expected)
    assert document.decode().splitlines() == [
        "{",
        f' "schema_version": "{SCHEMA}",',
        ' "suites": {',
        '  "": {',
        '   "skipped": [],',
        '   "tests": [',
        '    "alone"',
        "   ]",
        "  },",
        '  "b": {',
        '   "skipped": [',
        '    "z"',
        "   ],",
        '   "tests": [',
        '    "x",',
        '    "y"',
        "   ]",
        "  }",
        " }",
        "}",
    ]
    assert read_expected(document, name="expected.json") == expected


@pytest.mark.parametrize(
    ("document", "kind", "words"),
    [
        ({"schema_version": "driftgate/expected-tests/2", "suites": {}}, UnsupportedSchemaError, "schema_version is"),
        ([], UnsupportedSchemaError, "schema_version is None"),
        ({"schema_version": SCHEMA}, InputError, "missing required field `suites`"),
        ({"schema_version": SCHEMA, "suites": {"a": {"tests": [1]}}}, InputError, "Expected `str`, got `int`"),
        ({"schema_version": SCHEMA, "suites": {"a": {"tests": ["b"], "x": 1}}}, InputError, "unknown field `x`"),
        ({"schema_version": SCHEMA, "suites": {}}, InputError, "no test is expected"),
        ({"schema_version": SCHEMA, "suites": {"a": {"tests": [], "skipped": ["b"]}}}, InputError, "no test is expect"),
    ],
)
def test_a_document_that_is_none_is_refused(document: Any, kind: type[InputError], words: str) -> None:
    with pytest.raises(kind) as error:
        read_expected(json.dumps(document).encode(), name="expected.json")
    assert error.value.message.startswith("expected.json: ")
    assert words in error.value.message
    assert "driftgate results expect FILE" in error.value.hint


@pytest.mark.parametrize("data", [b"", b"{", b'{"schema_version": "a", "schema_version": "b"}'])
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"expected\.json"):
        read_expected(data, name="expected.json")


_NAMES = st.lists(st.sampled_from(["a::b", "a::c", "a::::d", "b", "c::b", "::e", "f::"]), min_size=1, max_size=6)


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_name_is_told_apart_and_joined_again(first: str, second: str) -> None:
    for name in (first, f"{first}::{second}", f"{first}::{second}::{first}"):
        assert join_name(*split_name(name)) == name


@given(_NAMES)
def test_a_run_always_has_its_own_tests_and_never_fewer(names: list[str]) -> None:
    names = sorted(set(names))
    whole = run(*names, file="whole.xml")
    expected = expect_tests([whole])
    assert read_expected(write_expected(expected), name="again") == expected
    assert gate(expected, whole).outcome is Outcome.PASS
    for left in range(len(names)):
        fewer = names[:left] + names[left + 1 :]
        assert gate(expected, run(*fewer, "more")).outcome is Outcome.INCONCLUSIVE
        assert gate(expected, run(*fewer, "more", skipped=[names[left]])).outcome is Outcome.INCONCLUSIVE


@given(_NAMES, _NAMES)
def test_the_order_of_files_changes_nothing(one: list[str], other: list[str]) -> None:
    files = [run(*sorted(set(one)), file="one.xml"), run(*sorted(set(other)), file="other.xml")]
    assert len({write_expected(expect_tests(order)) for order in permutations(files)}) == 1
    expected = expect_tests([run("z", "a::z", file="third.xml")])
    gaps: set[tuple[Gap, ...]] = {gate(expected, *order).gaps for order in permutations(files)}
    assert len(gaps) == 1
