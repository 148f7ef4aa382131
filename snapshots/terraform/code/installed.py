"""The modules that `terraform init` has put beside the code, and whether they are those that the code calls now.

Terraform keeps `.terraform/modules/modules.json`, and refuses what it names by another source or version than the call.
What git keeps there came with a change, and nobody knows whether it is what an installation would bring.
Sources: https://developer.hashicorp.com/terraform/language/modules/sources, versions:
https://developer.hashicorp.com/terraform/language/expressions/version-constraints.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath

from snapshots.bounds import Bounds
from snapshots.names import readable
from snapshots.terraform.code.files import LARGEST, CodePath

_FOLDER = ".terraform"
MANIFEST = "modules/modules.json"
_REGISTRIES = ("registry.terraform.io/", "registry.opentofu.org/")
_CONSTRAINT = re.compile(r"\s*(?P<sign>=|!=|>=|<=|>|<|~>)?\s*v?(?P<version>\d+(?:\.\d+){0,2}(?:-[0-9A-Za-z.\-]+)?)\s*")
_VERSION = re.compile(r"v?(?P<numbers>\d+(?:\.\d+){0,2})(?P<pre>-[0-9A-Za-z.\-]+)?(?:\+.*)?")


@dataclass(frozen=True, slots=True)
class Installed:
    """A module that is there: its folder below the root module, where it came from, and its version if it has one."""

    folder: str
    source: str
    version: str = ""

    def is_called(self, source: str, constraint: str) -> bool:
        """Tell whether a call with this source and constraint of versions means this module as it is."""
        if _plain(source) != _plain(self.source):
            return False
        return not constraint or (bool(self.version) and meets(self.version, constraint))


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """What `terraform init` has put below a root module, by the path of its calls (`a.b`); or why none is believed."""

    modules: Mapping[str, Installed] = field(default_factory=dict)
    problem: str = ""
    fix: str = ""


# The first file that a repository keeps of a folder, empty where it keeps none, none where nobody can tell.
Kept = Callable[[PurePath], str | None]


def unknown_kept(_: PurePath) -> None:
    """Tell of no folder whether git keeps files of it."""


def find_installed(folder: CodePath, bounds: Bounds, kept: Kept) -> Installation:
    """Return the modules of an installation; of one of which git keeps a file, or may keep one, none is believed."""
    path = folder / _FOLDER / MANIFEST
    try:
        if not path.is_file() or not bounds.hold(path.resolve()):  # a pipe would be waited for
            return Installation()
        first = kept(folder.resolve() / _FOLDER)
        if first is None:
            return Installation(
                problem=f"nobody can tell whether git keeps files of {_FOLDER}: git does not answer here",
                fix="let git answer (git status says what it needs)",
            )
        if first:
            return Installation(
                problem=f"git keeps {_FOLDER}/{readable(first)}, which a change may have brought",
                fix=f"git rm -r --cached {_FOLDER}, then run `terraform init`",
            )
        data = path.read_bytes()
        manifest = json.loads(data) if len(data) <= LARGEST else {}
        return Installation(modules=dict(_modules(manifest["Modules"])))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Installation()


def _modules(entries: Iterable[Mapping[str, object]]) -> Iterator[tuple[str, Installed]]:
    for entry in entries:
        if entry.get("Key"):
            source, version = str(entry.get("Source", "")), str(entry.get("Version", ""))
            yield str(entry["Key"]), Installed(str(entry["Dir"]), source, version)


def constraint_of(values: Mapping[str, object], dynamic: tuple[str, ...]) -> str | None:
    """Return the constraint of versions of a call, empty without one, none for one that is no text."""
    told = values.get("version", "")
    return told if isinstance(told, str) and "version" not in dynamic else None


def meets(version: str, constraint: str) -> bool:
    """Tell whether a version meets all parts of a constraint; what cannot be read is not met."""
    own = _numbers(version)
    return own is not None and all(_meets(own, part) for part in constraint.split(","))


def _meets(own: tuple[tuple[int, ...], str], part: str) -> bool:
    found = _CONSTRAINT.fullmatch(part)
    other = _numbers(found["version"]) if found is not None else None
    if found is None or other is None:
        return False
    sign = found["sign"] or "="
    if own[1] or other[1]:  # one before a release counts only where it is named
        return sign == "=" and own == other
    mine, theirs = own[0], other[0]
    if sign == "~>":
        given = len(found["version"].split("."))
        return mine >= theirs and mine[: max(given - 1, 1)] == theirs[: max(given - 1, 1)]
    return {
        "=": mine == theirs,
        "!=": mine != theirs,
        ">": mine > theirs,
        ">=": mine >= theirs,
        "<": mine < theirs,
        "<=": mine <= theirs,
    }[sign]


def _numbers(version: str) -> tuple[tuple[int, ...], str] | None:
    found = _VERSION.fullmatch(version.strip())
    if found is None:
        return None
    numbers = [int(number) for number in found["numbers"].split(".")]
    return tuple(numbers + [0] * (3 - len(numbers))), found["pre"] or ""


def _plain(source: str) -> str:
    """Return a source in one of the forms that Terraform knows for it: of registries, GitHub, Bitbucket and git."""
    text = source.strip()
    for registry in _REGISTRIES:
        text = text.removeprefix(registry)
    text = text.removeprefix("git::").removeprefix("https://").removeprefix("ssh://")
    text = re.sub(r"^git@([^:/]+)[:/]", r"\1/", text)
    return re.sub(r"\.git(?=$|\?|//)", "", text)
