"""The installed program, run as a person runs it: another process, a scrubbed environment, an empty folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from cli.demo.estate import data
from fixtures.estate.lab import aws_server
from tests.acceptance import warm
from tests.pipelines import GIT
from tests.profiles import PROFILE, Profile
from tests.repositories import write_files

PROGRAM = Path(sys.executable).parent / "driftgate"
_OF_PYTHON = ("PYTHON", "LC_", "LANG")  # variables that an interpreter reads when it starts
RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}")
AS_OF = "2026-11-20T03:00:00Z"
# What the demo sets aside, each by an owner and with an end: the estate that the tests judge is that of the demo.
MODES = "\n".join(
    line for line in data("driftgate.yaml").decode().splitlines() if "mode: off" in line and "CKV_" not in line
)
PROFILES = "[profile acme-prod]\nsso_account_id = 111122223333\nregion = eu-west-1\n"


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Program:
    """The installed driftgate in a folder of its own.

    Where it is started `anew` all of a start is in a run; otherwise it has been imported before (`warm.py`).
    """

    folder: Path
    anew: bool = PROFILE is Profile.SOAK

    def __call__(self, *arguments: str, env: Mapping[str, str] | None = None, stdin: int | None = None) -> Ended:
        """Run a command line and return how it ended; a traceback fails the test at once.

        `stdin` is the file descriptor of what somebody types.
        """
        told = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "COLUMNS": "100", **(env or {})}
        if self.anew or stdin is not None or any(name.startswith(_OF_PYTHON) for name in told):
            done = subprocess.run(
                [str(PROGRAM), *arguments],
                stdin=stdin,
                cwd=self.folder,
                env=told,
                capture_output=True,
                text=True,
                check=False,
                timeout=300,
            )
        else:
            done = warm.run(arguments, told, self.folder)
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


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository that somebody has just set up: its folder, and driftgate run in it."""

    folder: Path
    run: Program
    env: Mapping[str, str]

    def init(self, *options: str) -> Ended:
        """Run `driftgate init` there."""
        return replace(self.run, folder=self.folder)("init", *options, env=self.env)

    def git(self, *words: str) -> str:
        """Run git there and return what it prints."""
        done = subprocess.run(
            [GIT, *words], cwd=self.folder, env={**os.environ, **self.env}, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def commit(self, files: Mapping[str, str], message: str) -> str:
        """Write files, commit all there is, and return the commit."""
        write_files(self.folder, files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(program: Program) -> Callable[[Mapping[str, str]], Repository]:
    config = "[user]\n\tname = Ada\n\temail = ada@acme.example\n[safe]\n\tdirectory = *\n"
    home = write_files(program.folder / "home", {".aws/config": PROFILES, ".gitconfig": config})
    env = {"HOME": str(home), "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"), "GIT_CONFIG_NOSYSTEM": "1"}

    def make(files: Mapping[str, str]) -> Repository:
        folder = program.folder / "repository"
        folder.mkdir()
        made = Repository(folder, program, env)
        made.git("init", "--quiet", "--initial-branch", "main")
        made.commit(files, "Begin")
        return made

    return make
