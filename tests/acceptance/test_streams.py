"""Exit codes under any weather: a stream that is closed or full is never taken for a verdict."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from cli.demo.estate import data
from tests.acceptance.conftest import AS_OF, PROGRAM, Program

BASH = shutil.which("bash") or "bash"
GO = ("drift", "tfstate:prod.tfstate", "tfstate:again.tfstate", "--as-of", AS_OF)
NO_GO = ("parity", "tfstate:prod.tfstate", "tfstate:preprod.tfstate", "--as-of", AS_OF)


@pytest.fixture
def estate(program: Program) -> Program:
    for name in ("prod.tfstate", "preprod.tfstate"):
        program.write(name, data(name))
    program.write("again.tfstate", data("prod.tfstate").replace(b'"serial":', b'"serial": 1', 1))
    return program


def shell(folder: Path, words: tuple[str, ...], how: str = "") -> subprocess.CompletedProcess[str]:
    """Return how a command ended whose streams a shell has changed."""
    line = f"{shlex.quote(str(PROGRAM))} {shlex.join(words)} {how}"
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    return subprocess.run(
        [BASH, "-c", line], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize("words", [GO, NO_GO, ("runs", "list"), ("doctor",), ("schema", "run"), ("--version",)])
def test_without_a_stderr_a_verdict_is_what_it_is(estate: Program, words: tuple[str, ...]) -> None:
    plain, closed = shell(estate.folder, words), shell(estate.folder, words, "2>&-")
    assert (closed.returncode, closed.stderr) == (plain.returncode, "")
    assert bool(closed.stdout) == bool(plain.stdout)
    assert shell(estate.folder, words, "2>/dev/full").returncode == plain.returncode


def test_a_wrong_command_is_no_verdict(estate: Program) -> None:
    assert [shell(estate.folder, ("none",), how).returncode for how in ("", "2>&-", "2>/dev/full")] == [2, 2, 2]


@pytest.mark.parametrize("words", [GO, NO_GO, ("runs", "list"), ("schema", "run"), ("--version",)])
def test_without_a_stdout_nothing_is_decided(estate: Program, words: tuple[str, ...]) -> None:
    done, said = shell(estate.folder, words, ">&-"), "driftgate: stdout is closed, so that nothing can be told"
    assert (done.returncode, done.stderr.splitlines()[0]) == (2, said)
    assert shell(estate.folder, words, ">&- 2>&-").returncode == 2
    assert not (estate.folder / ".driftgate").exists()


@pytest.mark.parametrize("words", [GO, NO_GO, (*GO, "--format", "json"), ("schema", "run"), ("--version",)])
def test_what_cannot_be_written_is_told_and_no_verdict(estate: Program, words: tuple[str, ...]) -> None:
    done = shell(estate.folder, words, ">/dev/full")
    assert done.returncode == 3
    assert "No space left on device" in done.stderr
    assert shell(estate.folder, words, ">/dev/full 2>/dev/full").returncode == 3


@pytest.mark.parametrize("words", [GO, NO_GO])
def test_who_reads_no_further_is_no_verdict_either(estate: Program, words: tuple[str, ...]) -> None:
    assert shell(estate.folder, ("--help",), "| head -c 1 >/dev/null; exit ${PIPESTATUS[0]}").returncode != 1
    words = (*words, "--format", "json")
    done = shell(estate.folder, words, "| head -c 1 >/dev/null; exit ${PIPESTATUS[0]}")
    assert done.returncode == shell(estate.folder, words).returncode
    assert "error" not in done.stderr
