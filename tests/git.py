"""Git repositories that tests make."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

GIT = shutil.which("git") or "git"
_SOMEBODY = ("-c", "user.name=a", "-c", "user.email=a@acme.example", "-c", "commit.gpgsign=false")


def git(folder: Path, *words: str, when: str = "") -> str:
    """Run git as somebody, by nobody's configuration, and return what it prints; `when` is the time of a commit."""
    times = {f"GIT_{who}_DATE": when for who in ("AUTHOR", "COMMITTER")} if when else {}
    done = subprocess.run(
        [GIT, "-c", "init.defaultBranch=main", *_SOMEBODY, *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", **times},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


def commit(folder: Path, files: Mapping[str, str | bytes], *, when: str = "") -> str:
    """Write files, commit all that is there, and return the name of the commit."""
    for name, body in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body if isinstance(body, bytes) else body.encode())
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "x", when=when)
    return git(folder, "rev-parse", "HEAD")
