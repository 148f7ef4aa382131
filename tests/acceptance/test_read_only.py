"""A folder that cannot be written, and no home: one clear line, exit code 4 and never a verdict; nothing is left."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.conftest import PROGRAM, Ended, Program

# Root writes everywhere: the new process has none of the rights by which it does (capabilities(7)).
AS_ANYBODY = """
import ctypes, os, sys
for right in (1, 2, 3):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_FOWNER
    ctypes.CDLL(None).prctl(24, right, 0, 0, 0)  # PR_CAPBSET_DROP
os.execv(sys.argv[1], sys.argv[1:])
"""
GATE = """version: 1
environments: { prod: { desired: [{ tfstate: prod.tfstate }] } }
gates: { policy: { fail-on: critical } }
"""
WRITING = [
    ["gate", "prod"],
    ["policy", "check", "tfstate:prod.tfstate"],
    ["snapshot", "take", "tfstate:prod.tfstate"],
    ["runs", "list"],
    ["status"],
    ["evidence", "export"],
    ["evidence", "keygen", "keys"],
    ["demo"],
    ["gate", "prod", "--report", "html=report.html"],
]


def anybody(folder: Path, *words: str, env: dict[str, str]) -> Ended:
    """Run the program as somebody who has only the rights that a folder gives."""
    done = subprocess.run(
        [sys.executable, "-c", AS_ANYBODY, str(PROGRAM), *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "COLUMNS": "200", **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    return Ended(done.returncode, done.stdout, done.stderr)


@pytest.fixture
def locked(program: Program) -> Iterator[Path]:
    """Return a folder with a state and a configuration that cannot be written."""
    program.write("driftgate.yaml", GATE)
    (program.folder / "home").mkdir(mode=0o555)
    program.folder.chmod(0o555)
    yield program.folder
    program.folder.chmod(0o755)


@pytest.mark.parametrize("words", WRITING, ids=" ".join)
def test_a_folder_that_cannot_be_written_is_told(words: list[str], locked: Path) -> None:
    before = sorted(locked.rglob("*"))
    done = anybody(locked, *words, env={"HOME": str(locked / "home")})
    error, fix = done.err.splitlines()
    assert (done.code, done.out) == (4, "")
    assert error.startswith("error: ")
    assert error.endswith(": Permission denied")
    assert fix.startswith("  fix: check the folder ")
    assert sorted(locked.rglob("*")) == before


def test_what_writes_nothing_works_there(locked: Path) -> None:
    done = anybody(locked, "policy", "list", env={"HOME": str(locked / "home")})
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize("home", ["", "nowhere", "home"], ids=["none", "missing", "read-only"])
def test_nobody_needs_a_home(home: str, locked: Path) -> None:
    locked.chmod(0o755)
    env = {"HOME": str(locked / home)} if home else {}
    assert anybody(locked, "gate", "prod", env=env).code == 0
    assert anybody(locked, "runs", "list", env=env).code == 0
