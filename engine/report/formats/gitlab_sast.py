"""GitLab's security report of the type SAST, which the security widget and the vulnerability report read.

https://gitlab.com/gitlab-org/security-products/security-report-schemas, version 15.0.7. GitLab refuses a whole report
that does not fit the schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from engine.model.outcome import Finding, Severity
from engine.model.verdict import Decision, Run
from engine.report.formats.gitlab_codequality import identify
from engine.report.view.locations import locate_in_repository
from engine.report.view.pages import rule_page
from engine.report.view.reasons import list_reasons
from engine.report.view.shown import is_open, list_findings
from engine.text import Harmless, json_text, markdown, visible

VERSION = "15.0.7"
SCHEMA = (
    "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/"
    f"v{VERSION}/dist/sast-report-format.json"
)
MAX_FINDINGS = 5000
_LONGEST_NAME, _LONGEST = 255, 2000
_SEVERITIES = {
    Severity.CRITICAL: "Critical",
    Severity.HIGH: "High",
    Severity.MEDIUM: "Medium",
    Severity.LOW: "Low",
    Severity.INFO: "Info",
}


def render(run: Run) -> Harmless:
    """Return the JSON report: open findings, 5,000 at most; what is not proven is a message of the scan."""
    found = [finding for finding in list_findings(run) if is_open(finding)]
    at = f"{run.verdict.as_of:%Y-%m-%dT%H:%M:%S}"
    tool = {"id": "driftgate", "name": "driftgate", "version": run.tool, "vendor": {"name": "driftgate"}}
    report = {
        "schema": SCHEMA,
        "version": VERSION,
        "scan": {
            "analyzer": tool,
            "scanner": tool,
            "type": "sast",
            "start_time": at,
            "end_time": at,
            # Of a scan that could not look GitLab does not take what it does not name for repaired.
            "status": "failure" if run.verdict.decision is Decision.INCONCLUSIVE else "success",
            "messages": list(_messages(run, len(found))),
        },
        "vulnerabilities": [_vulnerability(finding, run) for finding in found[:MAX_FINDINGS]],
    }
    return json_text(json.dumps(report, indent=2) + "\n")


def _vulnerability(finding: Finding, run: Run) -> dict[str, Any]:
    place = locate_in_repository(finding, run)
    rule = visible(finding.rule)
    identifier = {"type": "driftgate", "name": rule, "value": rule, "url": rule_page(finding.gate, finding.rule)}
    found = {
        "id": identify(finding),
        "name": f"{finding.gate}: {rule}"[:_LONGEST_NAME],
        "description": f"{markdown(finding.message, _LONGEST)} [{finding.fingerprint[:8]}]",
        "severity": _SEVERITIES[finding.severity],
        "identifiers": [identifier],
        "location": {"file": visible(place.file), "start_line": place.line},
    }
    return found | ({"solution": markdown(finding.remediation, _LONGEST)} if finding.remediation else {})


def _messages(run: Run, found: int) -> Iterator[dict[str, str]]:
    covered = len(list_findings(run)) - found
    if covered:
        yield _message("info", f"{covered} waived or known findings are in the JSON report only")
    if found > MAX_FINDINGS:
        yield _message("warn", f"showing {MAX_FINDINGS} of {found} findings; all of them are in the JSON report")
    for row in list_reasons(run)[:100]:
        if not row.reason.fingerprint:
            yield _message("warn", row.message)


def _message(level: str, text: str) -> dict[str, str]:
    return {"level": level, "value": visible(text)[:_LONGEST] or "unknown"}
