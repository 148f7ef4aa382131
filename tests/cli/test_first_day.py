"""The first day inside of one process: what is found, what is written, and what a change is held against."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from cli.app import run
from cli.config.load import load
from cli.init.pipelines import FILES, PipelineKind
from cli.wiring.tools import runner
from snapshots.repository.commit import CommitTree
from snapshots.terraform.backends.commit import CommitBackend
from tests.git import commit, git
from tests.repositories import SHAPES, state, write_files

AS_OF = ("--as-of", "2026-11-21T09:00:00Z")
OPEN = """resource "aws_security_group" "{name}" {{
  name        = "{name}"
  description = "of {name}"
  ingress {{
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }}
}}
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, as somebody whom git knows by nothing."""
    folder = tmp_path / "repository"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("AWS_CONFIG_FILE", "AWS_PROFILE", "GITHUB_SHA", "CI_COMMIT_SHA", "GIT_COMMIT"):
        monkeypatch.delenv(name, raising=False)
    return folder


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", [PipelineKind.GITHUB, PipelineKind.GITLAB, PipelineKind.JENKINS])
def test_each_shape_gets_a_configuration_that_is_right_and_the_pipelines_of_its_environments(
    home: Path, shape: str, kind: PipelineKind, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(home, SHAPES[shape]())
    assert run(["init", "--ci", kind, *AS_OF]) == 0
    told = capsys.readouterr()
    configuration = load(home / "driftgate.yaml").configuration
    assert configuration.environments.keys() >= {"prod"}
    assert "ok  driftgate.yaml" in told.out
    written = [file.path for file in FILES[kind] if (home / file.path).is_file()]
    assert written
    whole = "".join((home / path).read_text() for path in written)
    assert all(name in whole for name, one in configuration.environments.items() if one.observed)
    assert run(["config", "check"]) in {0, 3}

    assert run(["init", "--ci", kind, *AS_OF]) == 0
    assert f"kept {written[0]}, which was there" in capsys.readouterr().err
    assert "".join((home / path).read_text() for path in written) == whole


@pytest.mark.parametrize("kind", PipelineKind)
def test_every_kind_is_printed_and_nothing_is_written(
    home: Path, kind: PipelineKind, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(home, SHAPES["single"]())
    before = sorted(path.name for path in home.rglob("*"))
    assert run(["init", "--ci", kind, "--dry-run", "--minimal", *AS_OF]) == 0
    assert "version: 1" in capsys.readouterr().out
    assert sorted(path.name for path in home.rglob("*")) == before


def findings(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, bool]]:
    """Return what was found at each address, each once, and whether it was there before."""
    document: dict[str, Any] = json.loads(capsys.readouterr().out)
    return sorted({(entry["address"], entry["inherited"]) for entry in document["findings"]})


CHECK = ("policy", "check", "hcl:infra", "--since", "main", "--format", "json", *AS_OF)
GATE = ("gate", "prod", "--since", "main", "--format", "json", *AS_OF)
CONFIG = "version: 1\nenvironments: { prod: { desired: [{ hcl: infra }] } }\ngates: { policy: {} }\n"


@pytest.mark.parametrize("asked", [CHECK, GATE])
def test_a_change_is_held_against_what_was_there(
    home: Path, asked: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    git(home, "init", "-q")
    commit(home, {"infra/main.tf": OPEN.format(name="web"), "driftgate.yaml": CONFIG, ".gitignore": ".driftgate/\n"})
    git(home, "checkout", "-qb", "change")
    commit(home, {"README.md": "words"})
    assert run([*asked]) == 0
    assert findings(capsys) == [("aws_security_group.web", True)]
    commit(home, {"infra/db.tf": OPEN.format(name="db")})
    assert run([*asked]) == 1
    assert findings(capsys) == [("aws_security_group.db", False), ("aws_security_group.web", True)]
    git(home, "checkout", "-q", "main")
    assert run([*asked]) == 3
    commit(home, {"live/more/main.tf": 'provider "aws" {\n}\n' + OPEN.format(name="more")})
    assert run([*asked]) == 3


def test_states_of_a_commit_are_those_of_a_folder(home: Path) -> None:
    git(home, "init", "-q")
    name = commit(home, {"states/a.tfstate": state("aws_sqs_queue"), "states/b/c.tfstate": "{}", "states/x.json": "{}"})
    tree = CommitTree(runner(), home, name)
    folder, one = tree.at(home, "states"), tree.at(home, "states/a.tfstate")
    assert folder is not None
    assert one is not None
    found = CommitBackend(location="states", path=folder).documents()
    assert [document.location for document in found] == ["states/a.tfstate", "states/b/c.tfstate"]
    (alone,) = CommitBackend(location="states/a.tfstate", path=one).documents()
    assert json.loads(alone.load().data)["version"] == 4


def test_what_nothing_can_name_is_left_out_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in ((b"\xff.tfstate", "{}"), (b"\xffd/main.tf", "terraform {}\n")):
        path = tmp_path / os.fsdecode(name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    assert run(["init", "--dry-run"]) == 0
    assert "left out 2 files that no state can be read from: \\xff.tfstate" in capsys.readouterr().err
