"""`driftgate explain`: all about one finding."""

from __future__ import annotations

import json

import rich_click as click

from cli.commands.arguments import load_project
from cli.commands.options import DataFormat, ShowOptions, options
from cli.terminal.output import result
from engine.findings.remediation import find_remediation
from engine.jsontext.codec import to_builtins
from engine.report.formats.explain import explain
from engine.report.formats.json_v1 import finding_document
from engine.report.view.since import in_words
from engine.run.history import find_finding


@click.command("explain", short_help="Say all about a finding.")
@click.argument("finding", metavar="ID")
@options(ShowOptions)
def command(common: ShowOptions, finding: str) -> int:
    """Say all about a finding of the ledger: what, why, since when, what it touches, and how to close it.

    ID is the beginning of a fingerprint, or RUN/FINGERPRINT.

    \b
        driftgate explain 3d434a77
    """  # noqa: D301 - click wants the control character
    ledger = load_project(common, needed=False).workspace.ledger
    found = find_finding(ledger, finding)
    seen = next((row for row in found.run.seen if row.fingerprint == found.finding.fingerprint), None)
    if common.format is DataFormat.JSON:
        document = {
            "schema_version": "driftgate/explanation/1",
            "run_id": found.run.run_id,
            "finding": finding_document(found.finding),
            "seen": to_builtins(seen),
            "remedies": [to_builtins(remedy) for remedy in find_remediation(found.finding).ways],
        }
        result(json.dumps(document, indent=2))
    else:
        result(explain(found.run, found.finding, in_words(seen, found.run.verdict.as_of)))
    return 0
