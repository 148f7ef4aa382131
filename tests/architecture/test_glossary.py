"""The glossary is in order, says where each word stands, and the places are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
_ROW = re.compile(r"^\| ([^|]+) \| [^|]+ \| `(?P<path>[\w/]+\.py)`(?: \(`(?P<name>\w+)`\))? \|$")


def rows() -> list[re.Match[str]]:
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    found = [_ROW.match(line) for line in lines if line.startswith("| ") and not line.startswith("| term ")]
    assert None not in found, lines[found.index(None)]
    return [row for row in found if row is not None]


def defined(path: Path) -> set[str]:
    """Return the names of a module."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def test_each_place_is_there() -> None:
    assert [row["path"] for row in rows() if not (ROOT / row["path"]).is_file()] == []
    named = [(ROOT / row["path"], row["name"]) for row in rows() if row["name"]]
    assert [name for path, name in named if name not in defined(path)] == []


def test_each_word_stands_once_and_in_order() -> None:
    terms = [row[1] for row in rows()]
    assert terms
    assert terms == sorted(set(terms))


def test_readers_and_contributors_find_it() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        assert "(docs/glossary.md)" in (ROOT / name).read_text(encoding="utf-8")
