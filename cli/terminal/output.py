"""Two streams: stdout carries the result and nothing else, stderr progress, messages and lines of log."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from enum import StrEnum
from typing import Any, TextIO

from cli.terminal.fitting import fit, terminal_width
from engine.errors import OutputError
from engine.text import Harmless, json_text, lines

_LINE: list[Callable[[str, str], Harmless]] = []  # what writes messages as lines of log, where they are to be such


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


def result(text: Harmless) -> None:
    """Write the result of a command; raises OutputError when it cannot be written."""
    result_in_parts((text,))


def result_as_json(document: Any) -> None:
    """Write the result of a command as an indented JSON document."""
    result(json_text(json.dumps(document, indent=2) + "\n"))


def result_in_lines(*texts: str) -> None:
    """Write the result of a command, a line a text, as it is to be copied."""
    result(lines(texts))


def shown(*texts: str) -> None:
    """Write the result of a command for a person, a line a text."""
    result(folded(lines(texts)))


def folded(text: Harmless) -> Harmless:
    """Return lines as they are shown: on a terminal they are folded to the width of it."""
    return Harmless(fit(text, terminal_width()))


def result_in_parts(parts: Iterable[Harmless]) -> None:
    """Write a long result of a command as it comes; it ends its last line itself. Raises OutputError."""
    try:
        sys.stdout.writelines(parts)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough, and the exit code stays that of the verdict
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise OutputError(f"stdout cannot be written: {error.strerror}", hint="make room, or redirect it") from error


def message(*texts: str, level: str = "info") -> None:
    """Write lines for the person at the terminal, each of one text; foreign text in them is made harmless."""
    told = _LINE[0](level, "\n".join(texts)) if _LINE else Harmless("".join(map(_for_person, texts)))
    with suppress(OSError):  # a message that nobody can read changes no verdict
        tell(told)


def tell(text: Harmless) -> None:
    """Write to stderr at once."""
    sys.stderr.write(text)
    sys.stderr.flush()


def _for_person(text: str) -> str:
    """Return a line as it is shown: harmless, and folded on a terminal, but for what is copied."""
    line = lines([text])
    return line if line.startswith("  fix: ") else fit(line, terminal_width(sys.stderr))


def use(line: Callable[[str, str], Harmless] | None) -> None:
    """Write messages by a function of their level and text from now on, or as they are."""
    _LINE[:] = [] if line is None else [line]


def is_used() -> bool:
    """Tell whether messages are written as lines of log."""
    return bool(_LINE)
