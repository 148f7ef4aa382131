"""What is made from the code is what the code says, and none of what makes it is installed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from dev.__main__ import MADE
from dev.pages import policy
from dev.pages.house import drawings

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", MADE)
def test_a_made_file_is_what_the_code_says(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == MADE[name](), "run: make docs"


def test_every_policy_has_its_page_and_no_other_is_there() -> None:
    folder = ROOT / policy.FOLDER
    found = {f"{policy.FOLDER}/{path.name}": path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert found == policy.pages(), "run: make docs"
    for text in found.values():
        assert "## This fails" in text
        assert "## This passes" in text


def test_the_drawing_has_every_layer_and_only_those() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = [layer for contract in contracts if contract["type"] == "layers" for layer in contract["layers"]]
    wanted = {name.strip(" ()") for layer in layers for name in re.split(r"[|:]", layer)}
    drawn = re.findall(r'^    m_\w+\["([\w.]+)', drawings(), re.MULTILINE)
    assert set(drawn) == wanted
    assert len(drawn) == len(wanted)
