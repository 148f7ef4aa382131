"""The demo: four verdicts for true reasons, without an account, and bundles that verify."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.acceptance.conftest import Program
from tests.canaries import search_folder

ROOT = Path(__file__).parents[2]


def test_the_demo_shows_the_four_verdicts(program: Program, snapshot: SnapshotAssertion) -> None:
    reports = [f"--report={kind}=out.{kind}" for kind in ("json", "sarif", "junit", "markdown", "text")]
    done = program("demo", *reports, env={"DRIFTGATE_TOOLS": str(program.folder / "none")})
    assert done.code == 0, done.err
    assert done.out == snapshot
    assert "Checkov is not installed and left out" in done.err
    folder = program.folder / "driftgate-demo"
    for name in ("drifted", "denied", "waived", "repaired"):
        assert (folder / f"{name}.html").stat().st_size > 10_000
        verified = program(
            "evidence", "verify", f"driftgate-demo/evidence/{name}.zip", "--key", "driftgate-demo/keys/signing.pub.pem"
        )
        assert (verified.code, verified.out.split()[0]) == (0, "VALID")
        assert ("signed   later" in verified.out, "clock    replaced" in verified.out) == (False, True)
        counts = json.loads((program.folder / f"out-{name}.json").read_text())["counts"]
        log = json.loads((program.folder / f"out-{name}.sarif").read_text())["runs"][0]
        assert log["properties"]["counts"] == counts
        assert len(log["results"]) == counts["findings"]
        said = f"{counts['failing']} failing, {counts['waived']} waived, {counts['unproven']} unproven"
        for kind in ("markdown", "text"):
            assert said in (program.folder / f"out-{name}.{kind}").read_text()
        for key, value in counts.items():
            assert f'name="{key}" value="{value}"' in (program.folder / f"out-{name}.junit").read_text()
        assert f"<b>{counts['failing']}</b><span>failing" in (folder / f"{name}.html").read_text()
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
