"""The installed program, run as a person runs it: another process, a scrubbed environment, an empty folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from cli.demo.estate import data
from fixtures.estate.lab import aws_server

PROGRAM = Path(sys.executable).parent / "driftgate"
RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
AS_OF = "2026-11-20T03:00:00Z"


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Program:
    """The installed driftgate in a folder of its own."""

    folder: Path

    def __call__(self, *arguments: str, env: Mapping[str, str] | None = None, stdin: int | None = None) -> Ended:
        """Run a command line and return how it ended; a traceback fails the test at once.

        `stdin` is the file descriptor of what somebody types.
        """
        done = subprocess.run(
            [str(PROGRAM), *arguments],
            stdin=stdin,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "COLUMNS": "100", **(env or {})},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert "Traceback" not in done.stderr
        return Ended(done.returncode, done.stdout, done.stderr)

    def write(self, name: str, body: str | bytes) -> Path:
        """Write a file into the folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body if isinstance(body, bytes) else body.encode())
        return path


@pytest.fixture
def program(tmp_path: Path) -> Program:
    found = Program(tmp_path)
    for name in ("prod.tfstate", "preprod.tfstate"):
        found.write(name, data(name))
    return found


@pytest.fixture(scope="session")
def aws() -> Iterator[str]:
    with aws_server("111122223333") as url:
        yield url
