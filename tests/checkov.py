"""Checkov for tests: the real one where it is installed, programs that behave as it never should, and snapshots."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest

from cli.wiring.process import ChildProcess
from engine.model.policy import Policy
from engine.ports import ProcessRunner
from policies.evaluators.checkov.checks import load_checks
from policies.evaluators.checkov.evaluator import CheckovEvaluator, Code
from policies.evaluators.checkov.running import Checkov, Limits
from policies.evaluators.checkov.tool import installed
from snapshots.aws.judging import JUDGING
from snapshots.terraform.schema import ProviderSchema

ROOT = Path(__file__).parents[1]
RUNNER = ChildProcess(path=os.environ["PATH"], home="/nonexistent")
CHECKS = load_checks()


def find_checkov() -> Path:
    """Return the program of the real Checkov, or skip the test where it is not installed and nobody promised it.

    It is `bin/checkov` in a folder of its own among the tools.
    """
    found = installed(Path(os.environ.get("DRIFTGATE_TOOLS", str(ROOT / ".tools"))).absolute())
    if found is None:
        assert os.environ.get("CI") != "true", "make checkov has not installed Checkov"
        pytest.skip("Checkov is not installed: make checkov")
    return found


def evaluator(
    executable: Path,
    checks: Sequence[Policy] = CHECKS,
    *,
    limits: Limits | None = None,
    code: Code = lambda _: None,
    runner: ProcessRunner = RUNNER,
) -> CheckovEvaluator:
    """Return Checkov as an evaluator, as the program wires it."""
    checkov = Checkov(runner=runner, executable=executable, limits=limits or Limits())
    return CheckovEvaluator(checkov, checks, judging=JUDGING, schema=ProviderSchema(), code=code)


def fake(folder: Path, script: str) -> Path:
    """Return a Checkov whose Python is a script of the shell."""
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return folder / "checkov"
