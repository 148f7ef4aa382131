"""What git keeps of a folder, also where git is not there: its index says it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cli.wiring.process import ChildProcess
from snapshots.repository.backends import find_code
from snapshots.repository.git import find_kept
from snapshots.repository.tree import list_tree
from tests.git import commit, git

NO_GIT = ChildProcess(path="/nonexistent", home="/nonexistent")
WITH_GIT = ChildProcess(path=os.environ["PATH"], home="/nonexistent")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    commit(tmp_path, {"main.tf": "", "x.driftgate/a": "", "a/.driftgate/keys/k.key": "", "a/\u00e9": ""})
    (tmp_path / ".driftgate").mkdir()
    return tmp_path


@pytest.mark.parametrize("runner", [NO_GIT, WITH_GIT], ids=["no git", "git"])
@pytest.mark.parametrize("version", ["2", "3"])
def test_what_is_kept_of_a_folder(runner: ChildProcess, version: str, repository: Path) -> None:
    git(repository, "update-index", "--index-version", version)
    assert find_kept(runner, repository / "a" / ".driftgate") == "keys/k.key"
    assert find_kept(runner, repository / "b") == ""
    worktree = repository / "tree"
    git(repository, "worktree", "add", "-q", str(worktree))
    assert find_kept(runner, worktree / "a" / ".driftgate") == "keys/k.key"
    assert find_kept(runner, worktree / "b") == ""


@pytest.mark.parametrize("runner", [NO_GIT, WITH_GIT], ids=["no git", "git"])
def test_a_link_to_what_is_kept_is_followed(runner: ChildProcess, repository: Path) -> None:
    (repository / "linked").symlink_to("a/.driftgate")
    assert find_kept(runner, repository / "linked") == "keys/k.key"


@pytest.mark.parametrize("how", ["version", "split", "cut", "empty"])
def test_an_index_that_does_not_tell_is_told(how: str, repository: Path) -> None:
    folder, index = repository / "a" / ".driftgate", repository / ".git" / "index"
    if how == "version":  # of names that begin alike only the rest is written
        git(repository, "update-index", "--index-version", "4")
    elif how == "split":
        git(repository, "update-index", "--split-index")
    else:
        index.write_bytes(index.read_bytes()[:3] if how == "cut" else b"")
    assert find_kept(NO_GIT, folder) is None


def test_without_an_index_nothing_is_kept(tmp_path: Path) -> None:
    assert find_kept(NO_GIT, tmp_path / "a") == ""
    git(tmp_path, "init", "-q")
    assert find_kept(NO_GIT, tmp_path / "a") == ""


@pytest.mark.parametrize("is_kept", [False, True])
def test_the_workspace_of_code_is_one_that_git_does_not_keep(tmp_path: Path, *, is_kept: bool) -> None:
    git(tmp_path, "init", "-q")
    code = 'terraform {\n  backend "s3" {\n    bucket = "acme"\n    key = "a"\n  }\n}\n# ${terraform.workspace}\n'
    (tmp_path / ".terraform").mkdir()
    (tmp_path / ".terraform" / "environment").write_text("blue")
    (tmp_path / ".gitignore").write_text("" if is_kept else ".terraform\n")
    commit(tmp_path, {"main.tf": code})
    (found,) = find_code(list_tree(tmp_path))
    assert [backend.workspace for backend in found.backends] == ([""] if is_kept else ["blue"])
