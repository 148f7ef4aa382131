"""Driving the real OPA: what it refuses, what its tests say, and what a folder without tests is."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.wiring.process import ChildProcess
from engine.errors import EvaluatorMissingError, EvaluatorOutputError
from policies.authoring.opa import OpaTool

pytestmark = pytest.mark.tool
POLICY = "package test\n\nimport rego.v1\n\nopen if input.open\n"


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


def test_a_missing_program_says_so(runner: ChildProcess, tmp_path: Path) -> None:
    with pytest.raises(EvaluatorMissingError, match="opa-of-nobody is not installed"):
        OpaTool(runner, "opa-of-nobody").check(tmp_path)
