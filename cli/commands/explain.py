"""`driftgate explain`: all about a finding, a resource, a policy or a rule."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from textwrap import wrap
from typing import Any

import rich_click as click

from cli.commands.arguments import load_project
from cli.commands.options import DataFormat, ShowOptions, options
from cli.commands.policy import every_policy, explained
from cli.terminal.fitting import terminal_width
from cli.terminal.output import folded, message, result, result_as_json
from engine.choice import choose
from engine.errors import ConfigError
from engine.findings.catalogue import BY_ID, FindingRule
from engine.findings.remediation import find_remediation
from engine.jsontext.codec import to_builtins
from engine.model.outcome import Finding
from engine.model.policy import Policy
from engine.model.verdict import Run
from engine.model.waiver import Waiver
from engine.report.formats.explain import explain
from engine.report.formats.json_v1 import finding_document
from engine.report.view.since import in_words
from engine.run.history import addresses_of, find_at, find_finding
from engine.text import joined, lines, terminal

_FINGERPRINT = re.compile(r"([^/]+/)?[0-9a-f]+")
_CODE = " " * 14  # what stands before a line of code
_SHOWN = 20  # findings of one resource that are told whole


@click.command("explain", short_help="Say all about a finding, a resource, a policy or a rule.")
@click.argument("what", metavar="ID|ADDRESS|POLICY|RULE|WAIVER")
@options(ShowOptions)
def command(common: ShowOptions, what: str) -> int:
    """Say all about a finding of the ledger: what, why, since when, what it touches, and how to close it.

    ID is the beginning of a fingerprint, or RUN/FINGERPRINT. ADDRESS is a resource: all that the newest run
    with findings of it has. POLICY and RULE are what stands before a finding; the names of Checkov's checks are
    policies too. WAIVER is the id of a waiver.

    \b
        driftgate explain 3d434a77
        driftgate explain module.db.aws_db_instance.orders
        driftgate explain s3-public-access-block
    """  # noqa: D301 - click wants the control character
    as_json = common.format is DataFormat.JSON
    if what in BY_ID:
        _say(_rule_document(BY_ID[what]) if as_json else None, _rule(BY_ID[what]))
        return 0
    policy = _policy(what)
    if policy is not None:
        document = {"schema_version": "driftgate/policy/1", **to_builtins(policy)}
        _say(document if as_json else None, explained(policy))
        return 0
    project = load_project(common, needed=False)
    waiver = _find_waiver(project.waivers, what)
    if waiver is not None:
        document = {"schema_version": "driftgate/waiver/1", **to_builtins(waiver)}
        _say(document if as_json else None, _waiver(waiver))
        return 0
    ledger = project.workspace.ledger
    if _FINGERPRINT.fullmatch(what):
        found = find_finding(ledger, what)
        document = _document(found.run, found.finding)
        _say(document if as_json else None, _told(found.run, found.finding))
        return 0
    run, findings = find_at(ledger, what)
    if run is None:
        known = [*BY_ID, *(entry.id for entry in every_policy()), *addresses_of(ledger)]
        close = get_close_matches(what, known, n=1)
        hint = f"did you mean {terminal(close[0])!r}?" if close else "see what there is with: driftgate report latest"
        raise ConfigError(f"no finding, resource with findings, policy or rule is called {terminal(what)!r}", hint=hint)
    if as_json:
        documents = [_document(run, finding) for finding in findings]
        result_as_json({"schema_version": "driftgate/explanations/1", "explanations": documents})
        return 0
    told = [line for finding in findings[:_SHOWN] for line in (*_told(run, finding), "", "")]
    _say(None, told[:-2])
    if len(findings) > _SHOWN:
        message(f"and {len(findings) - _SHOWN} more findings of it; --format json has all of them")
    return 0


def _say(document: Mapping[str, Any] | None, told: Sequence[str]) -> None:
    """Print a document, or else lines, of which those of code stay as they are."""
    if document is not None:
        result_as_json(document)
        return
    result(joined(lines([line]) if line.startswith(_CODE) else folded(lines([line])) for line in told))


def _told(run: Run, finding: Finding) -> list[str]:
    seen = next((row for row in run.seen if row.fingerprint == finding.fingerprint), None)
    return explain(run, finding, in_words(seen, run.verdict.as_of))


def _document(run: Run, finding: Finding) -> dict[str, Any]:
    seen = next((row for row in run.seen if row.fingerprint == finding.fingerprint), None)
    return {
        "schema_version": "driftgate/explanation/1",
        "run_id": run.run_id,
        "finding": finding_document(finding),
        "seen": to_builtins(seen),
        "remedies": [to_builtins(remedy) for remedy in find_remediation(finding).ways],
    }


def _policy(text: str) -> Policy | None:
    """Return the policy that has an id, in capital letters or not."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]*", text) or not re.search(r"[-_]", text):
        return None  # neither our ids nor Checkov's look so, and the pack need not be read
    return next((entry for entry in every_policy() if entry.id.casefold() == text.casefold()), None)


def _find_waiver(waivers: Sequence[Waiver], text: str) -> Waiver | None:
    """Return the waiver that a text names, or begins to; none where it may be something else."""
    known = {entry.id: entry for entry in waivers}
    begun = not _FINGERPRINT.fullmatch(text) and any(name.startswith(text) for name in known)
    if text not in known and not begun:
        return None
    return known[choose(text, known, noun="waiver", see="driftgate waivers list")]


def _waiver(waiver: Waiver) -> list[str]:
    covers = waiver.fingerprint or " ".join(filter(None, (waiver.rule, waiver.address)))
    rows = (
        ("waives", covers),
        ("reason", waiver.reason),
        ("owner", waiver.owner),
        ("approver", waiver.approver),
        ("ticket", waiver.ticket),
        ("environment", waiver.environment),
        ("from", f"{waiver.created:%Y-%m-%d}"),
        ("until", f"{waiver.expires:%Y-%m-%d %H:%M} UTC"),
    )
    lines = [f"{name:<11} {terminal(text)}" for name, text in rows if text]
    return [f"waiver {terminal(waiver.id)}", "", *lines, "Next  driftgate waivers list"]


def _rule(rule: FindingRule) -> list[str]:
    severity = str(rule.severity) if rule.severity is not None else "by what differs"
    rows = (("severity", severity), ("status", rule.status), ("fix", rule.remediation))
    lines = [f"{name:<11} {text}" for name, text in rows]
    return [rule.id, rule.title, "", *wrap(rule.says, min(100, terminal_width() or 100)), "", *lines]


def _rule_document(rule: FindingRule) -> dict[str, Any]:
    return {"schema_version": "driftgate/rule/1", **to_builtins(rule)}
