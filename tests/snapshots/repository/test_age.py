"""How old a file is that git keeps: as its commit, whatever the disk says of a checkout."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.app import run
from cli.wiring.process import ChildProcess
from snapshots.repository.age import UNKNOWN, find_written
from tests.git import commit, git

NO_GIT = ChildProcess(path="/nonexistent", home="/nonexistent")
WITH_GIT = ChildProcess(path=os.environ["PATH"], home="/nonexistent")
NOW, THEN = datetime(2026, 11, 21, 9, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
META = '{"name": "a", "namespace": "b", "uid": "c"}'
OBJECT = f'{{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {META}, "data": {{"a": "1"}}}}\n'
LIST = f'{{"apiVersion": "v1", "kind": "List", "items": [{OBJECT}]}}'
CONFIG = """version: 1
environments: { prod: { desired: [{ doc: want.json }], observed: [{ doc: live.json }] } }
gates: { drift: { max-age: 1h }, coverage: { max-age: 1h } }
"""


FILES = {"live.json": LIST, "want.json": LIST, "driftgate.yaml": CONFIG, ".gitignore": ".driftgate/\n"}


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q")
    commit(folder, FILES, when=THEN.isoformat())
    return folder


def age(path: Path, runner: ChildProcess = WITH_GIT) -> datetime:
    return find_written(runner, path, path.read_bytes(), NOW)


def cloned(repository: Path, *options: str) -> Path:
    git(repository.parent, "clone", "-q", *options, f"file://{repository}", "clone")
    return repository.parent / "clone"


def test_what_git_keeps_is_as_old_as_the_commit_that_last_changed_it(repository: Path) -> None:
    commit(repository, {"other.txt": "later"})
    assert age(repository / "live.json") == THEN
    assert age(cloned(repository) / "live.json") == THEN
    assert age(repository / "other.txt") == NOW  # what the disk says is older than the commit of this moment
    (repository / "linked.json").symlink_to("live.json")
    assert age(repository / "linked.json") == THEN
    worktree = repository.parent / "worktree"
    git(repository, "worktree", "add", "-q", str(worktree))
    assert age(worktree / "live.json") == THEN


def test_what_was_written_over_it_since_is_as_old_as_its_file(repository: Path) -> None:
    path = repository / "live.json"
    path.write_text(LIST.replace('"1"', '"2"'))
    assert age(path) == NOW
    path.write_text(LIST)
    assert age(path) == THEN
    new = repository / "new.json"
    new.write_text(LIST)
    assert age(new) == NOW
    git(repository, "add", "new.json")
    assert age(new) == NOW


@pytest.mark.parametrize("attributes", ["* text eol=crlf", "* ident", "* filter=x", "* working-tree-encoding=UTF-16"])
def test_other_bytes_of_a_checkout_are_none_that_were_written_since(repository: Path, attributes: str) -> None:
    (repository / ".gitattributes").write_text(f"{attributes}\n")
    path = repository / "live.json"
    path.write_bytes(LIST.replace("\n", "\r\n").encode() + (b"" if "eol" in attributes else b" "))
    assert age(path) == THEN


def test_what_is_taken_out_of_the_index_or_out_of_another_branch_is_kept_by_a_commit(repository: Path) -> None:
    git(repository, "rm", "-q", "--cached", "live.json")
    assert age(repository / "live.json") == THEN
    git(repository, "reset", "-q", "--hard")
    git(repository, "checkout", "-qb", "evidence")
    commit(repository, {"seen.json": LIST}, when=THEN.isoformat())
    git(repository, "checkout", "-q", "main")
    git(repository, "checkout", "evidence", "--", "seen.json")
    assert age(repository / "seen.json") == THEN


def test_the_older_of_a_commits_two_times_counts(repository: Path) -> None:
    commit(repository, {"live.json": LIST + " "}, when=THEN.isoformat())
    git(repository, "commit", "-q", "--amend", "-C", "HEAD")
    assert age(repository / "live.json") == THEN


def test_where_git_cannot_tell_it_is_older_than_anything(repository: Path) -> None:
    assert age(cloned(repository, "--depth=1") / "live.json") == UNKNOWN
    assert age(repository / "live.json", NO_GIT) == UNKNOWN
    new = repository / "new.json"
    new.write_text(LIST)
    assert age(new, NO_GIT) == NOW
    git(repository, "update-index", "--index-version", "4")
    assert age(new, NO_GIT) == UNKNOWN


def test_outside_of_a_repository_the_disk_tells(tmp_path: Path) -> None:
    (tmp_path / "live.json").write_text(LIST)
    assert age(tmp_path / "live.json") == NOW
    git(tmp_path, "init", "-q")
    assert age(tmp_path / "live.json") == NOW


def test_a_listing_of_a_clone_is_not_fresh_and_one_that_was_asked_for_now_is(
    repository: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = cloned(repository)
    monkeypatch.chdir(folder)
    assert run(["gate", "prod"]) == 3
    assert "INCONCLUSIVE" in capsys.readouterr().out
    (folder / "live.json").write_text(LIST + "\n")
    assert run(["gate", "prod"]) == 0
