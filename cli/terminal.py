"""Two streams: stdout carries the result and nothing else, stderr progress and messages."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import TextIO

from engine.report.escape import terminal


class Color(StrEnum):
    """The values of `--color`."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


def colored(choice: Color, stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Tell whether to write colours to a stream: the option, then NO_COLOR, FORCE_COLOR, TERM, and a terminal."""
    if choice is not Color.AUTO:
        return choice is Color.ALWAYS
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"


def counted(number: int, noun: str) -> str:
    """Return a number of things as a person says it."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def result(text: str) -> None:
    """Write the result of a command."""
    sys.stdout.write(text if text.endswith("\n") or not text else f"{text}\n")
    sys.stdout.flush()


def message(text: str) -> None:
    """Write a line for the person at the terminal; foreign text in it is made harmless."""
    sys.stderr.write("\n".join(terminal(line) for line in text.splitlines()) + "\n")
    sys.stderr.flush()
