"""What a verdict is about, and whether evidence is about the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

# Git writes a commit in full or by a beginning of at least seven digits.
_COMMIT = re.compile(r"[0-9a-f]{7,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A release by its commit, image digest or version, and the environment; an empty one is not known."""

    commit: str = ""
    image: str = ""
    version: str = ""
    environment: str = ""

    def __str__(self) -> str:
        """Return what is known, as `commit=c0ffee1 version=2.1`."""
        return " ".join(f"{name}={value}" for name, value in self.known())

    def known(self) -> tuple[tuple[str, str], ...]:
        """Return the names and values that are known."""
        named = ((field.name, getattr(self, field.name)) for field in fields(self))
        return tuple((name, value) for name, value in named if value)

    @property
    def names_release(self) -> bool:
        """Tell whether it says what is released."""
        return bool(self.commit or self.image or self.version)


NOBODY = "-"  # the environment of sources that were given without a name
RELEASE = ("commit", "image", "version")
ENVIRONMENT = ("environment",)


def shared(ours: Subject, theirs: Subject, names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which of some names both subjects know: those that are equal, and those that differ."""
    both = [name for name in names if getattr(ours, name) and getattr(theirs, name)]
    equal = tuple(name for name in both if is_same(name, getattr(ours, name), getattr(theirs, name)))
    return equal, tuple(name for name in both if name not in equal)


def is_same(name: str, ours: str, theirs: str) -> bool:
    """Tell whether two values of one name are the same; a commit may be cut to its first digits, as git writes it."""
    if name != "commit":
        return ours == theirs
    ours, theirs = ours.lower(), theirs.lower()
    short, long = sorted((ours, theirs), key=len)
    return long == short or (
        bool(_COMMIT.fullmatch(short)) and bool(_COMMIT.fullmatch(long)) and long.startswith(short)
    )
