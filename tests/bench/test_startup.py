"""Start-up: the help is there at once, and a small run takes no time that anybody notices.

Whole processes, in turn with an empty Python of the same run, with bytecode that an earlier run has written: the first
run after an installation compiles, every later one does not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

pytestmark = pytest.mark.bench
ROOT = Path(__file__).parents[2]
PROGRAM = str(Path(sys.executable).parent / "driftgate")
STATES = ROOT / "fixtures" / "trail"
BEFORE, AFTER = "tfstate:before.tfstate", "tfstate:after.tfstate"
ROUNDS = 9
CONFIGURATION = """
version: 1
environments:
  prod: { desired: [{ tfstate: before.tfstate }] }
gates:
  policy: { require: must, fail-on: high }
  coverage: { require: must }
"""


@pytest.mark.parametrize(
    ("arguments", "code", "limit"),
    [
        (["--help"], 0, 0.3),
        (["drift", BEFORE, AFTER], 1, 0.7),
        (["policy", "check", BEFORE], 3, 0.7),
        (["gate", "prod"], 3, 0.7),
    ],
    ids=["help", "drift", "policy check", "gate"],
)
def test_startup(arguments: list[str], code: int, limit: float, tmp_path: Path) -> None:
    """Print the best time of a command in a fresh folder, and how many times that of an empty Python it is."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path / "bytecode")
    ours, empty = [], []
    for number in range(ROUNDS + 1):
        folder = tmp_path / str(number)
        folder.mkdir()
        _project(folder)
        ours.append(_seconds([PROGRAM, *arguments], folder, environment, code))
        empty.append(_seconds([sys.executable, "-c", "pass"], folder, environment, 0))
        shutil.rmtree(folder)
    best, nothing = min(ours[1:]), min(empty[1:])
    middle = sorted(ours[1:])[ROUNDS // 2]
    what = " ".join(arguments[:2]) if len(arguments) > 1 else arguments[0]
    print(  # noqa: T201 - the figure is the result
        f"\n{what.partition(' tfstate')[0]}: best {best:.3f} s, median {middle:.3f} s (limit {limit}), "
        f"an empty Python {nothing:.3f} s: {best / nothing:.1f} x"
    )
    assert best <= limit


@pytest.mark.parametrize("words", ["gate p", "report 2", "waive 0", "explain s3-p"])
def test_completion(words: str, tmp_path: Path) -> None:
    """Print how long a person who presses a key waits, the best of some times, in a project with a run."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path / "bytecode")
    _project(tmp_path)
    _seconds([PROGRAM, "gate", "prod"], tmp_path, environment, 3)
    asked = {"_DRIFTGATE_COMPLETE": "bash_complete", "COMP_WORDS": f"driftgate {words}", "COMP_CWORD": "2"}
    best = min(_seconds([PROGRAM], tmp_path, {**environment, **asked}, 0) for _ in range(ROUNDS))
    print(f"\n{words}<TAB>: best {best:.3f} s (limit 0.3)")  # noqa: T201 - the figure is the result
    assert best <= 0.3


def _project(folder: Path) -> None:
    """Write the configuration and the states that it names, below its folder as a configuration's files must be."""
    (folder / "driftgate.yaml").write_text(CONFIGURATION)
    for name in ("before.tfstate", "after.tfstate"):
        shutil.copy(STATES / name, folder)


def _seconds(command: Sequence[str], folder: Path, environment: dict[str, str], code: int) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    took = time.perf_counter() - start
    assert done.returncode == code, done.stderr
    return took
