"""The modules that `terraform init` has put beside the code, and whether they are those that the code calls now.

Terraform keeps `.terraform/modules/modules.json`, and refuses what it names by another source or version than the call.
Sources: https://developer.hashicorp.com/terraform/language/modules/sources, versions:
https://developer.hashicorp.com/terraform/language/expressions/version-constraints.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from snapshots.bounds import Bounds
from snapshots.terraform.code.files import LARGEST, CodePath

_MODULES = ".terraform/modules/modules.json"
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


def find_installed(folder: CodePath, bounds: Bounds) -> dict[str, Installed]:
    """Return the modules that `terraform init` has put below a root module, by the path of their calls (`a.b`)."""
    path = folder / _MODULES
    try:
        if not path.is_file() or not bounds.hold(path.resolve()):  # a pipe would be waited for
            return {}
        data = path.read_bytes()
        manifest = json.loads(data) if len(data) <= LARGEST else {}
        return {
            str(entry["Key"]): Installed(str(entry["Dir"]), str(entry.get("Source", "")), str(entry.get("Version", "")))
            for entry in manifest["Modules"]
            if entry.get("Key")
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


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
