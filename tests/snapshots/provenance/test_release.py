"""What git and CI systems say of the release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from engine.errors import ConfigError, EvaluatorMissingError
from engine.ports import ProcessResult
from snapshots.provenance.release import COMMITS, Release, find_release

HEAD = "3f9c2ab71d04e58b6c0f7a9de12b84c5d6e7f801"
CLEAN = Release(commit=HEAD, clean=True, head=HEAD)


@dataclass(frozen=True)
class Git:
    """Answers as git does: `head` is none outside of a repository, `missing` tells that there is no git."""

    head: str | None = HEAD
    changes: str = ""
    tags: str = ""
    missing: bool = False

    def run(  # the port's signature
        self,
        command: Sequence[str],
        *,
        timeout: float,
        cwd: Path | None = None,  # noqa: ARG002
        env: Mapping[str, str] | None = None,  # noqa: ARG002
        stdin: bytes = b"",  # noqa: ARG002
        memory: int | None = None,  # noqa: ARG002
    ) -> ProcessResult:
        """See `engine.ports`."""
        assert (command[0], timeout > 0) == ("git", True)
        assert "core.fsmonitor=false" in command  # a repository must not be able to start a program
        if self.missing:
            raise EvaluatorMissingError("git is not installed")
        if self.head is None:
            return ProcessResult(returncode=128, stdout=b"", stderr=b"fatal: not a git repository")
        told = {"rev-parse": self.head, "status": self.changes, "tag": self.tags, "config": "", "ls-files": ""}
        word = next(word for word in command if word in told)
        return ProcessResult(returncode=0, stdout=f"{told[word]}\n".encode(), stderr=b"")


def release(git: Git, **environment: str) -> Release:
    return find_release(Path(), environment, git)


def test_git_tells_the_commit_of_a_tree_without_changes() -> None:
    assert release(Git()) == CLEAN
    assert release(Git(tags="v2.1")) == replace(CLEAN, tag="v2.1")
    assert release(Git(tags="v2.1\nlatest")) == CLEAN  # which of them, nobody knows
    assert release(Git(changes=" M app.py\n M b.py")) == Release(clean=False, head=HEAD, changed=("app.py", "b.py"))


@pytest.mark.parametrize("name", COMMITS)
def test_each_ci_system_tells_the_commit_where_git_does_not(name: str) -> None:
    for git in (Git(head=None), Git(missing=True)):
        assert release(git, **{name: HEAD.upper()}) == Release(commit=HEAD)
    assert release(Git(), **{name: HEAD}) == CLEAN
    with pytest.raises(ConfigError, match=f"{name} says that the commit is {'d' * 40}, and git that it is {HEAD}"):
        release(Git(), **{name: "d" * 40})


@pytest.mark.parametrize("value", ["", "HEAD", "main", "c0ffee", HEAD + "0", "$(git rev-parse HEAD)"])
def test_a_variable_that_holds_no_commit_says_nothing(value: str) -> None:
    assert release(Git(head=None), BUILDKITE_COMMIT=value) == Release()
    assert release(Git(), BUILDKITE_COMMIT=value) == CLEAN


def test_two_systems_that_disagree_are_told() -> None:
    with pytest.raises(ConfigError) as raised:
        release(Git(head=None), GITHUB_SHA=HEAD, CI_COMMIT_SHA="d" * 40)
    assert raised.value.hint == "say which of them is judged: --subject commit=COMMIT"
