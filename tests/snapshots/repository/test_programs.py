"""Nothing that a repository configures runs when git is asked about it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.wiring.process import ChildProcess
from snapshots.provenance.release import find_release
from snapshots.repository.age import find_written
from snapshots.repository.commit import CommitTree
from snapshots.repository.git import find_kept, list_changes
from tests.builders import NOW
from tests.git import commit, git

GIT = ChildProcess(path=os.environ["PATH"], home="/nonexistent")
NAMES = ["x", "a.b", "with space", 'quo"te', "eq=ual", "Lfs"]


def hostile(folder: Path, ran: Path, filters: list[str]) -> None:
    """Configure a program wherever git takes one."""
    program = ran.with_suffix(".sh")
    program.write_text(f'#!/bin/sh\necho "$1" >> {ran}\ncat\n')
    program.chmod(0o755)
    hooks = ran.parent / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("post-index-change", "fsmonitor-watchman", "post-checkout", "reference-transaction"):
        (hooks / hook).write_text(f"#!/bin/sh\necho {hook} >> {ran}\n")
        (hooks / hook).chmod(0o755)
    keys: tuple[str, ...] = (
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "core.askPass",
        "core.editor",
        "diff.external",
    )
    keys += ("diff.x.textconv", "diff.x.command", "gpg.program", "credential.helper", "core.alternateRefsCommand")
    keys += tuple(f"filter.{name}.{way}" for name in filters for way in ("clean", "process", "smudge"))
    for key in keys:
        git(folder, "config", key, f"{program} {key.replace(' ', '_')}")
    for key, value in (("core.hooksPath", str(hooks)), ("log.showSignature", "true"), ("core.untrackedCache", "true")):
        git(folder, "config", key, value)
    for name in filters:
        git(folder, "config", f"filter.{name}.required", "true")


def touched(path: Path, text: str) -> None:
    """Write the same again, so that git has to look at it."""
    path.write_text(text)
    os.utime(path, (1, 1))


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q")
    commit(folder, {"a.json": "{}", "b.txt": "b"})
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_no_filter_hook_or_program_of_a_repository_runs(repository: Path, tmp_path: Path, name: str) -> None:
    ran = tmp_path / "ran"
    hostile(repository, ran, [name])
    attribute = name if name in {"x", "a.b", "Lfs"} else "x"
    (repository / ".gitattributes").write_text(f"* filter={attribute} diff=x\n")
    touched(repository / "a.json", "{}")
    assert find_release(repository, {}, GIT).clean is True
    touched(repository / "a.json", "[]")
    found = find_release(repository, {}, GIT)
    assert (found.clean, found.changed) == (False, ("a.json",))
    assert find_kept(GIT, repository / "sub") == ""
    find_written(GIT, repository / "a.json", b"[]", NOW)
    assert CommitTree(GIT, repository, found.head).at(repository, "a.json") is not None
    assert not ran.exists(), ran.read_text()


def test_a_submodule_is_looked_at_and_runs_nothing_either(repository: Path, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    git(inner, "init", "-q")
    commit(inner, {"c.txt": "c"})
    git(repository, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "deep/module")
    commit(repository, {})
    ran, module = tmp_path / "ran", repository / "deep" / "module"
    hostile(module, ran, ["x"])
    (module / ".gitattributes").write_text("* filter=x\n")
    touched(module / "c.txt", "c")
    below = repository / "deep"
    assert list_changes(GIT, repository) == []
    assert find_release(below, {}, GIT).clean is True
    touched(module / "c.txt", "other")
    assert find_release(below, {}, GIT).clean is False
    assert not ran.exists(), ran.read_text()


def test_a_submodule_of_another_commit_is_a_change(repository: Path, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    git(inner, "init", "-q")
    commit(inner, {"c.txt": "c"})
    git(repository, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "module")
    commit(repository, {})
    assert list_changes(GIT, repository) == []
    commit(repository / "module", {"c.txt": "d"})
    assert list_changes(GIT, repository) == [" M module"]


def test_where_git_cannot_tell_nothing_is_clean(tmp_path: Path) -> None:
    assert list_changes(GIT, tmp_path) is None
    assert list_changes(ChildProcess(path="/nonexistent", home="/nonexistent"), tmp_path) is None


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
@pytest.mark.parametrize("is_there", [True, False])
def test_what_git_was_told_not_to_look_at_is_a_change(repository: Path, flag: str, *, is_there: bool) -> None:
    name = git(repository, "ls-files").split()[0]
    git(repository, "update-index", flag, name)
    if is_there:
        (repository / name).write_text("other", encoding="utf-8")
    else:
        (repository / name).unlink()
    assert git(repository, "status", "--porcelain") == ""
    assert list_changes(GIT, repository) == [f" M {name}"]
    assert find_release(repository, {}, GIT).clean is False


def test_what_a_sparse_checkout_leaves_out_is_no_change(repository: Path) -> None:
    (repository / "deep").mkdir()
    (repository / "wide").mkdir()
    commit(repository, {"deep/a.txt": "a", "wide/b.txt": "b"})
    git(repository, "sparse-checkout", "set", "wide")
    assert not (repository / "deep" / "a.txt").exists()
    assert list_changes(GIT, repository) == []
    (repository / "deep").mkdir()
    (repository / "deep" / "a.txt").write_text("other", encoding="utf-8")
    assert list_changes(GIT, repository) == [" M deep/a.txt"]


def test_what_lies_where_a_submodule_should_be_is_a_change(repository: Path, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    git(inner, "init", "-q")
    commit(inner, {"c.txt": "c"})
    git(repository, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner), "module")
    commit(repository, {})
    (repository / "module" / ".git").unlink()
    assert list_changes(GIT, repository) == [" M module"]
    (repository / "module" / "c.txt").unlink()
    assert list_changes(GIT, repository) == []  # it is not checked out


def test_a_change_of_the_same_size_and_time_is_one(repository: Path) -> None:
    name = git(repository, "ls-files").split()[0]
    path = repository / name
    for setting in ("core.trustctime=false", "core.checkStat=minimal", "core.ignoreStat=true"):
        git(repository, "config", *setting.split("="))
    git(repository, "status")
    before, text = path.stat(), path.read_text(encoding="utf-8")
    path.write_text("x" * len(text), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert list_changes(GIT, repository) == [f" M {name}"]
