"""What a command line runs, and what it says with its exit code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

# Codes by which a tool only says that what it tested failed: it ran to its end, and of another problem it says another.
# https://docs.pytest.org/en/stable/reference/exit-codes.html, https://github.com/grafana/k6/tree/master/errext/exitcodes
_OF_FAILURES = {("pytest", 1), ("k6", 99)}

# Programs that only start another one, with the word that stands between.
_LAUNCHERS = {"python": "-m", "python3": "-m", "npx": "", "uvx": "", "uv": "run", "poetry": "run", "bundle": "exec"}


def tells_failures(tool: str, exit_code: int | None) -> bool:
    """Tell whether a tool says with its exit code that what it tested failed, and not that its own run did."""
    return (tool, exit_code) in _OF_FAILURES


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
