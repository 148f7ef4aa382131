"""Foreign text by the installed program: both streams, and the files that GitHub's runner reads."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.acceptance.conftest import Program
from tests.foreign import PAYLOADS, problems_of_report, problems_of_stream

NAME = "a\n::error::Zq78 ##vso[task.complete]\u202e.tfstate"


@pytest.mark.parametrize("form", ["text", "github"])
def test_no_name_of_a_resource_commands(program: Program, form: str) -> None:
    state = json.loads((program.folder / "prod.tfstate").read_text())
    for resource in state["resources"]:
        resource["name"] += " ".join(PAYLOADS)
    program.write(NAME, json.dumps(state))
    files = {"GITHUB_STEP_SUMMARY": "summary.md", "GITHUB_OUTPUT": "outputs"}
    env = {name: str(program.folder / path) for name, path in files.items()}
    done = program("drift", f"tfstate:{NAME}", "tfstate:preprod.tfstate", "--format", form, "-v", env=env)
    assert done.code == 1
    assert list(problems_of_report(form, done.out)) == []
    assert list(problems_of_stream(done.err)) == []
    if form == "github":
        assert list(problems_of_report("markdown", (program.folder / "summary.md").read_text())) == []
        outputs = (program.folder / "outputs").read_text()
        assert [line.partition("=")[0] for line in outputs.splitlines()] == ["decision", "exit_code", "run_id"]


def test_no_wrong_command_line_and_no_broken_configuration_commands(program: Program) -> None:
    program.write("driftgate.yaml", json.dumps({"version": 1, NAME: {NAME: NAME}, "gates": {NAME: 1}}))
    for words in (
        ("gate", "prod"),
        (NAME,),
        ("gate", "prod", "--format", NAME),
        ("drift", f"tfstate:{NAME}", NAME),
    ):
        done = program(*words)
        assert done.code == 2
        assert done.out == ""
        assert list(problems_of_stream(done.err)) == []
        # A key that looks like an address may hold a password, and is not repeated.
        is_read = words in {("gate", "prod"), ("drift", f"tfstate:{NAME}", NAME)}  # what else is wrong comes before
        assert ("(a key): there is no such key" if is_read else "\\u{3a}:error::Zq78") in done.err
    done = program("gate", "prod", env={"DRIFTGATE_GATE_JOBS": NAME, "DRIFTGATE_GATE_LOG_FORMAT": "json"})
    assert list(problems_of_stream(done.err)) == []
    assert done.code == 2


def test_libraries_say_nothing_by_themselves() -> None:
    """Without a handler Python writes what libraries warn of to stderr, such as the certificate of whoever answered."""
    code = """
import logging, warnings
from cli.terminal.logs import configure
configure("driftgate", 2, None, quiet=False)
logging.getLogger("urllib3.connection").warning("Certificate: %s", "##vso[task.complete]")
warnings.warn("##vso[task.complete]", RuntimeWarning)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "##vso[" not in done.stderr
    assert "event=started" in done.stderr
