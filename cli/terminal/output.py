"""Two streams: stdout carries the result and nothing else, stderr progress, messages and lines of log."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from enum import StrEnum
from typing import TextIO

from cli.terminal.fitting import fit, terminal_width
from engine.errors import OutputError
from engine.text import terminal as harmless

_LINE: list[Callable[[str, str], str]] = []  # what writes messages as lines of log, where they are to be such


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
    """Write the result of a command; raises OutputError when it cannot be written."""
    result_in_parts((text if text.endswith("\n") or not text else f"{text}\n",))


def shown(text: str) -> None:
    """Write the result of a command for a person: on a terminal its lines are folded to the width of it."""
    result(fit(text, terminal_width()))


def result_in_parts(parts: Iterable[str]) -> None:
    """Write a long result of a command as it comes; it ends its last line itself. Raises OutputError."""
    try:
        sys.stdout.writelines(parts)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough, and the exit code stays that of the verdict
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise OutputError(f"stdout cannot be written: {error.strerror}", hint="make room, or redirect it") from error


def message(text: str, *, level: str = "info") -> None:
    """Write a line for the person at the terminal; foreign text in it is made harmless."""
    line = _LINE[0](level, text) if _LINE else "\n".join(_for_person(line) for line in text.splitlines())
    with suppress(OSError):  # a message that nobody can read changes no verdict
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


def _for_person(line: str) -> str:
    """Return a line as it is shown: harmless, and folded on a terminal, but for what is copied."""
    shown_line = harmless(line)
    return shown_line if shown_line.startswith("  fix: ") else fit(shown_line, terminal_width(sys.stderr))


def use(line: Callable[[str, str], str] | None) -> None:
    """Write messages by a function of their level and text from now on, or as they are."""
    _LINE[:] = [] if line is None else [line]


def is_used() -> bool:
    """Tell whether messages are written as lines of log."""
    return bool(_LINE)
