"""Child processes: a clean environment, an end at the timeout, and no way to fill our memory."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from cli.wiring.process import ChildProcess
from engine.errors import EvaluatorMissingError

RUNNER = ChildProcess(path=os.environ["PATH"], home="/nonexistent")


def python(code: str, **options: object) -> tuple[int | None, str]:
    result = RUNNER.run([sys.executable, "-c", code], timeout=20, **options)  # type: ignore[arg-type]
    return result.returncode, result.stdout.decode()


def test_only_what_is_given_is_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "leak")
    code, out = python("import os; print(sorted(os.environ))", env={"GIVEN": "1"})
    assert code == 0
    assert set(eval(out)) <= {"PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "GIVEN"}  # noqa: S307 - a list that we printed


def test_input_output_and_exit_code() -> None:
    code, out = python("import sys; print(sys.stdin.read().upper()); sys.exit(7)", stdin=b"abc")
    assert (code, out) == (7, "ABC\n")


def test_the_whole_family_ends_at_the_timeout(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    child = f"import time, pathlib; time.sleep(3); pathlib.Path({str(mark)!r}).touch()"
    parent = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {child!r}]); time.sleep(60)"
    result = RUNNER.run([sys.executable, "-c", parent], timeout=1)
    assert result.returncode is None
    time.sleep(3)
    assert not mark.exists()


def test_memory_is_bounded() -> None:
    code, _ = python("x = bytearray(10**9)", memory=300 * 1024 * 1024)
    assert code == 1


def test_a_missing_program_says_so() -> None:
    with pytest.raises(EvaluatorMissingError, match="no-such-program is not installed"):
        RUNNER.run(["no-such-program"], timeout=1)
