"""A link that came with a change leads nowhere else, whatever is read or written behind it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from cli.app import run
from cli.config.load import load
from cli.config.waivers import load_waivers
from engine.errors import ConfigError

CONFIGURATION = "version: 1\nenvironments: { prod: {} }\n"
ONE = "version: 1\nwaivers: []\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a configuration, beside one that is somebody else's."""
    monkeypatch.delenv("DRIFTGATE_ALLOW_PATHS", raising=False)
    (tmp_path / "outside").mkdir()
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "driftgate.yaml").write_text(CONFIGURATION)
    monkeypatch.chdir(folder)
    return folder


def test_a_configuration_that_is_a_link_is_refused(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = project.parent / "outside"
    (outside / "secret.yaml").write_text(CONFIGURATION)
    path = project / "linked.yaml"
    path.symlink_to(outside / "secret.yaml")
    with pytest.raises(ConfigError, match=r"linked\.yaml: a link leads out of ") as caught:
        load(path)
    assert caught.value.hint.endswith(f"export DRIFTGATE_ALLOW_PATHS={outside}")
    monkeypatch.setenv("DRIFTGATE_ALLOW_PATHS", str(outside))
    load(path)
    mounted = project / "..data"  # as Kubernetes mounts a ConfigMap
    mounted.mkdir()
    (mounted / "c.yaml").write_text(CONFIGURATION)
    (project / "c.yaml").symlink_to("..data/c.yaml")
    monkeypatch.delenv("DRIFTGATE_ALLOW_PATHS")
    load(project / "c.yaml")


def test_a_link_among_waivers_is_refused(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = project.parent / "outside"
    (outside / "w.yaml").write_text(ONE)
    folder = project / "waivers"
    folder.mkdir()
    (folder / "w.yaml").symlink_to(outside / "w.yaml")
    with pytest.raises(ConfigError, match=r"waivers/w\.yaml: a link leads out of the folder of the configuration"):
        load_waivers(folder, base=project)
    monkeypatch.setenv("DRIFTGATE_ALLOW_PATHS", str(outside))
    assert load_waivers(folder, base=project) == ()


@pytest.mark.parametrize("key", ["store", "dir"])
@pytest.mark.parametrize("path", [".git", ".git/driftgate", "linked", "a/../.GIT/x"])
def test_nothing_is_kept_in_the_folder_of_git(key: str, path: str, project: Path) -> None:
    (project / ".git").mkdir()
    (project / "linked").symlink_to(".git")
    setting = f"store: {path}" if key == "store" else f"evidence: {{ dir: {path} }}"
    (project / "driftgate.yaml").write_text(f"{CONFIGURATION}{setting}\n")
    with pytest.raises(ConfigError, match="is in git's own folder"):
        load(project / "driftgate.yaml")
    (project / "file").write_text("x")
    for file in ("file", "file/below"):
        setting = f"store: {file}" if key == "store" else f"evidence: {{ dir: {file} }}"
        (project / "driftgate.yaml").write_text(f"{CONFIGURATION}{setting}\n")
        with pytest.raises(ConfigError, match=f"{file} is a file, or in one"):
            load(project / "driftgate.yaml")


@pytest.mark.parametrize("name", ["waivers", ".driftgate", ".github"])
def test_init_writes_behind_no_link(name: str, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outside = project.parent / "outside"
    (project / "driftgate.yaml").unlink()
    (project / name).symlink_to(outside)
    assert run(["init", "--ci", "github"]) == 2
    assert "a link in it leads out of" in capsys.readouterr().err
    assert list(outside.iterdir()) == []
    assert name == ".github" or not (project / "driftgate.yaml").exists()


@pytest.mark.parametrize("verb", [["evidence", "export", "-o"], ["results", "expect", "-o"], ["record", "--stdout"]])
def test_a_file_behind_a_link_is_not_written(
    verb: list[str], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "out").symlink_to(project.parent / "outside")
    assert run([*verb, "out/file", *(["--", "true"] if verb[0] == "record" else [])]) == 2
    assert "a link in it leads out of the current folder" in " ".join(capsys.readouterr().err.split())


def test_a_sidecar_that_is_a_link_binds_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outside = project.parent / "outside"
    (project / "unit.xml").write_text('<testsuite name="a" tests="1"><testcase name="b" classname="c"/></testsuite>')
    (outside / "unit.xml.driftgate.json").write_text("{}")
    (project / "unit.xml.driftgate.json").symlink_to(outside / "unit.xml.driftgate.json")
    (project / "driftgate.yaml").write_text(
        "version: 1\nenvironments: { prod: {} }\ngates: { tests: { results: [{ junit: unit.xml }] } }\n"
    )
    capsys.readouterr()
    assert run(["gate", "prod", "--format", "json"]) == 3
    assert "a link leads out of the folder of the result" in json.dumps(json.loads(capsys.readouterr().out))


def test_a_pipe_among_modules_is_not_waited_for(project: Path) -> None:
    folder = project / "code"
    (folder / ".terraform" / "modules").mkdir(parents=True)
    (folder / "main.tf").write_text('module "a" {\n  source = "./a"\n}\n')
    os.mkfifo(folder / ".terraform" / "modules" / "modules.json")
    assert run(["policy", "check", "hcl:code"]) == 3


def test_a_pipe_instead_of_a_schema_is_not_waited_for(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(project / "schema.json")
    (project / "driftgate.yaml").write_text(f"{CONFIGURATION}terraform: {{ provider-schema: schema.json }}\n")
    (project / "a.tfstate").write_text('{"version": 4, "serial": 1, "lineage": "x", "resources": []}')
    assert run(["policy", "check", "tfstate:a.tfstate"]) == 2
    assert "cannot read schema.json: it is no regular file" in capsys.readouterr().err
