"""What the policy tests share: the shipped pack, and the real OPA."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cli.wiring.process import ChildProcess
from policies.authoring.catalog import Pack, load_pack
from policies.authoring.opa import OpaTool
from policies.evaluators.wasm import RegoEvaluator
from policies.own.checking import RegoProgram
from snapshots.aws.judging import JUDGING
from snapshots.terraform.schema import ProviderSchema
from tests.shipped import kept_engine


@pytest.fixture(scope="session")
def rego() -> Path:
    """Return the folder of the shipped sources."""
    return Path(__file__).parents[2] / "policies" / "rego"


@pytest.fixture(scope="session")
def pack() -> Pack:
    """Return the shipped pack."""
    return load_pack()


@pytest.fixture(scope="session")
def evaluator(pack: Pack) -> RegoEvaluator:
    """Return the engine over the whole shipped pack."""
    return RegoEvaluator(pack, judging=JUDGING, schema=ProviderSchema(), engine=kept_engine())


@pytest.fixture(scope="session")
def runner() -> ChildProcess:
    """Return a runner of child processes that sees the search path only."""
    return ChildProcess(path=os.environ["PATH"], home=os.environ["HOME"])


@pytest.fixture(scope="session")
def opa(runner: ChildProcess) -> OpaTool:
    """Return the real OPA; without it the test is skipped, except where CI is set."""
    if shutil.which("opa") is None and os.environ.get("CI") != "true":
        pytest.skip("opa is not installed: make opa")
    return OpaTool(runner)


@pytest.fixture(scope="session")
def program(runner: ChildProcess, opa: OpaTool) -> RegoProgram:
    """Return the real OPA as it runs people's own Rego; skipped as `opa` is."""
    assert opa.version()
    return RegoProgram(runner, str(shutil.which("opa")))
