"""Driving the real OPA: what it refuses, what its tests say, and what a folder without tests is."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.wiring.process import ChildProcess
from engine.errors import EvaluatorMissingError, EvaluatorOutputError
from policies.authoring.opa import OpaTool

pytestmark = pytest.mark.tool
POLICY = "package test\n\nimport rego.v1\n\nopen if input.open\n"
TESTS = """\
package test_test

import data.test
import rego.v1

test_open if test.open with input as {"open": true}

test_closed if not test.open with input as {"open": false}
"""


def write(folder: Path, **modules: str) -> Path:
    """Write modules into a folder and return it."""
    for name, text in modules.items():
        (folder / f"{name}.rego").write_text(text, encoding="utf-8")
    return folder


def test_the_version_is_a_number(opa: OpaTool) -> None:
    assert opa.version().split(".")[0] == "1"


@pytest.mark.parametrize(
    "call",
    [
        'http.send({"method": "get", "url": "https://example.com"})',
        "opa.runtime()",
        'net.lookup_ip_addr("example.com")',
        'rand.intn("x", 9)',
        "time.now_ns()",
        'uuid.rfc4122("x")',
        'sprintf("%d", [1])',
        'trace("x")',
        'json.unmarshal("{}")',
        'semver.compare("1.0.0", "2.0.0")',
    ],
)
def test_a_builtin_that_is_not_allowed_does_not_compile(opa: OpaTool, tmp_path: Path, call: str) -> None:
    write(tmp_path, policy=f"package test\n\nimport rego.v1\n\nfound := {call}\n")
    name = call.partition("(")[0]
    with pytest.raises(EvaluatorOutputError, match=f"undefined function {name}"):
        opa.check(tmp_path)


def test_checks_are_strict(opa: OpaTool, tmp_path: Path) -> None:
    write(tmp_path, policy="package test\n\nimport rego.v1\n\nopen if {\n\tunused := 1\n\tinput.open\n}\n")
    with pytest.raises(EvaluatorOutputError, match=r"policy.rego:6: rego_compile_error: assigned var unused unused"):
        opa.check(tmp_path)


def test_passing_and_failing_tests_are_told_apart(opa: OpaTool, tmp_path: Path) -> None:
    write(tmp_path, policy=POLICY, policy_test=TESTS)
    assert (opa.test(tmp_path).passed, opa.test(tmp_path).failed) == (2, ())
    write(
        tmp_path, more_test="package more_test\n\nimport rego.v1\n\ntest_wrong if false\n\ntodo_test_later if false\n"
    )
    run = opa.test(tmp_path)
    assert (run.passed, sorted(run.failed)) == (2, ["more_test.test_wrong", "more_test.todo_test_later"])


def test_no_tests_is_an_error(opa: OpaTool, tmp_path: Path) -> None:
    with pytest.raises(EvaluatorOutputError, match="there are no Rego tests"):
        opa.test(write(tmp_path, policy=POLICY))


def test_tests_that_do_not_compile_are_an_error(opa: OpaTool, tmp_path: Path) -> None:
    with pytest.raises(EvaluatorOutputError, match="opa test gave no result"):
        opa.test(write(tmp_path, policy=POLICY, policy_test=TESTS.replace("test_open if", "test_open if {")))


def test_a_missing_program_says_so(runner: ChildProcess, tmp_path: Path) -> None:
    with pytest.raises(EvaluatorMissingError, match="opa-of-nobody is not installed"):
        OpaTool(runner, "opa-of-nobody").check(tmp_path)
