"""What an organisation says of its own secrets: paths, names, and patterns that take a time linear in their text.

A pattern is written in a part of Python's syntax from which no slow one can be made: letters, escapes, classes and
groups, and behind a letter or class how often it stands, at most 200 times. Whatever is repeated takes as much as it
can and gives nothing back (possessive), so that each place of a text is looked at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from engine.jsontext.digest import digest
from snapshots.redaction.words import folded

LONGEST = 200  # of what is repeated
_PATH = re.compile(r"(?:\*|[a-z][a-z0-9_]*)(?:\.[\w\-]+)+")
_NAME = re.compile(r"\*?[^*\s]{2,80}\*?")
_PART = re.compile(
    r"(?P<atom>\\[dDwWsSt]|\\[^\w\s]|\[\^?\]?(?:\\.|[^\]\\\[])+\]|[^\\\[\](){}|?*+^$\n])"
    r"(?P<often>\?|\{(?P<least>\d{1,3})(?:(?P<range>,)(?P<most>\d{0,3}))?\}|[*+])?"
    r"|(?P<open>\((?:\?:)?(?!\?))|(?P<close>\))|(?P<or>\|)|(?P<edge>\\b)"
)
_HOW = r"write letters, \d, \w, [a-z], (?:a|b), and {1,64} for how often: for example ACME-[A-Z0-9]{20,40}"


@dataclass(frozen=True)
class OwnSecrets:
    """Paths (`TYPE.NAME.NAME`, `*` for every type), names (`*` at an end for anything) and patterns, all checked."""

    paths: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing has to be looked for in texts."""
        return not self.names and not self.patterns

    @property
    def basis(self) -> str:
        """Return what a cache of redacted values depends on; empty where nothing is said."""
        told = [sorted(self.paths), sorted(self.names), sorted(self.patterns)]
        return digest(told) if any(told) else ""

    @cached_property
    def compiled(self) -> tuple[re.Pattern[str], ...]:
        """Return the patterns."""
        return tuple(re.compile(linear(pattern)) for pattern in self.patterns)

    @cached_property
    def _name(self) -> re.Pattern[str]:
        said = (
            ("" if name[0] == "*" else r"\A") + re.escape(folded(name.strip("*"))) + ("" if name[-1] == "*" else r"\Z")
            for name in self.names
        )
        return re.compile("|".join(said))

    def names_secret(self, name: str) -> bool:
        """Tell whether a name is one of those that announce a secret here, in any spelling."""
        return bool(self.names) and self._name.search(folded(name)) is not None

    def paths_of(self, type_: str) -> tuple[tuple[str, ...], ...]:
        """Return the paths of names in a resource of a type."""
        found = (path.split(".") for path in self.paths)
        return tuple(tuple(names[1:]) for names in found if names[0] in {"*", type_})


NOTHING = OwnSecrets()


def check_path(path: str) -> str:
    """Return a path; raises ValueError saying how one is written."""
    if not _PATH.fullmatch(path):
        raise ValueError("a path is TYPE.ATTRIBUTE, with * for every type: for example aws_ssm_document.content")
    return path


def check_name(name: str) -> str:
    """Return a name; raises ValueError saying how one is written."""
    if not _NAME.fullmatch(name) or len(folded(name.strip("*"))) < 2:
        raise ValueError("a name is that of an attribute or key, with * at an end for anything: for example wifi_*")
    return name


def check_pattern(pattern: str) -> str:
    """Return a pattern; raises ValueError saying what in it is not known, and what to write."""
    shortest = re.compile(linear(pattern))
    if shortest.search("") is not None or _least(pattern) < 4:
        raise ValueError(f"the pattern also fits less than four letters, which would hide everything: {_HOW}")
    return pattern


def linear(pattern: str) -> str:
    """Return a pattern in which nothing is given back; raises ValueError for what could take longer than its text."""
    found, at, depth = [], 0, 0
    while at < len(pattern):
        part = _PART.match(pattern, at)
        if part is None or (part["often"] or "") in {"*", "+"} or (part["range"] and not part["most"]):
            what = pattern[at : part.end() if part else at + 1]
            raise ValueError(f"{what!r} at letter {at + 1} of the pattern is not known: {_HOW}")
        least, most = int(part["least"] or 0), int(part["most"] or part["least"] or 0)
        if not least <= most <= LONGEST:
            raise ValueError(f"{part['often']} at letter {at + 1} of the pattern: at most {LONGEST} times")
        depth += bool(part["open"]) - bool(part["close"])
        if depth < 0:
            break
        found.append("(?>" if part["open"] else part.group() + "+" if part["often"] else part.group())
        at = part.end()
        if part["close"] and pattern[at : at + 1] in {"?", "*", "+", "{"}:
            raise ValueError(f"a group at letter {at + 1} of the pattern is repeated: write it out, or {_HOW}")
    if depth:
        raise ValueError(f"a group of the pattern is not closed, or never opened: {_HOW}")
    try:
        re.compile("".join(found))
    except re.error as error:
        raise ValueError(f"the pattern is none: {error.msg}: {_HOW}") from error
    return "".join(found)


def _least(pattern: str) -> int:
    """Return how many letters a pattern takes at least."""
    levels: list[list[int]] = [[0]]  # of each open group, how much each of its choices takes
    for part in _PART.finditer(pattern):
        if part["open"]:
            levels.append([0])
        elif part["close"]:
            levels[-2][-1] += min(levels.pop())
        elif part["or"]:
            levels[-1].append(0)
        elif part["atom"]:
            levels[-1][-1] += 0 if part["often"] == "?" else int(part["least"] or 1)
    return min(levels[0])
