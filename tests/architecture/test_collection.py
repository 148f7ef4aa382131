"""The tests have the same names in every process: else the workers of one run refuse to share them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.wide
def test_names_depend_on_neither_the_clock_nor_the_hash_seed(request: pytest.FixtureRequest) -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "1"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,  # snapshots that no test used end it with 1; the names are what counts
    ).stdout.splitlines()
    assert [item.nodeid for item in request.session.items if item.nodeid not in set(listed)] == []
