"""Start-up: the help must be there at once."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.bench
PROGRAM = Path(sys.executable).parent / "driftgate"


def test_help(benchmark: Any) -> None:
    """Print the best time of `--help` and of an empty Python beside it; the limit is 0.3 s."""
    benchmark.pedantic(lambda: subprocess.run([PROGRAM, "--help"], capture_output=True, check=True), rounds=10)
    empty = min(_seconds([sys.executable, "-c", "pass"]) for _ in range(5))
    best = benchmark.stats.stats.min
    print(f"\n--help {best:.3f} s (limit 0.3), an empty Python {empty:.3f} s: {best / empty:.1f} x")  # noqa: T201 - the figure is the result
    assert best < 0.3


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - start
