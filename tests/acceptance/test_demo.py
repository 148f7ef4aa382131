"""The demo: four verdicts for true reasons, without an account, and bundles that verify."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.acceptance.conftest import Program
from tests.canaries import search_folder

ROOT = Path(__file__).parents[2]


def test_the_demo_shows_the_four_verdicts(program: Program, snapshot: SnapshotAssertion) -> None:
    done = program("demo", env={"DRIFTGATE_TOOLS": str(program.folder / "none")})
    assert done.code == 0, done.err
    assert done.out == snapshot
    assert "Checkov is not installed and left out" in done.err
    folder = program.folder / "driftgate-demo"
    for name in ("drifted", "denied", "waived", "repaired"):
        assert (folder / f"{name}.html").stat().st_size > 10_000
        verified = program(
            "evidence", "verify", f"driftgate-demo/evidence/{name}.zip", "--key", "driftgate-demo/keys/signing.pub.pem"
        )
        assert (verified.code, verified.out.splitlines()[-1].split()[0]) == (0, "VALID")
    (folder / "prod.tfstate").unlink()
    (folder / "preprod.tfstate").unlink()
    (program.folder / "prod.tfstate").unlink()
    (program.folder / "preprod.tfstate").unlink()
    assert search_folder(program.folder, ["DGCANARY"]) == {}


@pytest.mark.tool
def test_the_demo_with_checkov(program: Program) -> None:
    tools = os.environ.get("DRIFTGATE_TOOLS", str(ROOT / ".tools"))
    if not list(Path(tools).glob("checkov-*")) and os.environ.get("CI") != "true":
        pytest.skip("Checkov is not installed: make checkov")
    done = program("demo", env={"DRIFTGATE_TOOLS": tools})
    assert done.code == 0, done.err
    assert "Checkov is not installed" not in done.err
