"""How often people have resources of which type: the states of AWS in clones of public repositories, counted.

    python -m dev.public_states FOLDER_OF_CLONES > dev/public_states.tsv

Of each state in a repository's history (`version` 4, told from others by its lineage) the latest one counts. What is
kept are facts: the repositories with their newest commits, and how many instances and states each type has; no state
and no name in one. The share of instances whose types are read live stands in `docs/aws.md`, and a test holds it.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.wiring.process import ChildProcess
from engine.errors import EngineError
from snapshots.aws.asked import BY_NAME
from snapshots.aws.catalog import INSIDE, TYPES

TABLE = Path(__file__).with_suffix(".tsv")
# Types whose service AWS has ended: nobody can ask about them any more. Each with when, and where AWS says so.
_WAF = "2025-09-30, https://docs.aws.amazon.com/waf/latest/developerguide/classic-data-protection.html"
_INSPECTOR = "2026-05-20, https://docs.aws.amazon.com/inspector/v1/userguide/inspector-migration.html"
ENDED: Mapping[str, str] = {
    "aws_inspector_assessment_target": _INSPECTOR,
    "aws_inspector_assessment_template": _INSPECTOR,
    "aws_inspector_resource_group": _INSPECTOR,
    "aws_waf_ipset": _WAF,
    "aws_waf_rule": _WAF,
    "aws_waf_web_acl": _WAF,
}
READ = frozenset({*TYPES, *INSIDE, *(type_.name for types in BY_NAME.values() for type_ in types)})
_PATIENCE = 120.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many instances of a type there are, and in how many states."""

    type: str
    instances: int
    states: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicStates:
    """What was counted: `sources` are repositories, each with a commit; `rows` go from the most instances on."""

    sources: tuple[str, ...]
    states: int
    rows: tuple[Counted, ...]

    def instances(self, *, ended: bool = True) -> int:
        """Return how many instances there are, with those of services that AWS has ended or without them."""
        return sum(row.instances for row in self.rows if ended or row.type not in ENDED)

    @property
    def read(self) -> int:
        """Return how many instances are of types that are read live."""
        return sum(row.instances for row in self.rows if row.type in READ)

    @property
    def unread(self) -> tuple[Counted, ...]:
        """Return the types that are not read live."""
        return tuple(row for row in self.rows if row.type not in READ)


def load(text: str) -> PublicStates:
    """Return what a table says; the form is that of `document`."""
    lines = text.splitlines()
    sources = tuple(line.removeprefix("# ") for line in lines if line.startswith("# "))
    rows = [line.split("\t") for line in lines if not line.startswith("# ")]
    return PublicStates(
        sources=sources[1:],
        states=int(sources[0].partition(" ")[0]),
        rows=tuple(Counted(type=name, instances=int(many), states=int(states)) for name, many, states in rows),
    )


def document(clones: Path) -> str:
    """Return the table as text: how many states, a line for each repository, and then one for each type."""
    latest: dict[str, tuple[int, Mapping[str, Any]]] = {}
    sources = []
    for clone in sorted(clones.iterdir()):
        folder = next((one.parent for one in sorted(clone.rglob("HEAD")) if (one.parent / "objects").is_dir()), None)
        found = dict(_states(folder)) if folder is not None else {}
        if folder is not None and found:
            head = _git(folder, "rev-parse", "HEAD").decode().strip()
            sources.append(f"# https://github.com/{clone.name.replace('+', '/', 1)} {head}")
        for lineage, state in found.items():
            if lineage not in latest or latest[lineage][0] < state[0]:
                latest[lineage] = state
    instances, states = Counter[str](), Counter[str]()
    for _, told in latest.values():
        here = _counted(told)
        instances += here
        states.update(here.keys())
    rows = sorted(instances, key=lambda name: (-instances[name], name))
    head = f"# {len(latest)} states of AWS in {len(sources)} public repositories, each with its newest commit"
    return "\n".join([head, *sources, *(f"{name}\t{instances[name]}\t{states[name]}" for name in rows)]) + "\n"


def _states(folder: Path) -> Iterator[tuple[str, tuple[int, Mapping[str, Any]]]]:
    """Yield the states of AWS in a repository's history: lineage, serial and the document, older serials first."""
    found = []
    for line in _git(folder, "rev-list", "--all", "HEAD", "--objects").decode(errors="replace").splitlines():
        blob, _, path = line.partition(" ")
        if "tfstate" not in path:
            continue
        try:
            told = json.loads(_git(folder, "cat-file", "blob", blob))
        except (ValueError, EngineError):
            continue  # encrypted, cut, or no file that the clone has
        if isinstance(told, dict) and told.get("version") == 4 and _counted(told):
            found.append((str(told.get("lineage") or blob), (int(told.get("serial", 0)), told)))
    yield from sorted(found, key=lambda one: one[1][0])


def _counted(state: Mapping[str, Any]) -> Counter[str]:
    found: Counter[str] = Counter()
    for entry in state.get("resources") or ():
        if entry.get("mode") == "managed" and str(entry.get("type")).startswith("aws_") and entry.get("instances"):
            found[entry["type"]] += len(entry["instances"])
    return found


def _git(folder: Path, *arguments: str) -> bytes:
    runner = ChildProcess(path=os.environ["PATH"], home=os.environ["HOME"])
    # What a clone lacks is not asked for elsewhere.
    environment = {"GIT_NO_LAZY_FETCH": "1"}
    return runner.run(["git", "-C", str(folder), *arguments], timeout=_PATIENCE, env=environment).stdout


if __name__ == "__main__":
    sys.stdout.write(document(Path(sys.argv[1])))
