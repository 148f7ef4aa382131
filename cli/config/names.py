"""Names as they are given: whether a file can have one, and how names and lists of any length are shown."""

from __future__ import annotations

import os
from collections.abc import Sequence

MOST = 100  # lines of a list in a message
PART, WHOLE = 255, 4095  # bytes of a part of a path, and of all of it (limits.h of Linux)


def name_problem(path: str) -> str:
    """Return why no file can have a path, empty where one can."""
    if "\0" in path:
        return "no name of a file holds the character U+0000"
    try:
        data = os.fsencode(path)
    except UnicodeEncodeError:
        return "no name of a file holds half of a character"
    if len(data) > WHOLE:
        return f"a path has at most {WHOLE} bytes, this one has {len(data)}"
    longest = max(map(len, data.split(b"/")))
    return f"a name has at most {PART} bytes, one in it has {longest}" if longest > PART else ""


def shortened(text: str, most: int = 120) -> str:
    """Return a text as a message shows it: its beginning, and how many characters there are beyond the `most` of it."""
    return text if len(text) <= most else f"{text[: most // 2]}... ({len(text) - most // 2} more characters)"


def listed(lines: Sequence[str]) -> list[str]:
    """Return lines as a message shows them: the first hundred, and how many more there are."""
    more = [f"and {len(lines) - MOST} more"] if len(lines) > MOST else []
    return [*lines[:MOST], *more]
