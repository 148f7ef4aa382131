"""Code that readers stumble over is read as Terraform reads it: nothing refused, nothing lost, no other value."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from fixtures.estate.lab import has_terraform
from snapshots.terraform.code.files import parse_file
from snapshots.terraform.code.grammar import CodeError
from snapshots.terraform.code.hcl_file import parse_hcl
from tests.profiles import sample
from tests.snapshots.terraform.hcl_corpus import CORPUS, UNKNOWN


def told(name: str) -> dict[str, Any]:
    """Return the input of each resource as it is read."""
    blocks, problem, line = parse_file(("main.tf", CORPUS[name][0].encode()))
    assert (problem, line) == ("", 0)
    return {
        block.labels[1]: UNKNOWN if "input" in block.dynamic else block.values.get("input")
        for block in blocks
        if block.kind == "resource"
    }


@pytest.mark.parametrize("name", CORPUS)
def test_what_terraform_takes_is_taken(name: str) -> None:
    assert told(name) == CORPUS[name][1]


@pytest.mark.parametrize("name", sample(list(CORPUS), test=6, quick=1))
@pytest.mark.skipif(not has_terraform(), reason="terraform is not on PATH")
def test_terraform_is_the_judge(name: str, tmp_path: Path) -> None:
    """It takes the piece, has the same resources, and says of each what is read, or what nobody else can tell."""
    (tmp_path / "main.tf").write_bytes(CORPUS[name][0].encode())
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "CHECKPOINT_DISABLE": "1"}
    for words in (["init"], ["apply", "-auto-approve"]):
        done = subprocess.run(
            ["terraform", *words, "-input=false", "-no-color"],  # noqa: S607 - terraform is found on PATH
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    state = json.loads((tmp_path / "terraform.tfstate").read_text())
    inputs = {
        resource["name"]: (resource["instances"][0]["attributes"].get("input") or {}).get("value")
        for resource in state["resources"]
    }
    assert inputs.keys() == CORPUS[name][1].keys()
    for resource, value in CORPUS[name][1].items():
        assert value is UNKNOWN or inputs[resource] == value


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ('a {\n  b = "x\ny"\n}\n', "a text does not end on its line, or where it should", 2),
        ("a {\n  b = 1\n  b = 2\n}\n", "a block says something twice", 3),
        ("a {\n  b = 1\n  b {\n  }\n}\n", "a block says something twice, as an argument and as a block", 1),
        ("a {\n  b = 1 c = 2\n}\n", "two arguments stand on one line", 2),
        ("a {\n} b {\n}\n", "two arguments stand on one line", 2),
        ('a "b"\n{\n}\n', "a block begins on another line than it is named", 2),
        ('a {\n  b = "\\ud800"\n}\n', "an escape in a text names no character", 2),
        ('a "${b" {\n}\n', "a template in a text does not end", 1),
        ("a {\n  b = <<EOT\n", "the file is no HCL", 1),
        ('resource "a" {\n}\n', "a block has too few labels", 1),
        ('resource "a" "b" "c" {\n}\n', "a block has too many labels", 1),
        ('resource "a" "b c" {\n}\n', "a label of a block is no name", 1),
        ("\nresoruce {\n}\n", "a block is of a kind that is not known", 2),
        ("variable = 1\n", "a block is of a kind that is not known", 1),
        ("locals {\n  a = " + "[" * 5000 + "]" * 5000 + "\n}\n", "the file is nested too deeply", 0),
    ],
)
def test_what_terraform_refuses_is_refused_with_its_line(text: str, problem: str, line: int) -> None:
    with pytest.raises(CodeError) as caught:
        parse_hcl(text.replace("a {", "locals {", 1) if text.startswith("a {") else text)
    assert (caught.value.detail, caught.value.line) == (problem, line)
