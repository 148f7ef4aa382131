"""Lines that fit a terminal: folded between words on one, and never elsewhere, where programs read them."""

from __future__ import annotations

import re
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from typing import TextIO

_COLORS = re.compile(r"\x1b\[[0-9;]*m")
_NARROWEST = 40
_GAP = re.compile(r"\S(\s{2,})(?=\S)")
_WORD = re.compile(r"\s*\S+")


def terminal_width(stream: TextIO | None = None) -> int | None:
    """Return how many columns there are for a stream, stdout unless said; none where it is no terminal."""
    at = stream or sys.stdout
    return max(_NARROWEST, shutil.get_terminal_size().columns) if at.isatty() else None


def measure(text: str) -> int:
    """Return how many columns a text takes: colours none, marks on a letter none, wide characters two.

    https://www.unicode.org/reports/tr11/.
    """
    plain = _COLORS.sub("", text)
    if plain.isascii():
        return len(plain)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1
        for char in plain
    )


def fit(text: str, width: int | None) -> str:
    """Return a text whose lines are folded between words to a width; without one, as it is.

    What follows stands under the last column of a line that has columns. A word that is wider than the terminal stays
    whole, so that it can be copied.
    """
    if width is None:
        return text
    return "\n".join(part for line in text.split("\n") for part in _folded(line, width))


def _folded(line: str, width: int) -> list[str]:
    if measure(line) <= width or line.startswith("Next  "):
        return [line]
    indent = " " * _hanging(line, width)
    parts: list[str] = []
    now = ""
    for word in _WORD.findall(line):
        if now.strip() and measure(now + word) > width:
            parts.append(now)
            now = indent + word.lstrip()
        else:
            now += word
    return [*parts, now]


def _hanging(line: str, width: int) -> int:
    """Return where what follows a line begins: under its last column that leaves room, else a little to the right."""
    starts = [measure(line[: match.end()]) for match in _GAP.finditer(line)]
    columns = [start for start in starts if start <= width // 2]
    return max(columns) if columns else len(line) - len(line.lstrip()) + 2


def write_table(head: Sequence[str], rows: Sequence[Sequence[str]], width: int | None) -> list[str]:
    """Return a table in lines; where it is wider than the terminal, a block of lines a row."""
    table = [head, *rows]
    widths = [max(map(measure, column)) for column in zip(*table, strict=True)]
    if width is None or sum(widths) + 2 * len(widths) - 2 <= width:
        return ["  ".join(map(_padded, row, widths)).rstrip() for row in table]
    names = max(map(measure, head))
    lines = []
    for row in rows:
        lines.append(row[0])
        cells = zip(head[1:], row[1:], strict=True)
        lines += [f"  {_padded(name.lower(), names)}  {cell.strip()}" for name, cell in cells if cell]
    return lines


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - measure(cell))
