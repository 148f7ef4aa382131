"""SARIF 2.1.0 for code scanning.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. GitHub refuses a whole file when one result has no
location, and shows 5,000 results at most: every result has a location, and there are never more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from engine.findings.catalogue import BY_ID
from engine.jsontext.codec import to_builtins
from engine.model.outcome import Finding, Outcome, Severity
from engine.model.policy import PolicyScope
from engine.model.verdict import Run
from engine.report.view.counts import count
from engine.report.view.gap_groups import group_gaps
from engine.report.view.gates import list_gates
from engine.report.view.locations import locate_line
from engine.report.view.managed import name_managed
from engine.report.view.pages import rule_page
from engine.report.view.reasons import list_reasons
from engine.report.view.scope import name_scope, scope_of
from engine.report.view.shown import covered_by, is_open, list_findings, list_gaps, short_id, show_value
from engine.text import Harmless, json_text, sarif

MAX_RESULTS = 5000
_SCORES = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "3.0",
    Severity.INFO: "1.0",
}
_LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}


def render(run: Run) -> Harmless:
    """Return the SARIF log of a run, indented; the worst 5,000 findings, and a notification when some were cut."""
    found = list_findings(run)
    listed = found[:MAX_RESULTS]
    driver = {
        "name": "driftgate",
        "semanticVersion": run.tool,
        "rules": _rules(listed, scope_of(run)),
    }
    invocation = {
        "executionSuccessful": True,
        "exitCode": run.exit_code,
        "toolExecutionNotifications": _notifications(run, len(found), len(listed)),
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "automationDetails": {"id": f"driftgate/{run.command}/{run.verdict.environment}/"},
                "invocations": [invocation],
                "properties": {
                    "decision": str(run.verdict.decision),
                    "subject": dict(run.verdict.subject.known()),
                    "notAsked": [row.name for row in list_gates(run) if not row.asked],
                    "scope": name_scope(run),
                    "managed": name_managed(run),
                    "timeGiven": run.verdict.time_given,
                    "runId": run.run_id,
                    "asOf": to_builtins(run.verdict.as_of),
                    "counts": to_builtins(count(run)),
                },
                "results": [_result(finding, run) for finding in listed],
            }
        ],
    }
    return json_text(json.dumps(log, indent=2) + "\n")


def _rules(listed: tuple[Finding, ...], scope: PolicyScope | None) -> list[dict[str, Any]]:
    titles = scope.titles if scope is not None else {}
    first: dict[str, Finding] = {}
    for finding in listed:
        known = first.get(finding.rule)
        if known is None or finding.severity.rank > known.severity.rank:
            first[finding.rule] = finding
    return [
        {
            "id": rule,
            "shortDescription": {"text": sarif(_title(finding, titles))},
            "help": {"text": sarif(finding.remediation) or "see the message of the result"},
            "helpUri": rule_page(finding.gate, rule),
            "defaultConfiguration": {"level": _LEVELS[finding.severity]},
            "properties": {
                "security-severity": _SCORES[finding.severity],
                "tags": [finding.gate, *finding.controls],
            },
        }
        for rule, finding in sorted(first.items())
    ]


def _title(finding: Finding, titles: Mapping[str, str]) -> str:
    """Return what a rule asks for, or what its findings are; of one that has no title its gate and name."""
    if finding.rule in BY_ID:
        return BY_ID[finding.rule].title
    return titles.get(finding.rule) or f"{finding.gate}: {finding.rule}"


def _result(finding: Finding, run: Run) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "kind": "fail" if finding.outcome in {Outcome.FAIL, Outcome.WARN} else "open",
        "level": _LEVELS[finding.severity] if finding.outcome in {Outcome.FAIL, Outcome.WARN} else "none",
        "message": {"text": f"{sarif(finding.message)} [{short_id(finding)}]"},
        "locations": [_location(finding, run)],
        "partialFingerprints": {"driftgate/v1": finding.fingerprint},
        "properties": {
            "outcome": str(finding.outcome),
            "severity": str(finding.severity),
            "path": [str(part) for part in finding.change.path],
            "before": show_value(finding.change.before),
            "after": show_value(finding.change.after),
        },
    }
    if not is_open(finding):
        why = covered_by(finding)
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": sarif(why)}]
    return result


def _location(finding: Finding, run: Run) -> dict[str, Any]:
    place = locate_line(finding, run)
    return {
        "physicalLocation": {"artifactLocation": {"uri": place.file}, "region": {"startLine": place.line}},
        "logicalLocations": [{"fullyQualifiedName": finding.target.name or finding.rule, "kind": "resource"}],
    }


def _notifications(run: Run, found: int, listed: int) -> list[dict[str, Any]]:
    notes = [
        {
            "level": "error",
            "descriptor": {"id": f"gap/{cause.gap.reason}"},
            "message": {"text": sarif(f"not proven: {cause.where}: {cause.detail}")},
        }
        for cause in group_gaps(list_gaps(run))[:100]
    ]
    notes += [
        {
            "level": "error" if row.reason.outcome is not Outcome.WARN else "warning",
            "descriptor": {"id": f"rule/{row.reason.rule}"},
            "message": {"text": sarif(row.message)},
        }
        for row in list_reasons(run)
        if not row.reason.fingerprint and row.reason.rule != 2
    ]
    if found > listed:
        text = f"showing {listed} of {found} findings; all of them are in the JSON report"
        notes.append({"level": "warning", "descriptor": {"id": "cut"}, "message": {"text": text}})
    return notes
