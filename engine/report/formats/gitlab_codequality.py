"""GitLab's code quality report: what a merge request shows beside the changed lines.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format. Paths are relative to the repository, and
of two entries with one fingerprint GitLab shows one. What is not proven is an entry too: an empty report looks clean.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from engine.model.outcome import Finding, Severity
from engine.model.path import written
from engine.model.verdict import Reason, Run
from engine.report.view.locations import CONFIGURATION, locate_in_repository
from engine.report.view.reasons import list_reasons
from engine.report.view.shown import is_open, list_findings, standing
from engine.text import Harmless, json_text, visible

MAX_ENTRIES = 5000
_LONGEST = 1000  # characters of a description
_SEVERITIES = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
    Severity.INFO: "info",
}


def render(run: Run) -> Harmless:
    """Return the JSON list: reasons that are no finding, then the worst findings, 5,000 entries at most."""
    found = list_findings(run)
    entries = [*_reasons(run), *(_of_finding(finding, run) for finding in found[:MAX_ENTRIES])]
    if len(found) > MAX_ENTRIES:
        text = f"showing {MAX_ENTRIES} of {len(found)} findings; all of them are in the JSON report"
        entries.append(_entry("cut", text, "info", ("cut",)))
    return json_text(json.dumps(entries, indent=2) + "\n")


def fingerprint_entry(*parts: str) -> str:
    """Return the identity of an entry: the same for the same parts, whatever the line and the run."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()


def identify(finding: Finding) -> str:
    """Return the identity of a finding among those of its run: its fingerprint, and what was found there."""
    return fingerprint_entry(finding.fingerprint, finding.gate, finding.rule, written(finding.change.path))


def _of_finding(finding: Finding, run: Run) -> dict[str, Any]:
    counted = is_open(finding)
    place = locate_in_repository(finding, run)
    said = finding.message if counted else f"{standing(finding)}: {finding.message}"
    return {
        "description": f"{visible(said)[:_LONGEST]} [{finding.fingerprint[:8]}]",
        "check_name": visible(finding.rule),
        "fingerprint": identify(finding),
        "severity": _SEVERITIES[finding.severity] if counted else "info",
        "location": {"path": visible(place.file), "lines": {"begin": place.line}},
    }


def _reasons(run: Run) -> Iterator[dict[str, Any]]:
    """Yield what decided and is no finding: gaps, evidence that does not count, gates that broke."""
    for row in list_reasons(run)[:MAX_ENTRIES]:
        if not row.reason.fingerprint:
            severity = "info" if row.note else "critical"
            yield _entry(f"rule-{row.reason.rule}", row.message, severity, _parts(row.reason, run))


def _parts(reason: Reason, run: Run) -> tuple[str, ...]:
    return (run.verdict.environment, str(reason.rule), reason.gate, reason.message)


def _entry(name: str, text: str, severity: str, parts: tuple[str, ...]) -> dict[str, Any]:
    return {
        "description": visible(text)[:_LONGEST],
        "check_name": f"driftgate-{name}",
        "fingerprint": fingerprint_entry(*parts),
        "severity": severity,
        "location": {"path": CONFIGURATION, "lines": {"begin": 1}},
    }
