"""How old what a file says is, where git keeps the file: a checkout writes every file anew and proves nothing.

What git keeps is as old as the commit that last changed it (https://git-scm.com/docs/git-rev-list). Only what was
written over it since, with other bytes, is as old as its file.
"""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

from engine.errors import EngineError
from engine.ports import ProcessRunner
from snapshots.repository.git import ask_git, is_kept, run_git

UNKNOWN = datetime(1971, 1, 1, tzinfo=UTC)  # when nobody can tell: older than any age that a gate takes
_TIME = re.compile(rb"^(?:author|committer) .*> (\d{1,12}) [+-]\d{4}$", re.MULTILINE)
_OBJECT = re.compile(r"\b[0-9a-f]{40}(?:[0-9a-f]{24})?\b")
# By these git writes other bytes into a folder than it keeps: then it is not known what was written since.
_REWRITING = ("filter", "ident", "working-tree-encoding")
_UNSET = frozenset({"unspecified", "unset"})


def find_written(runner: ProcessRunner, path: Path, data: bytes, written: datetime) -> datetime:
    """Return when what a file says was written at the latest; `data` are its bytes, `written` is what the disk says."""
    real = Path(os.path.realpath(path))
    if not any((folder / ".git").exists() for folder in real.parents):
        return written
    folder, name = real.parent, real.name
    if ask_git(runner, folder, "rev-parse", "--git-dir") is None:
        return written if is_kept(real) is False else UNKNOWN
    kept = _kept(runner, folder, name)
    if not kept or _is_changed(runner, folder, name, data, kept):
        return written
    return min(written, _committed(runner, folder, name, written))


def _kept(runner: ProcessRunner, folder: Path, name: str) -> list[str]:
    """Return the blobs that the index and the commit have of a file."""
    index = ask_git(runner, folder, "--literal-pathspecs", "ls-files", "--stage", "-z", "--", name)
    tree = ask_git(runner, folder, "--literal-pathspecs", "ls-tree", "-z", "HEAD", "--", name)
    return list(dict.fromkeys(found[0] for line in (index, tree) if line and (found := _OBJECT.findall(line))))


def _is_changed(runner: ProcessRunner, folder: Path, name: str, data: bytes, kept: list[str]) -> bool:
    told = ask_git(runner, folder, "check-attr", "-z", *_REWRITING, "--", name)
    if told is None or not _UNSET.issuperset(told.rstrip("\0").split("\0")[2::3]):
        return False
    for blob in kept:
        try:
            done = run_git(runner, folder, "cat-file", "blob", blob)
        except EngineError:
            return False
        if done.returncode != 0 or _lines(done.stdout) == _lines(data):
            return False
    return True


def _lines(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n")


def _committed(runner: ProcessRunner, folder: Path, name: str, written: datetime) -> datetime:
    """Return when the commit was made that last changed a file; of what is in no commit yet, when it was written."""
    for since in ("HEAD", "--all"):
        commit = ask_git(runner, folder, "--literal-pathspecs", "rev-list", "-1", since, "--", name)
        if commit:
            break
    else:
        return written
    place = ask_git(runner, folder, "rev-parse", "--git-path", "shallow")
    try:
        if place is None or ((folder / place).exists() and commit in (folder / place).read_text("utf-8").split()):
            return UNKNOWN  # the history ends here, so that this commit seems to have changed everything
        head = run_git(runner, folder, "cat-file", "commit", commit).stdout.partition(b"\n\n")[0]
        return min((datetime.fromtimestamp(int(time), UTC) for time in _TIME.findall(head)), default=UNKNOWN)
    except (EngineError, OSError, ValueError):
        return UNKNOWN
