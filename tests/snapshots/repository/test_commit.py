"""What a commit holds, as git keeps it: nothing that a repository configures changes what was there."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from cli.wiring.tools import runner
from engine.errors import ConfigError
from snapshots.repository.commit import CommitTree, find_start
from tests.git import commit, git


@pytest.fixture(name="repository")
def _repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q")
    return folder


def tree(folder: Path, name: str) -> CommitTree:
    return CommitTree(runner(), folder, name)


def read(folder: Path, name: str, path: str) -> bytes:
    found = tree(folder, name).at(folder, path)
    assert found is not None
    return found.read_bytes()


def test_a_file_is_read_as_it_was(repository: Path) -> None:
    first = commit(repository, {"infra/main.tf": "one\n"})
    commit(repository, {"infra/main.tf": "two\n"})
    (repository / "infra" / "main.tf").write_text("three\n")
    assert read(repository, first, "infra/main.tf") == b"one\n"


def test_attributes_of_the_repository_change_nothing(repository: Path) -> None:
    """`export-ignore` would leave a file out, and a filter or line endings would make another one of it."""
    body = b"a = 1\r\n$Format:%H$\r\n"
    rules = "*.tf export-ignore\n*.tf export-subst\n*.tf text eol=crlf\n*.tf filter=evil\n"
    git(repository, "config", "filter.evil.smudge", "touch evil; cat")
    name = commit(repository, {"main.tf": body, ".gitattributes": ""})
    (repository / ".gitattributes").write_text(rules)
    assert read(repository, name, "main.tf") == body
    assert not (repository / "evil").exists()


def test_folders_are_what_the_commit_has(repository: Path) -> None:
    name = commit(repository, {"a/b/main.tf": "x", "a/c.tf": "y", "Ä/ü.tf": "z"})
    commit(repository, {"a/new.tf": "n"})
    files = tree(repository, name)
    assert files.list(PurePosixPath("a")) == [PurePosixPath("a/b"), PurePosixPath("a/c.tf")]
    inside = files.at(repository, "a")
    assert inside is not None
    assert [(path.name, path.is_dir(), path.is_file()) for path in inside.iterdir()] == [
        ("b", True, False),
        ("c.tf", False, True),
    ]
    assert (inside / "../Ä/ü.tf").read_bytes() == b"z"
    gone = files.at(repository, "gone")
    assert gone is not None
    assert not gone.exists()
    with pytest.raises(FileNotFoundError):
        list(gone.iterdir())


def test_links_and_other_repositories_are_no_files(repository: Path) -> None:
    (repository / "passwd.tf").symlink_to("/etc/passwd")
    name = commit(repository, {"main.tf": "x"})
    assert tree(repository, name).list(PurePosixPath()) == [PurePosixPath("main.tf")]


def test_a_link_of_the_change_leads_to_no_other_folder_of_the_base(repository: Path) -> None:
    name = commit(repository, {"infra/main.tf": "closed", "examples/main.tf": "open"})
    (repository / "infra" / "main.tf").unlink()
    (repository / "infra").rmdir()
    (repository / "infra").symlink_to("examples")
    assert read(repository, name, "infra/main.tf") == b"closed"


@pytest.mark.parametrize("place", ["tag", "branch"])
def test_a_name_that_somebody_else_may_mean_is_refused(repository: Path, place: str) -> None:
    """A tag that is called like a branch of the remote would move the base."""
    name = commit(repository, {"main.tf": "1"})
    git(repository, "update-ref", "refs/remotes/origin/main", name)
    assert find_start(runner(), repository, "origin/main").base.commit == name
    git(repository, place, "origin/main")
    with pytest.raises(ConfigError, match="origin/main is the name of several") as raised:
        find_start(runner(), repository, "origin/main")
    assert raised.value.hint == "write the whole name: --since refs/remotes/origin/main"
    assert find_start(runner(), repository, "refs/remotes/origin/main").base.commit == name
    assert find_start(runner(), repository, name).base.commit == name


def test_what_lies_outside_is_nobodys(repository: Path) -> None:
    name = commit(repository, {"main.tf": "x"})
    assert tree(repository, name).at(repository, "../other") is None


def test_the_start_of_a_change_is_where_its_line_left(repository: Path) -> None:
    first = commit(repository, {"main.tf": "1"})
    git(repository, "checkout", "-qb", "change")
    commit(repository, {"main.tf": "2"})
    git(repository, "checkout", "-q", "main")
    commit(repository, {"other.tf": "3"})
    git(repository, "checkout", "-q", "change")
    (repository / "infra").mkdir()
    start = find_start(runner(), repository / "infra", "main")
    assert (start.base.commit, start.base.name, start.is_head) == (first, "main", False)
    assert start.root == repository
    assert find_start(runner(), repository, "HEAD").is_head


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("nope", "--since: there is no commit nope here", "fetch it: git fetch origin nope"),
        ("origin/main", "--since: there is no commit origin/main here", "fetch it: git fetch origin main"),
        ("--all", "--since: '--all' is no name of a commit", "name a commit, tag or branch: --since main"),
        ("a\nb", "--since: 'a\\nb' is no name of a commit", "name a commit, tag or branch: --since main"),
    ],
)
def test_a_base_that_is_not_there(repository: Path, name: str, message: str, hint: str) -> None:
    commit(repository, {"main.tf": "1"})
    with pytest.raises(ConfigError) as raised:
        find_start(runner(), repository, name)
    assert (raised.value.message, raised.value.hint) == (message, hint)


def test_a_shallow_clone(repository: Path, tmp_path: Path) -> None:
    first = commit(repository, {"main.tf": "1"})
    commit(repository, {"main.tf": "2"})
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", "shallow")
    with pytest.raises(ConfigError) as raised:
        find_start(runner(), tmp_path / "shallow", first)
    assert "git fetch --unshallow" in raised.value.hint


def test_lines_without_a_common_commit(repository: Path) -> None:
    commit(repository, {"main.tf": "1"})
    git(repository, "checkout", "-q", "--orphan", "other")
    commit(repository, {"main.tf": "2"})
    with pytest.raises(ConfigError, match="have no commit in common"):
        find_start(runner(), repository, "main")


def test_where_there_is_no_repository(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="not a git repository") as raised:
        find_start(runner(), tmp_path, "main")
    assert raised.value.hint == "run it in the repository"


def test_a_blob_that_the_clone_lacks_is_told(repository: Path) -> None:
    name = commit(repository, {"main.tf": "1", "other.tf": "2"})
    blob = git(repository, "rev-parse", f"{name}:main.tf")
    (repository / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(OSError, match="git does not give it"):
        read(repository, name, "main.tf")
    assert read(repository, name, "other.tf") == b"2"
