"""The report for a terminal: short when all is well, the decision and the next command always last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from engine.model.outcome import Severity
from engine.model.verdict import Condition, Decision, Run
from engine.report.formats.findings_text import (
    counted,
    everything,
    write_comparisons,
    write_findings,
    write_gaps,
)
from engine.report.view.counts import say_counts
from engine.report.view.folding import LISTED
from engine.report.view.gates import NOT_ASKED, list_gates
from engine.report.view.reasons import list_reasons, say_once
from engine.report.view.results import describe_results
from engine.report.view.scope import first_line, list_scope
from engine.report.view.shown import WORDS, list_gaps
from engine.report.view.since import summarise_changes, summarise_nights
from engine.text import Harmless, lines, terminal

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


def render(run: Run, *, color: bool = False, whole: bool = False) -> Harmless:
    """Return the text of a run; `color` adds terminal colours, the words alone say everything.

    Long lists are folded unless `whole`.
    """
    style = partial(_styled, color=color)
    told = [
        *write_comparisons(run, style, whole=whole),
        *write_findings(run, style, whole=whole),
        *write_gaps(run, whole=whole),
        *(_scope(run) if whole else ()),
        *_gates(run),
        *_promises(run, whole=whole),
        *_decision(run, color=color, whole=whole),
    ]
    return lines(told, styled=color)


def _scope(run: Run) -> Iterator[str]:
    """Yield how the types of the estate stand to policies, all by name."""
    rows = list_scope(run)
    if rows:
        yield "what policies judged"
    for row in rows:
        why = f" ({terminal(row.why)})" if row.why else ""
        yield f"  {row.word}, {counted(row.resources, 'resource')}{why}: {terminal(row.types)}"
    if rows:
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


def _promises(run: Run, *, whole: bool) -> Iterator[str]:
    """Yield the conditions that somebody has to close, and what the results rest on."""
    dated = _dated(run)
    shown = dated if whole else dated[:LISTED]
    if dated:
        yield f"open conditions ({len(dated)})"
    for entry, due in shown:
        yield f"  {terminal(entry.owner) or 'nobody yet'} until {due:%Y-%m-%d}: {terminal(entry.message)}"
    if len(dated) > len(shown):
        yield f"  and {len(dated) - len(shown)} more; {everything(run)}"
    if told := describe_results(run):
        yield f"results: {terminal(told)}"


def _dated(run: Run) -> list[tuple[Condition, datetime]]:
    """Return the conditions that are due some day, with the day."""
    return [(entry, entry.due) for entry in run.verdict.conditions if entry.due is not None]


def _decision(run: Run, *, color: bool, whole: bool) -> Iterator[str]:
    verdict = run.verdict
    reasons = list(_reasons(run))
    shown = reasons if whole else reasons[:LISTED]
    yield from shown
    if len(reasons) > len(shown):
        yield f"and {counted(len(reasons) - len(shown), 'more reason')}; {everything(run)}"
    yield from summarise_changes(run)
    yield from summarise_nights(run)
    word = _styled(verdict.decision, verdict.decision, color=color)
    said = "".join(f"  {terminal(part)}" for part in first_line(run))
    yield f"{word}{said}  {WORDS[Decision(verdict.decision)]} {say_counts(run)}.  run {terminal(run.run_id)}"
    for step in run.next_steps:
        yield f"Next  {terminal(step.command)}"


def _reasons(run: Run) -> Iterator[str]:
    """Yield the reasons that neither a finding nor a gap above has said already."""
    told = {f"{gap.source}: {gap.detail}" for gap in list_gaps(run)}
    promised = {entry.message for entry, _ in _dated(run)}
    for row in say_once(list_reasons(run)):
        reason, note = row.reason, f" ({row.note})" if row.note else ""
        of = f", {terminal(', '.join(row.gates))}{note}" if row.note or len(row.gates) > 1 else ""
        if reason.message in promised and reason.fix:
            yield f"rule {reason.rule}{of}: the open condition above; {terminal(reason.fix)}"
        elif not reason.fingerprint and reason.rule != 2 and reason.message not in told:
            fix = f" ({terminal(reason.fix)})" if reason.fix else ""
            yield f"rule {reason.rule}{of}: {terminal(reason.message)}{fix}"


def _styled(text: str, style: str, *, color: bool) -> str:
    return f"{_STYLES[style]}{text}{_RESET}" if color else text
