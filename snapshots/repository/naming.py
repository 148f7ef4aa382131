"""The words by which people call environments."""

from __future__ import annotations

import re

# The most real first.
WORDS = (
    *("prod", "production", "prd", "live"),
    *("preprod", "ppd", "staging", "stage", "stg", "uat", "acc", "acceptance"),
    *("qa", "test", "tst", "int", "integration", "perf", "dr"),
    *("dev", "development", "sandbox", "sbx", "demo"),
)
RANK = {word: rank for rank, word in enumerate(WORDS)}
_SEPARATORS = re.compile(r"[-_.\s]+")
_NEGATIONS = frozenset({"non", "no", "not"})


def name_environment(text: str) -> str:
    """Return the first word of a path that names an environment, empty where none does.

    `live` below which environments lie is a folder and no environment, and `non-prod` is everything but one.
    """
    parts = [found for found in map(_named, text.replace("\\", "/").split("/")) if found]
    return next((word for word in parts if word != "live"), parts[0] if parts else "")


def words_of(text: str) -> list[str]:
    """Return the words of a name in small letters."""
    return _SEPARATORS.split(text.lower())


def _named(part: str) -> str:
    words = words_of(part)
    if not _NEGATIONS.isdisjoint(words):
        return ""
    return next((word for word in ("".join(words), *words) if word in RANK), "")
