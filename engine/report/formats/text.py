"""The report for a terminal: short when all is well, the decision and the next command always last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from itertools import groupby

from engine.findings.causes import GATES, group_by_cause
from engine.model.outcome import Finding, Severity
from engine.model.verdict import Condition, Decision, Run
from engine.report.formats.comparison_text import write_cause, write_confidence
from engine.report.view.counts import count
from engine.report.view.gap_groups import group_gaps, list_consequences
from engine.report.view.gates import NOT_ASKED, list_gates
from engine.report.view.reasons import list_reasons
from engine.report.view.results import describe_results
from engine.report.view.scope import first_line
from engine.report.view.shown import (
    WORDS,
    covered_by,
    is_open,
    list_gaps,
    list_own,
    locate,
    standing,
)
from engine.report.view.since import mark_known, summarise_changes, summarise_nights
from engine.text import terminal

MAX_FINDINGS = 200
MAX_CAUSES = 50
_RESET = "\x1b[0m"
_STYLES = {
    "GO": "\x1b[1;32m",
    "CONDITIONAL": "\x1b[1;33m",
    "NO-GO": "\x1b[1;31m",
    "INCONCLUSIVE": "\x1b[1;35m",
    Severity.CRITICAL: "\x1b[1;31m",
    Severity.HIGH: "\x1b[31m",
    Severity.MEDIUM: "\x1b[33m",
    Severity.LOW: "\x1b[36m",
    Severity.INFO: "\x1b[2m",
}


def render(run: Run, *, color: bool = False) -> str:
    """Return the text of a run; `color` adds terminal colours, the words alone say everything."""
    lines = [
        *_drift(run, color=color),
        *_findings(run, color=color),
        *_gaps(run),
        *_gates(run),
        *_promises(run),
        *_decision(run, color=color),
    ]
    return "\n".join(lines) + "\n"


def _drift(run: Run, *, color: bool) -> Iterator[str]:
    """Yield the findings of drift and parity by cause, and where the confidence of parity is missing."""
    since = mark_known(run)
    for gate in run.verdict.gates:
        if gate.gate not in GATES:
            continue
        found = [finding for finding in list_own(run) if finding.gate == gate.gate]
        rows = group_by_cause(found)
        if found:
            yield f"{gate.gate} ({_count(len(found), 'finding')}, {_count(len(rows), 'cause')})"
        for cause in rows[:MAX_CAUSES]:
            yield from (f"  {line}" for line in write_cause(cause, partial(_styled, color=color), since))
        for status, fix in sorted({(item.status, item.remediation) for item in found if item.remediation}):
            yield f"  fix what is {status}: {terminal(fix)}"
        if len(rows) > MAX_CAUSES:
            yield f"  showing {MAX_CAUSES} of {len(rows)} causes; all of them: --report json=PATH"
        if found:
            yield ""
        yield from write_confidence(gate)


def _findings(run: Run, *, color: bool) -> Iterator[str]:
    found = [finding for finding in list_own(run) if finding.gate not in GATES]
    listed = found[:MAX_FINDINGS]
    for (_, gate, rule), same in groupby(listed, key=lambda item: (not is_open(item), item.gate, item.rule)):
        group = list(same)
        yield f"{terminal(gate)} {terminal(rule)} ({len(group)})"
        for finding in group:
            yield f"  {_line(finding, color=color)}"
        if group[0].remediation:
            yield f"  fix: {terminal(group[0].remediation)}"
        yield ""
    if len(found) > len(listed):
        yield f"showing {len(listed)} of {len(found)} findings; all of them: --report json=PATH"
        yield ""


def _line(finding: Finding, *, color: bool) -> str:
    word = _styled(finding.severity, finding.severity, color=color)
    by = f"  ({terminal(covered_by(finding))})" if finding.acceptance.waived_by else ""
    where = f"{terminal(locate(finding))}: " if finding.target.location else ""
    return f"{standing(finding):<8} {word:<8} {where}{terminal(finding.message)}{by}"


def _gaps(run: Run) -> Iterator[str]:
    found = group_gaps(list_gaps(run))
    if not found:
        return
    yield f"not proven ({len(found)})"
    for cause in found[:MAX_FINDINGS]:
        types = f"; unknown: {cause.types}" if cause.types else ""
        yield f"  {cause.gap.reason} {terminal(cause.where)}: {terminal(cause.detail)}{terminal(types)}"
        if cause.gap.fix:
            yield f"    fix: {terminal(cause.gap.fix)}"
    yield from (f"  {line}" for line in list_consequences(list_gaps(run)))
    if len(found) > MAX_FINDINGS:
        yield f"  showing {MAX_FINDINGS} of {len(found)} causes; all of them: --report json=PATH"
    yield ""


def _gates(run: Run) -> Iterator[str]:
    rows = list_gates(run)
    asked = [row for row in rows if row.asked]
    if len(asked) > 1:
        yield f"{'GATE':<12} {'OUTCOME':<14} WHY"
        for row in rows:
            why = "; ".join(filter(None, (row.why, row.note)))
            yield f"{row.name:<12} {row.word:<14} {terminal(why)}".rstrip()
        yield ""
    elif len(asked) < len(rows):
        for row in asked:
            yield f"{row.name}: {terminal(row.why)}"
        yield f"{NOT_ASKED}: {', '.join(row.name for row in rows if not row.asked)}"


def _promises(run: Run) -> Iterator[str]:
    """Yield the conditions that somebody has to close, and what the results rest on."""
    dated = _dated(run)
    if dated:
        yield f"open conditions ({len(dated)})"
    for entry, due in dated[:MAX_CAUSES]:
        yield f"  {terminal(entry.owner) or 'nobody yet'} until {due:%Y-%m-%d}: {terminal(entry.message)}"
    if told := describe_results(run):
        yield f"results: {terminal(told)}"


def _dated(run: Run) -> list[tuple[Condition, datetime]]:
    """Return the conditions that are due some day, with the day."""
    return [(entry, entry.due) for entry in run.verdict.conditions if entry.due is not None]


def _decision(run: Run, *, color: bool) -> Iterator[str]:
    verdict = run.verdict
    shown = {f"{gap.source}: {gap.detail}" for gap in list_gaps(run)}
    promised = {entry.message for entry, _ in _dated(run)[:MAX_CAUSES]}
    for row in list_reasons(run):
        reason, of = row.reason, f", {terminal(row.reason.gate)} ({row.note})" if row.note else ""
        if reason.message in promised and reason.fix:
            yield f"rule {reason.rule}{of}: {terminal(reason.fix)}"
        elif not reason.fingerprint and reason.rule != 2 and reason.message not in shown:
            fix = f" ({terminal(reason.fix)})" if reason.fix else ""
            yield f"rule {reason.rule}{of}: {terminal(reason.message)}{fix}"
    yield from summarise_changes(run)
    yield from summarise_nights(run)
    told = count(run)
    counts = (
        f"{_count(told.findings, 'finding')}, {told.failing} failing, {told.waived} waived, {told.unproven} unproven"
    )
    counts += f", {told.existing} in the baseline" if told.existing else ""
    counts += f", {told.inherited} there before the change" if told.inherited else ""
    word = _styled(verdict.decision, verdict.decision, color=color)
    said = "".join(f"  {terminal(part)}" for part in first_line(run))
    yield f"{word}{said}  {WORDS[Decision(verdict.decision)]} {counts}.  run {terminal(run.run_id)}"
    for step in run.next_steps:
        yield f"Next  {terminal(step.command)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _styled(text: str, style: str, *, color: bool) -> str:
    return f"{_STYLES[style]}{text}{_RESET}" if color else text
