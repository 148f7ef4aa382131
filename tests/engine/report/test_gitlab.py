"""What GitLab shows of a run: beside the changed lines, in the security widget, and as variables of later jobs."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft7Validator

from engine.model.outcome import Finding, Outcome, Severity
from engine.model.verdict import Decision, Run
from engine.report.formats import dotenv, github, gitlab_codequality, gitlab_sast
from tests.builders import changed
from tests.runs import FINDING, GAP, GATE, run_of, runs

ALL = runs()
# What GitLab asks of the two, written after its documentation and its schema 15.0.7.
CODEQUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "fingerprint": {"type": "string", "minLength": 1},
            "location": {
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!/|\./|.*://)."},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}
_TOOL = {"required": ["id", "name", "version", "vendor"], "properties": {"vendor": {"required": ["name"]}}}
_MOMENT = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"}
_TEXT = {"type": "string", "minLength": 1}
SAST = {
    "required": ["scan", "version", "vulnerabilities"],
    "properties": {
        "version": {"pattern": r"^15\.\d+\.\d+$"},
        "schema": {"pattern": "^https://"},
        "scan": {
            "required": ["analyzer", "end_time", "scanner", "start_time", "status", "type"],
            "properties": {
                "analyzer": _TOOL,
                "scanner": _TOOL,
                "type": {"enum": ["sast"]},
                "status": {"enum": ["success", "failure"]},
                "start_time": _MOMENT,
                "end_time": _MOMENT,
                "messages": {
                    "items": {
                        "required": ["level", "value"],
                        "properties": {"level": {"enum": ["info", "warn", "fatal"]}, "value": _TEXT},
                    }
                },
            },
        },
        "vulnerabilities": {
            "items": {
                "required": ["id", "identifiers", "location"],
                "properties": {
                    "id": _TEXT,
                    "name": {"type": "string", "maxLength": 255},
                    "solution": {"type": "string", "maxLength": 7000},
                    "severity": {"enum": ["Info", "Unknown", "Low", "Medium", "High", "Critical"]},
                    "identifiers": {
                        "minItems": 1,
                        "items": {
                            "required": ["type", "name", "value"],
                            "properties": {"name": _TEXT, "value": _TEXT, "url": {"pattern": "^(https?|ftp)://.+"}},
                        },
                    },
                    "location": {"properties": {"file": _TEXT, "start_line": {"type": "number"}}},
                },
            }
        },
    },
}


def failing(*findings: Finding, **changes: Any) -> Run:
    return run_of(replace(GATE, outcome=Outcome.FAIL, findings=findings, **changes))


def entries(run: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(gitlab_codequality.render(run))
    return found


@pytest.mark.parametrize("decision", Decision)
def test_each_is_what_gitlab_asks_for(decision: Decision) -> None:
    Draft7Validator(CODEQUALITY).validate(entries(ALL[decision]))
    Draft7Validator(SAST).validate(json.loads(gitlab_sast.render(ALL[decision])))


@pytest.mark.parametrize(
    ("severity", "quality", "security"),
    [
        (Severity.CRITICAL, "blocker", "Critical"),
        (Severity.HIGH, "critical", "High"),
        (Severity.MEDIUM, "major", "Medium"),
        (Severity.LOW, "minor", "Low"),
        (Severity.INFO, "info", "Info"),
    ],
)
def test_severities_are_those_of_gitlab(severity: Severity, quality: str, security: str) -> None:
    run = failing(replace(FINDING, severity=severity))
    assert [row["severity"] for row in entries(run)] == [quality]
    (found,) = json.loads(gitlab_sast.render(run))["vulnerabilities"]
    assert found["severity"] == security


@pytest.mark.parametrize(
    ("location", "path", "line"),
    [
        ("infra/main.tf:12", "infra/main.tf", 12),
        ("infra/main.tf:12:4", "infra/main.tf", 12),
        ("/builds/acme/main.tf:3", "driftgate.yaml", 1),
        ("../other/main.tf:3", "driftgate.yaml", 1),
        ("", "driftgate.yaml", 1),
    ],
)
def test_a_path_is_one_of_the_repository(location: str, path: str, line: int) -> None:
    run = failing(changed(FINDING, location=location))
    assert entries(run)[0]["location"] == {"path": path, "lines": {"begin": line}}
    (found,) = json.loads(gitlab_sast.render(run))["vulnerabilities"]
    assert found["location"] == {"file": path, "start_line": line}


def test_the_identity_of_a_finding_does_not_move_with_its_line_and_differs_from_others() -> None:
    def identities(*findings: Finding) -> list[str]:
        return [row["fingerprint"] for row in entries(failing(*findings))]

    first, second = changed(FINDING, location="a.tf:1"), changed(FINDING, location="a.tf:9")
    assert identities(first) == identities(second)
    both = identities(first, replace(first, rule="drift.missing"))
    assert len(set(both)) == 2


def test_what_is_not_proven_is_never_an_empty_report() -> None:
    run = run_of(replace(GATE, outcome=Outcome.INCONCLUSIVE, gaps=(GAP,)))
    assert run.verdict.decision is Decision.INCONCLUSIVE
    assert [row["severity"] for row in entries(run)] == ["critical"]
    scan = json.loads(gitlab_sast.render(run))["scan"]
    assert scan["status"] == "failure"
    assert scan["messages"]


def test_what_is_waived_is_shown_as_information_and_counted() -> None:
    run = ALL[Decision.CONDITIONAL]
    (row,) = [row for row in entries(run) if row["check_name"] == FINDING.rule]
    assert (row["severity"], row["description"].partition(":")[0]) == ("info", "waived")
    report = json.loads(gitlab_sast.render(run))
    assert report["vulnerabilities"] == []
    assert "1 waived or known findings are in the JSON report only" in report["scan"]["messages"][0]["value"]


def test_what_does_not_fit_is_counted() -> None:
    run = failing(*(replace(FINDING, fingerprint=f"{number:032x}") for number in range(5_002)))
    last = entries(run)[-1]
    assert (len(entries(run)), last["description"]) == (
        5_001,
        "showing 5000 of 5002 findings; all of them are in the JSON report",
    )
    report = json.loads(gitlab_sast.render(run))
    assert len(report["vulnerabilities"]) == 5_000
    assert "showing 5000 of 5002" in report["scan"]["messages"][0]["value"]


def test_the_verdict_is_variables_of_later_jobs() -> None:
    run = ALL[Decision.NO_GO]
    said = f"DRIFTGATE_DECISION=NO-GO\nDRIFTGATE_EXIT_CODE=1\nDRIFTGATE_RUN_ID={run.run_id}\n"
    assert dotenv.render(run) == said
    assert github.outputs(run) == f"decision=NO-GO\nexit_code=1\nrun_id={run.run_id}\n"
