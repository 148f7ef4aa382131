"""What is released, as git and the CI system say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ConfigError
from engine.model.subject import is_same
from engine.ports import ProcessRunner
from snapshots.repository.git import ask_git, list_changes

# The variables in which CI systems write the commit, in the order in which they are asked: GitHub, GitLab (and
# Woodpecker), Jenkins, Azure Pipelines, CircleCI, Bitbucket, Buildkite, Travis CI, AWS CodeBuild, Drone, TeamCity.
COMMITS = (
    "GITHUB_SHA",
    "CI_COMMIT_SHA",
    "GIT_COMMIT",
    "BUILD_SOURCEVERSION",
    "CIRCLE_SHA1",
    "BITBUCKET_COMMIT",
    "BUILDKITE_COMMIT",
    "TRAVIS_COMMIT",
    "CODEBUILD_RESOLVED_SOURCE_VERSION",
    "DRONE_COMMIT_SHA",
    "BUILD_VCS_NUMBER",
)
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_NAMED = 3
_OURS = ("--", ":/", ":(top,exclude,glob)**/.driftgate/**")  # where runs are kept is no part of what is released


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What is known of the code: its commit, git's tag of it, and whether git has no other changes of what it tracks.

    What is empty or none is not known. A tree with changes has no commit: what runs is not what the commit says. Then
    `head` is the commit that they are changes of, and `changed` are the first of the files.
    """

    commit: str = ""
    tag: str = ""
    clean: bool | None = None
    head: str = ""
    changed: tuple[str, ...] = ()


def find_release(folder: Path, environment: Mapping[str, str], runner: ProcessRunner) -> Release:
    """Return what git says in a folder, and the CI system in its variables.

    Raises ConfigError when they name two commits.
    """
    said = {name: value for name in COMMITS if _COMMIT.fullmatch(value := environment.get(name, "").strip().lower())}
    head = ask_git(runner, folder, "rev-parse", "--verify", "HEAD^{commit}")
    told = {**said, "git": head} if head is not None else said
    for name, value in told.items():
        other = next((known for known in told if not is_same("commit", value, told[known])), None)
        if other is not None:
            raise ConfigError(
                f"{name} says that the commit is {value}, and {other} that it is {told[other]}",
                hint="say which of them is judged: --subject commit=COMMIT",
            )
    if head is None:
        return Release(commit=next(iter(said.values()), ""))
    changes = list_changes(runner, folder, *_OURS)
    clean = None if changes is None else not changes
    changed = tuple(line[3:] for line in (changes or [])[:_NAMED])
    tags = (ask_git(runner, folder, "tag", "--points-at", "HEAD") or "").split()
    tag = tags[0] if len(tags) == 1 else ""
    return Release(commit=head if clean else "", tag=tag, clean=clean, head=head, changed=changed)
