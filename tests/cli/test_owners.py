"""What others can write is not believed: the folder of an installation, and a configuration that nobody has named."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.app import run
from snapshots.store.owners import check_owned, trusted_owners

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
