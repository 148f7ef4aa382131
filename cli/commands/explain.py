"""`driftgate explain`: all about a finding, a resource, a policy or a rule."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import rich_click as click

from cli.commands.arguments import load_project
from cli.commands.options import DataFormat, ShowOptions, options
from cli.commands.policy import explained
from cli.terminal.fitting import terminal_width
from cli.terminal.output import folded, message, result, result_as_json
from cli.wiring.policies import every_policy
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
from engine.run.closing import close_by_code
from engine.run.history import addresses_of, find_at, find_finding
from engine.text import joined, lines, terminal

if TYPE_CHECKING:
    from cli.wiring.workspace import Workspace
    from engine.ports import Ledger

_FINGERPRINT = re.compile(r"([^/]+/)?[0-9a-f]+")
_CODE = " " * 14  # what stands before a line of code
_SHOWN = 20  # findings of one resource that are told whole


@click.command("explain", short_help="Say all about a finding, a resource, a policy or a rule.")
@click.argument("what", metavar="ID|ADDRESS|POLICY|RULE|WAIVER")
@click.option(
    "--hcl",
    "as_hcl",
    is_flag=True,
    help="Print only the Terraform code that closes it: what reality, or the reference, has.",
)
@options(ShowOptions)
def command(common: ShowOptions, what: str, *, as_hcl: bool) -> int:
    """Say all about a finding of the ledger: what, why, since when, what it touches, and how to close it.

    ID is the beginning of a fingerprint, or RUN/FINGERPRINT. ADDRESS is a resource: all that the newest run
    with findings of it has. POLICY and RULE are what stands before a finding; the names of Checkov's checks are
    policies too. WAIVER is the id of a waiver.

    \b
        driftgate explain 3d434a77
        driftgate explain module.db.aws_db_instance.orders
        driftgate explain s3-public-access-block
        driftgate explain 3d434a77 --hcl >> main.tf
    """  # noqa: D301 - click wants the control character
    as_json = common.format is DataFormat.JSON
    policy = None if what in BY_ID else _policy(what)
    if as_hcl and (policy is not None or what in BY_ID):
        raise _not_closed(what)
    if what in BY_ID:
        _say(_rule_document(BY_ID[what]) if as_json else None, _rule(BY_ID[what]))
        return 0
    if policy is not None:
        document = {"schema_version": "driftgate/policy/1", **to_builtins(policy)}
        _say(document if as_json else None, explained(policy))
        return 0
    project = load_project(common, needed=False)
    waiver = _find_waiver(project.waivers, what)
    if waiver is not None and as_hcl:
        raise _not_closed(what)
    if waiver is not None:
        document = {"schema_version": "driftgate/waiver/1", **to_builtins(waiver)}
        _say(document if as_json else None, _waiver(waiver))
        return 0
    ledger = project.workspace.ledger
    if _FINGERPRINT.fullmatch(what):
        found = find_finding(ledger, what)
        closed = _closed(project.workspace, found.run, (found.finding,)) if as_hcl else None
        document = _document(found.run, found.finding, closed)
        _say(document if as_json else None, _told(found.run, found.finding), closed)
        return 0
    run, findings = find_at(ledger, what)
    if run is None:
        raise _unknown(ledger, what)
    closed = _closed(project.workspace, run, findings) if as_hcl else None
    if as_json:
        documents = [_document(run, finding) for finding in findings]
        result_as_json({"schema_version": "driftgate/explanations/1", "explanations": documents, "hcl": closed})
        return 0
    told = [line for finding in findings[:_SHOWN] for line in (*_told(run, finding), "", "")]
    _say(None, told[:-2], closed)
    if len(findings) > _SHOWN and closed is None:
        message(f"and {len(findings) - _SHOWN} more findings of it; --format json has all of them")
    return 0


def _closed(workspace: Workspace, run: Run, findings: Sequence[Finding]) -> str:
    """Return the code that closes findings of a run; raises ConfigError where none does."""
    from snapshots.terraform.code.writing import write_code  # noqa: PLC0415 - only where code is asked for

    closed = close_by_code(workspace.ledger, run, findings, workspace.collecting.provider)
    if not closed.blocks:
        raise ConfigError(*closed.refused, hint=f"driftgate explain {findings[0].fingerprint[:12]} says all about it")
    message(*closed.refused)
    return write_code(closed.blocks)


def _not_closed(what: str) -> ConfigError:
    hint = "name a finding or a resource: driftgate report latest"
    return ConfigError(f"code closes findings, and {terminal(what)!r} is none", hint=hint)


def _unknown(ledger: Ledger, what: str) -> ConfigError:
    known = [*BY_ID, *(entry.id for entry in every_policy()), *addresses_of(ledger)]
    close = get_close_matches(what, known, n=1)
    hint = f"did you mean {terminal(close[0])!r}?" if close else "see what there is with: driftgate report latest"
    return ConfigError(f"no finding, resource with findings, policy or rule is called {terminal(what)!r}", hint=hint)


def _say(document: Mapping[str, Any] | None, told: Sequence[str], closed: str | None = None) -> None:
    """Print a document, or else the code that closes it, or lines, of which those of code stay as they are."""
    if document is not None:
        result_as_json(document)
        return
    if closed is not None:
        result(lines(closed.splitlines()))
        return
    result(joined(lines([line]) if line.startswith(_CODE) else folded(lines([line])) for line in told))


def _told(run: Run, finding: Finding) -> list[str]:
    seen = next((row for row in run.seen if row.fingerprint == finding.fingerprint), None)
    return explain(run, finding, in_words(seen, run.verdict.as_of))


def _document(run: Run, finding: Finding, closed: str | None = None) -> dict[str, Any]:
    seen = next((row for row in run.seen if row.fingerprint == finding.fingerprint), None)
    return {
        "schema_version": "driftgate/explanation/1",
        "run_id": run.run_id,
        "finding": finding_document(finding),
        "seen": to_builtins(seen),
        "remedies": [to_builtins(remedy) for remedy in find_remediation(finding).ways],
        "hcl": closed,
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
