"""Whole estates for tests: what a team has, laid out in a folder and judged by the program.

Each folder of `fixtures/honest/estates` is an estate, made by `python -m fixtures.honest.estates`. Its `about.json`:

- `says`: what it is; `decision` and `condition` (a code): what the gate must answer
- `reality`: `refresh` (the plan of a refresh) or `aws` (a tape of the API, played by a server)
- `files`: results, as in `tests/bundles.py`, instead of those that all have
- for the generator: `roots` (folders with a state each, instead of one), `account`, `preprod`, `variables`, and
  `accepts` (the options with which somebody accepts what is found)
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fixtures.estate.recording import endpoint
from fixtures.estate.tape import Tape, player, unpack
from tests.bundles import FIXTURES, Answer, judge, lay_files

FOLDER = FIXTURES / "honest" / "estates"
_NOT_THEIRS = {"about.json", "before", "preprod.tfvars"}  # nor what is packed
_LOAD = tuple(f"k6/runs/baseline-{number}/handle-summary.json" for number in (1, 2, 3))
_TESTS = ("pytest", "mocha", "jest", "playwright", "gotestsum")


def names() -> list[str]:
    """Return the names of all estates."""
    return sorted(path.parent.name for path in FOLDER.glob("*/about.json"))


def about(name: str) -> dict[str, Any]:
    """Return what is said of an estate."""
    told: dict[str, Any] = json.loads((FOLDER / name / "about.json").read_text(encoding="utf-8"))
    return {"id": name, "files": list(_results(names().index(name))), **told}


def _results(number: int) -> Iterator[dict[str, Any]]:
    """Yield load tests, tests of one tool or another, and a drill, in the form of `tests/bundles.py`."""
    yield from ({"path": f"load/{run}.json", "of": of} for run, of in enumerate(_LOAD, start=1))
    yield {"path": "tests/unit.xml", "of": f"junit/{_TESTS[number % len(_TESTS)]}/pass.xml"}
    yield {"path": "dr/restore.json", "of": "drill/ok.json", "record": None}


def lay_estate(name: str, folder: Path) -> dict[str, Any]:
    """Write an estate into a folder and return what is said of it."""
    told = about(name)
    shutil.copytree(
        FOLDER / name,
        folder,
        dirs_exist_ok=True,
        ignore=lambda _, found: [one for one in found if one in _NOT_THEIRS or one.endswith(".gz")],
    )
    if not (folder / "provider.tf").exists():
        shutil.copy(FOLDER / "provider.tf", folder)
    for path in (FOLDER / name).glob("*.gz"):
        if path.name != "aws.json.gz":
            (folder / path.stem).write_bytes(gzip.decompress(path.read_bytes()))
    lay_files(told, folder)
    return told


def judge_estate(told: Mapping[str, Any], folder: Path) -> Answer:
    """Return what the program says of an estate that is laid out in a folder; its `tape` may be another one."""
    if told["reality"] != "aws":
        return judge(told, folder)
    with player(told.get("tape") or tape_of(told["id"])) as url, endpoint(url):
        return judge(told, folder)


def tape_of(name: str) -> Tape:
    """Return what AWS answers about an estate."""
    return unpack((FOLDER / name / "aws.json.gz").read_bytes())
