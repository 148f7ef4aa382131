"""Forks: what each CI system says of them, and nothing that is unreadable is one's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from snapshots.provenance.fork import find_fork

OWN = {"full_name": "acme/shop"}
EVENTS: dict[str, Any] = {
    "pull_request": {"repository": OWN, "pull_request": {"head": {"repo": OWN}}},
    "pull_request_target": {"repository": OWN, "pull_request": {"head": {"repo": OWN}}},
    "workflow_run": {"repository": OWN, "workflow_run": {"head_repository": OWN}},
}


def event(folder: Path, name: str, content: str) -> dict[str, str]:
    (folder / "event.json").write_text(content)
    return {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(folder / "event.json")}


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_of_github_names_where_its_changes_come_from(name: str, tmp_path: Path) -> None:
    told = json.dumps(EVENTS[name])
    assert find_fork(event(tmp_path, name, told)) == ""
    other = told.replace("acme/shop", "eve/shop").replace("eve/shop", "acme/shop", 1)
    assert find_fork(event(tmp_path, name, other)) == f"the event {name} of GITHUB_EVENT_PATH"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "null",
        "[]",
        '{"repository": {"full_name": "acme/shop"}}',
        '{"repository": {"full_name": "acme/shop"}, "pull_request": {"head": {"repo": null}}}',
        '{"repository": {}, "pull_request": {"head": {"repo": {}}}}',
        '{"repository": {"full_name": null}, "pull_request": {"head": {"repo": {"full_name": null}}}}',
        '{"repository": {"full_name": "a"}, "repository": {"full_name": "e"}, "pull_request": {"head": {"repo": {}}}}',
    ],
)
def test_an_event_that_does_not_say_it_is_of_a_stranger(content: str, tmp_path: Path) -> None:
    assert find_fork(event(tmp_path, "pull_request", content))


def test_an_event_that_is_not_there_is_of_a_stranger(tmp_path: Path) -> None:
    assert find_fork({"GITHUB_EVENT_NAME": "pull_request"})
    assert find_fork({"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(tmp_path / "no")})


@pytest.mark.parametrize("name", ["push", "schedule", "workflow_dispatch", "merge_group", ""])
def test_what_only_those_make_who_may_push_is_ones_own(name: str, tmp_path: Path) -> None:
    assert find_fork(event(tmp_path, name, "{}")) == ""


FORKS = {
    "SYSTEM_PULLREQUEST_ISFORK": {"SYSTEM_PULLREQUEST_ISFORK": "True"},
    "CHANGE_FORK": {"CHANGE_FORK": "eve"},
    "CIRCLE_PR_NUMBER": {"CIRCLE_PR_NUMBER": "7"},
    "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": {
        "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "2",
        "CI_MERGE_REQUEST_PROJECT_ID": "1",
    },
    "TRAVIS_PULL_REQUEST_SLUG": {"TRAVIS_PULL_REQUEST_SLUG": "eve/shop", "TRAVIS_REPO_SLUG": "acme/shop"},
    "BUILDKITE_PULL_REQUEST_REPO": {
        "BUILDKITE_PULL_REQUEST_REPO": "git://github.com/eve/shop",
        "BUILDKITE_REPO": "git://github.com/acme/shop",
    },
    "SEMAPHORE_GIT_PR_SLUG": {"SEMAPHORE_GIT_PR_SLUG": "eve/shop", "SEMAPHORE_GIT_REPO_SLUG": "acme/shop"},
    "CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY": {
        "CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY": "eve/shop",
        "CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY": "acme/shop",
    },
    "APPVEYOR_PULL_REQUEST_HEAD_REPO_NAME": {
        "APPVEYOR_PULL_REQUEST_HEAD_REPO_NAME": "eve/shop",
        "APPVEYOR_REPO_NAME": "acme/shop",
    },
}


@pytest.mark.parametrize("name", FORKS)
def test_a_fork_of_other_systems(name: str) -> None:
    assert find_fork(FORKS[name]) == name


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"SYSTEM_PULLREQUEST_ISFORK": "False"},
        {"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "1", "CI_MERGE_REQUEST_PROJECT_ID": "1"},
        {"TRAVIS_PULL_REQUEST_SLUG": "", "TRAVIS_REPO_SLUG": "acme/shop"},
        {"BUILDKITE_PULL_REQUEST_REPO": "", "BUILDKITE_REPO": "git@github.com:acme/shop"},
    ],
)
def test_what_is_no_fork(environment: dict[str, str]) -> None:
    assert find_fork(environment) == ""


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('{"issue": {"number": 1}}', ""),
        ('{"issue": {"pull_request": {}}}', "the event"),
        ("{}", "the event"),
        ("", "the event"),
    ],
)
def test_a_comment_on_a_change_does_not_say_whose_it_is(content: str, told: str, tmp_path: Path) -> None:
    assert find_fork(event(tmp_path, "issue_comment", content)).startswith(told)
    assert bool(find_fork(event(tmp_path, "issue_comment", content))) is bool(told)
