"""Who did it, in the formats that people read: under the finding, and hostile names steer nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from jsonschema import Draft202012Validator

from engine.model.outcome import Actor, Outcome
from engine.model.verdict import Run
from engine.report.formats import html, json_v1, text
from engine.report.formats.json_schema import run_schema
from engine.report.view.shown import list_actors
from tests.builders import changed
from tests.runs import FINDING, GATE, run_of

EVIL = "<script>alert(1)</script>\x1b[31m\u202e"
AT = datetime(2026, 11, 20, 14, 3, 11, tzinfo=UTC)


def run_with(*actors: Actor) -> Run:
    """Return a run with one finding."""
    finding = replace(FINDING, outcome=Outcome.FAIL, actors=actors)
    return run_of(replace(GATE, outcome=Outcome.FAIL, findings=(finding,)))


def test_a_line_says_who_what_and_when() -> None:
    actor = Actor(principal="alice (role Admin)", event="ec2:AuthorizeSecurityGroupIngress", at=AT, event_id="e")
    line = "by alice (role Admin) ec2:AuthorizeSecurityGroupIngress 2026-11-20 14:03 UTC"
    made = run_with(actor)
    assert list_actors(made.verdict.gates[0].findings[0]) == [line]
    assert f"\n           {line}\n" in text.render(made)
    assert line in html.render(made)
    document = json.loads(json_v1.render(made))
    Draft202012Validator(run_schema()).validate(document)
    assert document["findings"][0]["actors"] == [
        {"principal": actor.principal, "event": actor.event, "at": "2026-11-20T14:03:11Z", "event_id": "e"}
    ]


def test_of_several_resources_of_one_cause_each_has_its_own() -> None:
    actors = [Actor(principal=name, event="rds:ModifyDBInstance", at=AT) for name in ("alice", "bob")]
    findings = tuple(
        changed(FINDING, fingerprint=f"{number}" * 32, address=f"aws_db_instance.x[{number}]", actors=(actor,))
        for number, actor in enumerate(actors)
    )
    shown = text.render(run_of(replace(GATE, outcome=Outcome.FAIL, findings=findings)))
    for finding, actor in zip(findings, actors, strict=True):
        assert f"{finding.target.address} by {actor.principal} rds:ModifyDBInstance 2026-11-20 14:03 UTC\n" in shown


def test_without_actors_nothing_is_said() -> None:
    assert " by " not in text.render(run_with())


def test_a_hostile_name_steers_nothing() -> None:
    made = run_with(Actor(principal=EVIL, event=EVIL, at=AT, event_id=EVIL))
    for document in (text.render(made), html.render(made), json_v1.render(made)):
        assert not set(document) & set("\x1b\u202e")
    assert "<script>" not in html.render(made)
