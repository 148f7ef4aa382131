"""The drawings of the architecture page, made of the import rules in `pyproject.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "architecture.md"
PYPROJECT = ROOT / "pyproject.toml"
# What each package of the house is for.
ROOMS: Mapping[str, str] = {
    "dev": "what only developing needs; never installed",
    "cli": "the terminal, the configuration, and the one place that wires adapters to ports",
    "policies": "judges by external rules: Rego, Checkov",
    "snapshots": "observes the world and freezes it: Terraform, documents, AWS, result files, stores",
    "engine": "the pure core: values in, values out",
}
_BEGIN, _END = "<!-- made by make docs -->\n\n", "<!-- end -->\n"


def document() -> str:
    """Return the page with its drawings made anew.

    Raises ValueError when the place for them is gone, KeyError for a package that says not what it is for.
    """
    page = PAGE.read_text(encoding="utf-8")
    before, between, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not between or not end:
        raise ValueError(f"{PAGE.name} has no place for the drawings: {_BEGIN.strip()} ... {_END.strip()}")
    return f"{before}{between}{drawings()}{end}{after}"


def drawings() -> str:
    """Return the drawings and the table of libraries as Markdown."""
    contracts = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layered = [contract for contract in contracts if contract["type"] == "layers"]
    parts = [_drawing(layered[0]["layers"], ROOMS)]
    for contract in layered[1:]:
        where = ", ".join(f"`{container}`" for container in contract.get("containers", ()))
        parts.append(f"Inside {where}, where every module has its place:\n\n{_drawing(contract['layers'], {})}")
    return "".join([*parts, *_libraries(contracts)])


def _drawing(layers: Sequence[str], says: Mapping[str, str]) -> str:
    """Return layers, the highest first, as a flowchart of Mermaid."""
    levels = [[name.strip(" ()") for name in re.split(r"[|:]", layer)] for layer in layers]
    lines = ["flowchart TD"]
    names = [name for level in levels for name in level]
    lines += [f'    {_id(name)}["{name}{f"<br/>{says[name]}" if says else ""}"]' for name in names]
    lines += [
        f"    {' & '.join(map(_id, higher))} --> {' & '.join(map(_id, lower))}" for higher, lower in pairwise(levels)
    ]
    return "```mermaid\n" + "\n".join(lines) + "\n```\n\n"


def _id(name: str) -> str:
    return "m_" + re.sub(r"\W", "_", name)  # a word of Mermaid's own, such as `end`, is no id


def _libraries(contracts: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    yield "Each of these libraries has one place:\n\n| library | only in |\n|---|---|\n"
    for contract in contracts:
        if contract["type"] == "protected":
            yield f"| {_named(contract['protected_modules'])} | {_named(contract['allowed_importers'])} |\n"
    yield "\n"
    for contract in contracts:
        if contract["type"] == "forbidden":
            yield f"{_named(contract['source_modules'])} imports none of {_named(contract['forbidden_modules'])}.\n\n"


def _named(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
