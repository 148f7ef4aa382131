"""The frameworks that driftgate brings, a file each in `lists/`, made by `python -m dev.frameworks`.

A file begins with lines `# KEY: VALUE` (id, name, version, source, asks); then there is a line a control:
`ID<TAB>SECTION<TAB>TITLE<TAB>LEVELS<TAB>ASSESSMENT<TAB>CHECKS`. Levels and checks are separated by commas. Ids,
sections and which checks ask what are facts; titles are there where anybody may tell them.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

from engine.errors import EngineError
from engine.frameworks.controls import Control, Framework

_KEYS = ("id", "name", "version", "source", "asks")
_COLUMNS = 6
_OF_CHECKS = "checks"


class FrameworkError(EngineError):
    """A list of controls has another form; a defect of driftgate, never of the input."""


@cache
def load_frameworks() -> tuple[Framework, ...]:
    """Return all frameworks, sorted by their ids."""
    folder = resources.files("policies.frameworks").joinpath("lists")
    files = sorted(file.name for file in folder.iterdir() if file.name.endswith(".tsv"))
    found = [parse_framework(folder.joinpath(name).read_text(encoding="utf-8"), name) for name in files]
    return tuple(sorted(found, key=lambda one: one.id))


def parse_framework(text: str, name: str) -> Framework:
    """Return the framework of the text of a list; `name` is used in errors. Raises FrameworkError with the line."""
    head: dict[str, str] = {}
    controls: dict[str, Control] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("# "):
            key, _, value = line.removeprefix("# ").partition(": ")
            head[key] = value
            continue
        cells = line.split("\t")
        if len(cells) != _COLUMNS or not cells[0]:
            raise FrameworkError(f"{name}:{number}: a line has {_COLUMNS} cells, of which the first is an id")
        if cells[0] in controls:
            raise FrameworkError(f"{name}:{number}: {cells[0]} stands in the list twice")
        id_, section, title, levels, assessment, checks = cells
        controls[id_] = Control(
            id=id_,
            section=section,
            title=title,
            manual=assessment == "manual",
            levels=tuple(filter(None, levels.split(","))),
            checks=tuple(filter(None, checks.split(","))),
        )
    if tuple(head) != _KEYS or not controls:
        raise FrameworkError(f"{name}: it begins with {', '.join(_KEYS)}, and has controls")
    return Framework(
        id=head["id"],
        name=head["name"],
        version=head["version"],
        source=head["source"],
        of_checks=head["asks"] == _OF_CHECKS,
        controls=tuple(controls.values()),
    )
