"""The gate: every exit code, options from the environment, and completion."""

from __future__ import annotations

import pytest

from cli.demo.estate import data
from tests.acceptance.conftest import AS_OF, Program

CONFIG = """version: 1
environments:
  prod: { desired: [{ tfstate: prod.tfstate }] }
gates:
  policy: { require: must, fail-on: FAIL_ON, skip: [lambda-dead-letters] }
  performance: { require: must, results: [{ k6: "results/k6-*.json" }], max-p95: P95, min-runs: RUNS }
  recovery: { require: should, tier: TIER, results: [{ drill: results/drill.json }] }
  tests: { require: must, results: [{ junit: results/tests.xml }] }
"""
GOOD = {"FAIL_ON": "high", "P95": "500ms", "RUNS": "3", "TIER": "2"}


@pytest.fixture
def estate(program: Program) -> Program:
    for name in ("k6-1.json", "k6-2.json", "k6-3.json", "drill.json", "tests.xml"):
        program.write(f"results/{name}", data(f"results/{name}"))
    return program


def configure(program: Program, **changes: str) -> None:
    text = CONFIG
    for name, value in {**GOOD, **changes}.items():
        text = text.replace(name, value)
    program.write("driftgate.yaml", text)


@pytest.mark.parametrize(
    ("changes", "code", "decision"),
    [
        ({}, 0, "GO"),
        ({"P95": "10ms"}, 1, "NO-GO"),
        ({"RUNS": "4"}, 3, "INCONCLUSIVE"),
        ({"TIER": "0"}, 0, "CONDITIONAL"),
    ],
)
def test_every_decision_of_the_gate(estate: Program, changes: dict[str, str], code: int, decision: str) -> None:
    configure(estate, **changes)
    done = estate("gate", "prod", "--as-of", AS_OF)
    last = next(line for line in reversed(done.out.splitlines()) if not line.startswith("Next"))
    assert (done.code, last.split()[0]) == (code, decision), done.out


@pytest.mark.parametrize("name", ["results/tests.xml", "results/k6-1.json", "results/drill.json"])
@pytest.mark.parametrize("body", [b"", b"{}", b"<testsuites/>", b"\x00\xff"])
def test_a_broken_result_never_gives_go(estate: Program, name: str, body: bytes) -> None:
    configure(estate, TIER="2")
    estate.write("driftgate.yaml", (estate.folder / "driftgate.yaml").read_text().replace("should", "must"))
    estate.write(name, body)
    done = estate("gate", "prod", "--as-of", AS_OF)
    assert done.code == 3, done.out


def test_results_on_the_command_line_replace_the_configured_ones(estate: Program) -> None:
    configure(estate)
    estate.write("other.xml", '<testsuite><testcase name="a"><failure message="broken"/></testcase></testsuite>')
    done = estate("gate", "prod", "--as-of", AS_OF, "--result", "junit=other.xml")
    assert done.code == 1
    assert "broken" in done.out or "test-failed" in done.out


def test_every_option_has_an_environment_name(estate: Program) -> None:
    configure(estate, P95="10ms")
    done = estate("gate", "prod", "--as-of", AS_OF, env={"DRIFTGATE_GATE_REPORT_ONLY": "1"})
    assert done.code == 0
    assert "NO-GO" in done.out


def test_the_shell_completes_verbs_and_values(program: Program) -> None:
    words = {"_DRIFTGATE_COMPLETE": "bash_complete", "COMP_WORDS": "driftgate sn", "COMP_CWORD": "1"}
    assert program(env=words).out.strip() == "plain,snapshot"
    words |= {"COMP_WORDS": "driftgate drift a b --format gi", "COMP_CWORD": "5"}
    assert program(env=words).out.strip() == "plain,github"


def test_the_bundled_data_is_small() -> None:
    import gzip  # noqa: PLC0415 - only here
    from importlib import resources  # noqa: PLC0415

    folder = resources.files("cli.demo").joinpath("data")
    files = [item for item in [*folder.iterdir(), *folder.joinpath("results").iterdir()] if item.is_file()]
    assert sum(len(gzip.compress(item.read_bytes())) for item in files) < 1_000_000
