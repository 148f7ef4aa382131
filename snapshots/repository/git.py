"""Asking git about a repository of anybody: nothing that it configures may run, and nothing is written."""

from __future__ import annotations

from pathlib import Path

from engine.errors import EngineError
from engine.ports import ProcessResult, ProcessRunner

_TIMEOUT = 60.0  # seconds
_GIT = (
    "git",
    "--no-optional-locks",
    "--no-replace-objects",
    "-c",
    "core.fsmonitor=false",
    "-c",
    "core.hooksPath=/dev/null",
    # A folder with the files of a bare repository is none: its configuration names programs, and its commits others.
    "-c",
    "safe.bareRepository=explicit",
    "-c",
    "protocol.allow=never",
)


def run_git(runner: ProcessRunner, folder: Path, *words: str, stdin: bytes = b"") -> ProcessResult:
    """Return what git did in a folder.

    Raises EvaluatorMissingError without git, and EngineError when it took too long or printed too much.
    """
    done = runner.run([*_GIT, "-C", str(folder), *words], timeout=_TIMEOUT, stdin=stdin)
    if done.returncode is None:
        raise EngineError(f"git {words[0]} took longer than {_TIMEOUT:.0f} s", hint="try again, or look at the disk")
    return done


def ask_git(runner: ProcessRunner, folder: Path, *words: str) -> str | None:
    """Return what git prints, none where it has nothing to say: no git, no repository, no commit."""
    try:
        done = run_git(runner, folder, *words)
    except EngineError:
        return None
    return done.stdout.decode("utf-8", "replace").rstrip() if done.returncode == 0 else None


def find_branch(runner: ProcessRunner, folder: Path) -> str:
    """Return the branch that is deployed: the default of `origin`, else the one that is checked out, else main."""
    for ref, before in (("refs/remotes/origin/HEAD", "refs/remotes/origin/"), ("HEAD", "refs/heads/")):
        told = ask_git(runner, folder, "symbolic-ref", "--quiet", ref)
        if told and told.startswith(before) and told.isprintable():
            return told.removeprefix(before)
    return "main"
