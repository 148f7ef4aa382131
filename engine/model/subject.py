"""What a verdict is about, and whether evidence is about the same."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

# Git writes a commit in full or by a beginning of at least seven digits.
_COMMIT = re.compile(r"(?!0+\Z)[0-9a-f]{7,64}")
# A digest stands alone or behind an @; behind a name and a colon it would be a tag: registry.example/sha256:c0ffee1.
_IMAGE = re.compile(r"(?:\A|@)sha256:([0-9a-f]{7,64})\Z")
# What stands where a build had no version to write, and names that are another version tomorrow.
_NO_VERSION = frozenset(
    [
        "-",
        "?",
        "dev",
        "development",
        "edge",
        "head",
        "latest",
        "main",
        "master",
        "n/a",
        "na",
        "nightly",
        "none",
        "null",
        "snapshot",
        "stable",
        "trunk",
        "undefined",
        "unknown",
        "unset",
        "unspecified",
    ]
)


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


NOBODY = "-"  # the environment of sources that were given without a name
RELEASE = ("commit", "image", "version")
ENVIRONMENT = ("environment",)


def shared(ours: Subject, theirs: Subject, names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which of some names both subjects know: those that are equal, and those that differ.

    A value that names nothing is not known, and never equal to another one.
    """
    both = [name for name in names if not any(problem(name, getattr(one, name)) for one in (ours, theirs))]
    equal = tuple(name for name in both if is_same(name, getattr(ours, name), getattr(theirs, name)))
    return equal, tuple(name for name in both if name not in equal)


def problem(name: str, value: str) -> str:
    """Return why a value of a name says nothing, empty where it names a release or an environment."""
    if not value.strip() or not value.isprintable() or value != value.strip():
        return "it is blank, or has space around it"
    if name == "commit" and not _COMMIT.fullmatch(value.lower()):
        return "a commit is 7 to 64 hexadecimal digits"
    if name == "image" and not _IMAGE.search(value.lower()):
        return "an image is named by its digest, sha256:…: a tag is another image tomorrow"
    if name == "version" and (value.lower() in _NO_VERSION or value.startswith("$") or "{{" in value or "${" in value):
        return "it names no version"
    return ""


def is_same(name: str, ours: str, theirs: str) -> bool:
    """Tell whether two values of one name are the same.

    A commit may be cut to its first digits, as git writes it; an image is its digest, whatever it is called.
    """
    ours, theirs = (value.lower() for value in (ours, theirs)) if name in {"commit", "image"} else (ours, theirs)
    if name == "image":
        digests = [_IMAGE.search(value) for value in (ours, theirs)]
        return ours == theirs or (all(digests) and digests[0][1] == digests[1][1])  # type: ignore[index]  # both are there
    if name != "commit":
        return ours == theirs
    short, long = sorted((ours, theirs), key=len)
    return long == short or (
        bool(_COMMIT.fullmatch(short)) and bool(_COMMIT.fullmatch(long)) and long.startswith(short)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The commit that a change starts from: where its line left that of `name`, as a person typed it.

    A verdict with a base is about the change and not about the environment.
    """

    name: str
    commit: str

    def __str__(self) -> str:
        """Return what was typed with the beginning of the commit, which is all where that was typed."""
        return self.short if self.commit.startswith(self.name) else f"{self.name} ({self.short})"

    @property
    def short(self) -> str:
        """Return the beginning of the commit, as people read it."""
        return self.commit[:12]
