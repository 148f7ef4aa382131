"""What a command line runs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

# Programs that only start another one, with the word that stands between.
_LAUNCHERS = {"python": "-m", "python3": "-m", "npx": "", "uvx": "", "uv": "run", "poetry": "run", "bundle": "exec"}


def find_tool(command: Sequence[str]) -> tuple[str, Sequence[str]]:
    """Return the name of what a command runs, behind programs that only start it, and the words up to it."""
    at = 0
    while at < len(command):
        name = PurePath(command[at]).name.removesuffix(".exe")
        word = _LAUNCHERS.get(name)
        after = at + 1 + bool(word)
        if word is None or after >= len(command) or (word and command[at + 1] != word):
            return name, command[: at + 1]
        at = after
    return "", command
