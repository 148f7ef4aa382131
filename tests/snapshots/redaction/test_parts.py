"""A text that is partly secret is hidden value by value, and two spellings of one JSON document are one secret."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from engine.model.secret import has_secret_anywhere, is_secret_mark
from snapshots.redaction.known import KNOWN_SECRETS, PARTLY_SECRET
from snapshots.redaction.redact import Redactor
from tests import builders
from tests.builders import drift, observed, snapshot

REDACTOR = Redactor(b"k" * 32, "e")
TARGET = "aws_cloudwatch_event_target"
INPUT: dict[str, Any] = {"job": "nightly", "token": "hunter2", "steps": [1, "x"], "none": {}}


def target(text: str, *, sensitive: bool = False) -> Any:
    marks = [("input",)] if sensitive else []
    attributes = REDACTOR.resource(TARGET, {"target_id": "t", "input": text}, sensitive=marks)
    return replace(builders.resource(TARGET, attributes, "one"), id="one")


def found(before: str, after: str) -> list[str]:
    """Return where a state and what is read differ; only the state says that the text is sensitive."""
    report = drift(snapshot(target(before, sensitive=True)), observed(target(after)))
    return [".".join(item.change.path) for item in report.findings]


def test_a_document_that_is_written_anew_is_no_drift() -> None:
    turned = json.dumps(dict(reversed(INPUT.items())), indent=3)
    assert found(json.dumps(INPUT), turned) == []


def test_a_value_that_is_another_has_a_place_and_no_value_shows() -> None:
    text = json.dumps(INPUT)
    assert found(text, json.dumps({**INPUT, "steps": [1, "y"]})) == ["input.steps.1"]
    assert not any(word in str(target(text).attributes) for word in ("nightly", "hunter2"))


@pytest.mark.parametrize("text", ["plain", "{broken", '{"a": 1, "a": 2}', "[" * 400 + "]" * 400, '{"\\ud800": "x"}'])
def test_what_is_no_document_is_hidden_as_a_whole(text: str) -> None:
    assert is_secret_mark(target(text).attributes["input"])


def test_a_mark_in_a_document_of_others_is_hidden_itself() -> None:
    forged = {"x": {"$secret": "0" * 32, "epoch": "hunter2"}}
    shown = target(json.dumps(forged)).attributes["input"]
    assert has_secret_anywhere(json.loads(shown))
    assert not any(word in shown for word in ("hunter2", "0" * 32))


def test_two_spellings_of_a_document_are_one_secret_and_two_documents_are_two() -> None:
    marks = [
        str(REDACTOR.resource("aws_ssm_parameter", {"value": text})["value"])
        for text in ('{"b": 1, "a": [2]}', '{"a":[2],"b":1}', '{"a":[2],"b":2}', '"a"', "a")
    ]
    assert marks[0] == marks[1]
    assert len(set(marks)) == 4


def test_what_is_partly_secret_is_known_to_be_secret() -> None:
    assert all(paths <= KNOWN_SECRETS[type_] for type_, paths in PARTLY_SECRET.items())
