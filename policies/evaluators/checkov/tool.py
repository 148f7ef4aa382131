"""Checkov's own environment: pinned with hashes, made once, and never imported from."""

from __future__ import annotations

import shutil
import sys
from importlib import resources
from pathlib import Path

from engine.errors import EvaluatorCrashedError
from engine.jsontext.digest import digest_bytes
from engine.ports import ProcessRunner

VERSION = "3.3.30"
_MARKER = "driftgate-lock"
_TIMEOUT = 1800.0


def installed(tools: Path) -> Path | None:
    """Return the Checkov executable below a tools folder, none when it is not there or of another lock."""
    folder = tools / f"checkov-{VERSION}"
    executable = folder / "bin" / "checkov"
    marker = folder / _MARKER
    if not executable.is_file() or not marker.is_file() or marker.read_text().strip() != digest_bytes(_lock()):
        return None
    return executable


def install(runner: ProcessRunner, tools: Path, *, python: str = sys.executable) -> Path:
    """Make Checkov's environment below a tools folder and return the executable.

    Every package is checked against its hash. The marker is written last, so that a broken installation is made again.
    Raises EvaluatorCrashedError with pip's last words.
    """
    known = installed(tools)
    if known is not None:
        return known
    folder = tools / f"checkov-{VERSION}"
    if folder.exists():
        shutil.rmtree(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    _run(runner, [python, "-m", "venv", str(folder)])
    lock = folder / "requirements.lock"
    lock.write_bytes(_lock())
    pip = [
        str(folder / "bin" / "python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
    ]
    _run(runner, [*pip, "--require-hashes", "--no-deps", "-r", str(lock)])
    (folder / _MARKER).write_text(digest_bytes(_lock()))
    executable = installed(tools)
    if executable is None:
        raise EvaluatorCrashedError("Checkov was installed and has no executable")
    return executable


def _run(runner: ProcessRunner, command: list[str]) -> None:
    result = runner.run(command, timeout=_TIMEOUT)
    if result.returncode != 0:
        words = result.stderr.decode(errors="replace").strip().splitlines()[-3:]
        raise EvaluatorCrashedError(
            f"installing Checkov failed: {' '.join(words)}", hint="check the network and try again"
        )


def _lock() -> bytes:
    return resources.files("policies.evaluators").joinpath("checkov/requirements.lock").read_bytes()
