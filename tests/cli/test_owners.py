"""What others can write is not believed: the folder of an installation, and a configuration that nobody has named."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cli.app import run
from cli.wiring.tools import runner
from snapshots.repository.git import ask_git
from snapshots.store.owners import check_owned, trusted_owners
from tests.git import git

STATE = '{"version": 4, "serial": 1, "lineage": "x", "resources": []}'
root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project with an installation that was used once."""
    folder = tmp_path / "project"
    (folder / "below").mkdir(parents=True)
    folder.chmod(0o755)
    (folder / "driftgate.yaml").write_text("version: 1\nenvironments: { prod: {} }\n")
    (folder / "a.tfstate").write_text(STATE)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("DRIFTGATE_TRUST_OWNER", raising=False)
    assert run(["policy", "check", "tfstate:a.tfstate"]) == 3
    return folder


def test_what_is_made_is_for_its_owner_only(project: Path) -> None:
    made = [project / ".driftgate", *(project / ".driftgate").rglob("*")]
    assert {path.name for path in made} >= {".driftgate", ".gitignore", "keys", "redaction.key", "ledger.sqlite"}
    assert [str(path) for path in made if path.stat().st_mode & 0o077] == []
    assert (project / ".driftgate" / ".gitignore").read_text() == "*\n"


def test_every_verb_that_keeps_something_makes_it_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.tfstate").write_text(STATE)
    assert run(["snapshot", "take", "tfstate:a.tfstate"]) == 0
    assert (tmp_path / ".driftgate" / ".gitignore").read_text() == "*\n"
    assert (tmp_path / ".driftgate").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "name",
    ["", "keys", "keys/redaction.key", "keys/binding.key", "ledger.sqlite", "ledger.checked", "snapshots"],
)
@pytest.mark.parametrize("mode", [0o002, 0o777])
def test_what_others_can_write_is_refused_with_what_to_type(
    name: str, mode: int, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / ".driftgate" / name
    path.chmod(path.stat().st_mode | mode)
    capsys.readouterr()
    assert run(["runs", "list"]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"error: {path} can be written by others\n  fix: chmod go-w {path}\n")


@root
def test_what_belongs_to_somebody_else_is_refused_unless_that_one_is_trusted(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = project / ".driftgate" / "ledger.sqlite"
    os.chown(ledger, 54321, -1)
    capsys.readouterr()
    assert run(["runs", "list"]) == 2
    assert capsys.readouterr().err == (
        f"error: {ledger} belongs to user 54321, who is neither root, nor you, nor the owner of this folder\n"
        "  fix: chown it, or let the owner of this machine say: export DRIFTGATE_TRUST_OWNER=54321\n"
    )
    for told, code in (("54321", 0), ("nobody-known, 54321", 0), ("nobody", 2), ("5432", 2)):
        monkeypatch.setenv("DRIFTGATE_TRUST_OWNER", told)
        assert run(["runs", "list"]) == code
    monkeypatch.delenv("DRIFTGATE_TRUST_OWNER")
    os.chown(project, 54321, -1)  # who owns the working folder may own what is kept in it
    assert run(["runs", "list"]) == 0


def above(path: Path) -> None:
    (path / "driftgate.yaml").chmod(0o666)


def folder_above(path: Path) -> None:
    path.chmod(0o777)


@pytest.mark.parametrize(("make", "name"), [(above, "driftgate.yaml"), (folder_above, "")])
def test_a_configuration_above_that_others_can_write_is_refused(
    make: Callable[[Path], None],
    name: str,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make(project)
    assert run(["config", "show"]) == 0  # here it is one's own
    monkeypatch.chdir(project / "below")
    capsys.readouterr()
    assert run(["config", "show"]) == 2
    told = capsys.readouterr().err.splitlines()
    assert told == [f"error: {project / name} can be written by others", f"  fix: chmod go-w {project / name}"]
    assert run(["config", "show", "-c", str(project / "driftgate.yaml")]) == 0  # it was named


def test_a_folder_in_which_nobody_touches_what_is_of_others_is_fine(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    check_owned([tmp_path, tmp_path / "nothing"], trusted_owners([]), how="{}")


def test_a_group_of_ones_own_may_write(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    file.chmod(0o664)
    if file.stat().st_gid == file.stat().st_uid:
        check_owned([file], trusted_owners([]), how="{}")


@pytest.mark.parametrize("kind", ["html", "json"])
def test_a_report_is_written_over_no_link_and_below_this_folder_only(
    kind: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = project.parent / "precious"
    target.write_text("precious")
    (project / "link").symlink_to(target)
    (project / "fifo").mkdir()
    check = ["policy", "check", "tfstate:a.tfstate", "-q", "--report"]
    cases = {
        "link": f"--report: {project.name and 'link'} is a link, whose target is not written",
        "fifo": "--report: fifo is no regular file",
        "../made/report": "--report: there is no folder ../made, and only folders below the current one are made",
        f"{project.parent}/made/report": (
            f"--report: there is no folder {project.parent}/made, and only folders below the current one are made"
        ),
    }
    for path, problem in cases.items():
        capsys.readouterr()
        assert run([*check, f"{kind}={path}"]) == 2
        told = capsys.readouterr()
        assert (told.out, told.err.splitlines()[0]) == ("", f"error: {problem}")
    assert target.read_text() == "precious"
    assert not (project.parent / "made").exists()
    assert run([*check, f"{kind}=below/new/report"]) == 3
    assert (project / "below" / "new" / "report").stat().st_mode & 0o777 == 0o644
    assert sorted(path.name for path in (project / "below" / "new").iterdir()) == ["report"]


def test_what_git_keeps_of_the_folder_is_not_believed(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(project, "ledger.sqlite")
    capsys.readouterr()
    assert run(["runs", "list"]) == 2
    told = capsys.readouterr().err
    assert f"git keeps ledger.sqlite of {project}/.driftgate, which is this machine's own" in told


def commit(project: Path, name: str) -> None:
    git(project, "init", "-q")
    git(project, "add", "-f", f".driftgate/{name}")
    git(project, "commit", "-qm", "all")


@pytest.mark.parametrize("name", ["keys", "cache", "snapshots", "ledger.sqlite"])
def test_a_link_in_the_folder_that_leads_out_is_refused(
    name: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = project.parent / "outside"
    outside.mkdir()
    path = project / ".driftgate" / name
    if path.exists():
        path.rename(outside / name)
    path.symlink_to(outside / name)
    capsys.readouterr()
    assert run(["runs", "list"]) == 2
    assert f"{path} is a link that leads out of {project}" in capsys.readouterr().err


def test_a_report_behind_a_link_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outside = project.parent / "outside"
    outside.mkdir()
    (project / "reports").symlink_to(outside)
    capsys.readouterr()
    assert run(["policy", "check", "tfstate:a.tfstate", "-q", "--report", "json=reports/gate.json"]) == 2
    assert "error: --report: a link in reports leads out of the current folder" in capsys.readouterr().err
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("path", [".driftgate/ledger.sqlite", ".git/config", "driftgate.yaml", "linked/x"])
def test_a_report_takes_the_place_of_nothing_of_ours(
    path: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "linked").symlink_to(".driftgate")
    before = (project / "driftgate.yaml").read_text()
    capsys.readouterr()
    assert run(["policy", "check", "tfstate:a.tfstate", "-q", "--report", f"text={path}"]) == 2
    assert f"error: --report: {path} is no place for a report" in capsys.readouterr().err
    assert (project / "driftgate.yaml").read_text() == before


@pytest.mark.parametrize(
    ("reports", "problem"),
    [
        (["json=a.tfstate"], "a.tfstate is the source tfstate:a.tfstate of this run"),
        (["json=./b/../a.tfstate"], "b/../a.tfstate is the source tfstate:a.tfstate of this run"),
        (["json=keys/signing.pem"], "keys/signing.pem is a key"),
        (["json=x", "html=./x"], "x is another report of this run"),
    ],
)
def test_a_report_takes_the_place_of_nothing_that_the_run_rests_on(
    reports: list[str], problem: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "keys").mkdir()
    (project / "b").mkdir()
    key = project / "keys" / "signing.pem"
    key.write_text("-----BEGIN PRIVATE KEY-----\n")
    before = (project / "a.tfstate").read_bytes()
    options = [text for report in reports for text in ("--report", report)]
    capsys.readouterr()
    assert run(["policy", "check", "tfstate:a.tfstate", "-q", *options]) == 2
    assert f"error: --report: {problem}" in capsys.readouterr().err
    assert (project / "a.tfstate").read_bytes() == before
    assert key.read_text() == "-----BEGIN PRIVATE KEY-----\n"
    assert not (project / "x").exists()


@pytest.mark.parametrize("name", ["store", "waivers"])
def test_links_that_lead_to_one_another_are_plain_errors(name: str, project: Path) -> None:
    (project / "loop").symlink_to("loop")
    (project / "driftgate.yaml").write_text(f"version: 1\nenvironments: {{ prod: {{}} }}\n{name}: loop\n")
    assert run(["gate", "prod"]) == 2


def test_a_ledger_with_a_trigger_of_somebody_else_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(project / ".driftgate" / "ledger.sqlite")) as connection:
        connection.execute("CREATE TRIGGER z BEFORE INSERT ON runs BEGIN SELECT RAISE(IGNORE); END")
        connection.commit()
    capsys.readouterr()
    assert run(["runs", "list"]) == 3
    assert "the ledger has trigger z, which no driftgate has made" in capsys.readouterr().err


def test_a_folder_of_a_bare_repository_is_none(project: Path) -> None:
    """Its configuration names programs that git would run, and its commits are not those of the checkout."""
    git(project, "init", "-q")
    git(project, "commit", "-qm", "all", "--allow-empty")
    inner = project / "svc"
    shutil.copytree(project / ".git", inner)
    (inner / "config").write_text("[core]\n  bare = false\n  worktree = .\n")
    assert ask_git(runner(), inner, "rev-parse", "HEAD") is None
