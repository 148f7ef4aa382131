"""Every format says the same numbers of a run, and an id behind every finding."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from engine.jsontext.codec import to_builtins
from engine.model.gate import Requirement
from engine.model.outcome import Outcome, Severity
from engine.model.verdict import Run
from engine.report.formats import github, html, json_v1, junit, markdown, sarif, text
from engine.report.view.counts import count, say_counts
from engine.report.view.shown import list_findings, short_id
from tests.builders import changed
from tests.runs import FINDING, GAP, GATE, run_of, runs

_OUTCOMES = (Outcome.FAIL, Outcome.WARN, Outcome.ERROR, Outcome.INCONCLUSIVE)


def many(number: int) -> Run:
    """Return a run of so many findings in every standing, of two gates, with gaps of both."""
    found = [
        changed(
            FINDING,
            fingerprint=f"{index * 2654435761 % 2**32:08x}{index:024x}",
            address=f"aws_db_instance.d{index}",
            before=index,
            outcome=_OUTCOMES[index % 7 % 4],
            severity=list(Severity)[index % 5],
            waived_by="W-1" if index % 11 == 1 else "",
            existing=index % 13 == 1,
        )
        for index in range(number)
    ]
    half = number // 2
    policy = tuple(replace(finding, gate="policy", rule=f"rule-{finding.severity}") for finding in found[half:])
    return run_of(
        replace(GATE, outcome=Outcome.FAIL, findings=tuple(found[:half]), gaps=(GAP,)),
        replace(GATE, gate="policy", outcome=Outcome.FAIL, findings=policy, gaps=(GAP,)),
        replace(GATE, gate="recovery", requirement=Requirement.SHOULD, outcome=Outcome.WARN),
    )


RUNS = {**{str(decision): run for decision, run in runs().items()}, "500 findings": many(500)}


def of_text(run: Run) -> set[str]:
    """Return what the text says, and what it says whole."""
    return {text.render(run), text.render(run, whole=True)}


SAYS: dict[str, Callable[[Run], set[str]]] = {
    "text": of_text,
    "github": lambda run: {github.render(run)},
    "markdown": lambda run: {markdown.render(run).replace("\\", "")},
}


@pytest.mark.parametrize("kind", SAYS)
@pytest.mark.parametrize("name", RUNS)
def test_formats_for_people_say_the_counts_in_the_same_words(name: str, kind: str) -> None:
    assert all(say_counts(RUNS[name]) in document for document in SAYS[kind](RUNS[name]))


@pytest.mark.parametrize("name", RUNS)
def test_every_format_counts_alike(name: str) -> None:
    run = RUNS[name]
    told = to_builtins(count(run))
    document = json.loads(json_v1.render(run))
    assert document["counts"] == told
    assert len(document["findings"]) == told["findings"]
    log = json.loads(sarif.render(run))["runs"][0]
    assert log["properties"]["counts"] == told
    assert len(log["results"]) == told["findings"]
    suites = ET.fromstring(junit.render(run))  # noqa: S314 - our own document
    (verdict,) = [suite for suite in suites if suite.get("name") == "verdict"]
    said = {one.get("name"): one.get("value") for one in verdict.iter("property")}
    assert {key: said[key] for key in told} == {key: str(value) for key, value in told.items()}
    cases = [case.get("name", "") for suite in suites for case in suite.iter("testcase")]
    assert sum(bool(re.search(r" \[[0-9a-f]{8}\]$", case)) for case in cases) == told["findings"]
    found = re.findall(r"<li><b>(\d+)</b><span>([a-z ]+)</span>", html.render(run))
    page = {word: int(number) for number, word in found}
    assert page["failing"] == told["failing"]
    assert page["waived"] == told["waived"]
    assert page["unproven"] == told["unproven"]
    assert page.get("findings", page.get("finding")) == told["findings"]
    assert page.get("in the baseline", 0) == told["existing"]


IDS: dict[str, Callable[[Run], str]] = {
    "text": lambda run: text.render(run, whole=True),
    "json": json_v1.render,
    "sarif": sarif.render,
    "junit": junit.render,
    "markdown": markdown.render,
    "html": html.render,
}


@pytest.mark.parametrize("kind", IDS)
def test_an_id_stands_behind_every_finding(kind: str) -> None:
    run = many(100)
    document = IDS[kind](run)
    assert [short_id(finding) for finding in list_findings(run) if short_id(finding) not in document] == []


def test_every_finding_that_is_annotated_has_its_id() -> None:
    lines = [
        line for line in github.render(many(100)).splitlines() if line.startswith("::") and "drift.changed" in line
    ]
    assert lines
    assert all(re.search(r"\[[0-9a-f]{8}\]$", line) for line in lines)
