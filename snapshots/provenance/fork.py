"""Whether a CI system builds the pull request of a fork: code and configuration of somebody who may not push here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.jsontext.digest import JsonError, parse_json

# Events of GitHub that carry other people's changes: https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows
_GITHUB = {
    "pull_request": ("pull_request", "head", "repo"),
    "pull_request_target": ("pull_request", "head", "repo"),
    "pull_request_review": ("pull_request", "head", "repo"),
    "pull_request_review_comment": ("pull_request", "head", "repo"),
    "workflow_run": ("workflow_run", "head_repository"),
}
_COMMENT = "issue_comment"
_MOST = 32 * 2**20  # bytes of an event
# Variables of which each pair names two repositories that differ for a fork, the source first: GitLab
# (https://docs.gitlab.com/ci/variables/predefined_variables/, also of repositories elsewhere), Travis CI, Buildkite,
# Semaphore, AppVeyor.
_PAIRS = (
    ("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "CI_MERGE_REQUEST_PROJECT_ID"),
    ("TRAVIS_PULL_REQUEST_SLUG", "TRAVIS_REPO_SLUG"),
    ("BUILDKITE_PULL_REQUEST_REPO", "BUILDKITE_REPO"),
    ("SEMAPHORE_GIT_PR_SLUG", "SEMAPHORE_GIT_REPO_SLUG"),
    ("CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY", "CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY"),
    ("APPVEYOR_PULL_REQUEST_HEAD_REPO_NAME", "APPVEYOR_REPO_NAME"),
)
# Variables that are set for a fork alone: Azure Pipelines (`True`), Jenkins' branch sources, CircleCI.
_ALONE = ("SYSTEM_PULLREQUEST_ISFORK", "CHANGE_FORK", "CIRCLE_PR_NUMBER")


def find_fork(environment: Mapping[str, str]) -> str:
    """Return what says that a fork's pull request is being built, as a person can look it up; empty where nothing does.

    An event that cannot be read says so as well: nobody knows whose changes it brings.
    """
    for name in _ALONE:
        if environment.get(name, "").lower() not in {"", "false"}:
            return name
    for source, target in _PAIRS:
        if environment.get(source) and environment[source] != environment.get(target, ""):
            return source
    event = environment.get("GITHUB_EVENT_NAME", "")
    if event == _COMMENT and _is_about_a_change(environment.get("GITHUB_EVENT_PATH", "")):
        return f"the event {event} of GITHUB_EVENT_PATH"
    if event in _GITHUB and not _is_own(environment.get("GITHUB_EVENT_PATH", ""), _GITHUB[event]):
        return f"the event {event} of GITHUB_EVENT_PATH"
    return ""


def _is_about_a_change(path: str) -> bool:
    """Tell whether a comment is of a pull request; whose changes that brings, the event does not say."""
    try:
        return "pull_request" in _event(path)["issue"]
    except (OSError, ValueError, JsonError, KeyError, TypeError):
        return True


def _event(path: str) -> Any:
    file = Path(path)
    return parse_json(file.read_bytes(), name="event") if file.stat().st_size <= _MOST else None


def _is_own(path: str, where: tuple[str, ...]) -> bool:
    """Tell whether the changes of an event come from the repository that it is about."""
    try:
        event = _event(path)
        own = event["repository"]["full_name"]
        for name in where:
            event = event[name]
        return isinstance(own, str) and event["full_name"] == own
    except (OSError, ValueError, JsonError, KeyError, TypeError):  # also a repository that is gone: it is null
        return False
