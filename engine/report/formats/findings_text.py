"""Findings and gaps for a terminal: the worst causes in twenty lines, and how many of which type the others are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import TypeVar

from engine.findings.causes import GATES, group_by_cause
from engine.model.outcome import Finding
from engine.model.verdict import Run
from engine.report.formats.comparison_text import write_cause, write_confidence, write_unread
from engine.report.view.folding import LISTED, Folded, fitting, fold
from engine.report.view.gap_groups import group_gaps, list_consequences
from engine.report.view.shown import covered_by, is_open, list_findings, list_gaps, list_own, locate, short_id, standing
from engine.report.view.since import mark_known
from engine.text import terminal

T = TypeVar("T")
Style = Callable[[str, str], str]
_MEMBERS = 5  # findings of one rule that are told whole


def everything(run: Run) -> str:
    """Return how to see all of a run in a terminal, in words."""
    return f"all of it: driftgate report {terminal(run.run_id)} --all"


def write_comparisons(run: Run, style: Style, *, whole: bool) -> Iterator[str]:
    """Yield the findings of drift and parity by cause, and where the confidence of parity is missing."""
    since = mark_known(run)
    for gate in run.verdict.gates:
        if gate.gate not in GATES:
            continue
        found = [finding for finding in _listed(run, whole=whole) if finding.gate == gate.gate]
        rows = group_by_cause(found)
        if found:
            yield f"{gate.gate} ({counted(len(found), 'finding')}, {counted(len(rows), 'cause')})"
        blocks = [list(write_cause(cause, style, since, whole=whole)) for cause in (rows if whole else rows[:LISTED])]
        folded = fold(rows, attrgetter("findings"), whole=whole, listed=fitting(list(map(len, blocks))))
        for block in blocks[: len(folded.listed)]:
            yield from (f"  {line}" for line in block)
        for status, fix in sorted({(item.status, item.remediation) for item in found if item.remediation}):
            yield f"  fix what is {status}: {terminal(fix)}"
        yield from _rest(folded, run)
        if found:
            yield ""
        yield from write_confidence(gate)
        yield from write_unread(gate, everything(run), whole=whole)


def write_findings(run: Run, style: Style, *, whole: bool) -> Iterator[str]:
    """Yield the findings of the other gates by rule."""
    found = [finding for finding in _listed(run, whole=whole) if finding.gate not in GATES]
    rules = [tuple(same) for _, same in groupby(found, key=lambda item: (not is_open(item), item.gate, item.rule))]
    folded = fold(rules, tuple, whole=whole)
    for group in folded.listed:
        yield f"{terminal(group[0].gate)} {terminal(group[0].rule)} ({len(group)})"
        shown = group if whole else group[:_MEMBERS]
        yield from (f"  {_line(finding, style)}" for finding in shown)
        if len(group) > len(shown):
            yield f"  and {counted(len(group) - len(shown), 'more finding')}; {everything(run)}"
        if group[0].remediation:
            yield f"  fix: {terminal(group[0].remediation)}"
        yield ""
    if folded.causes:
        yield "further rules"
        yield from _rest(folded, run)
        yield ""


def write_gaps(run: Run, *, whole: bool) -> Iterator[str]:
    """Yield what is not proven, by cause."""
    found = group_gaps(list_gaps(run))
    if not found:
        return
    yield f"not proven ({len(found)})"
    shown = found if whole else found[:LISTED]
    for cause in shown:
        types = f"; unknown: {cause.types}" if cause.types else ""
        yield f"  {cause.gap.reason} {terminal(cause.where)}: {terminal(cause.detail)}{terminal(types)}"
        if cause.gap.fix:
            yield f"    fix: {terminal(cause.gap.fix)}"
    yield from (f"  {line}" for line in list_consequences(list_gaps(run)))
    if len(found) > len(shown):
        rest = Counter(str(cause.gap.reason) for cause in found[len(shown) :])
        words = ", ".join(f"{number} {reason}" for reason, number in rest.most_common())
        yield f"  and {counted(len(found) - len(shown), 'more cause')}: {words}; {everything(run)}"
    yield ""


def _listed(run: Run, *, whole: bool) -> tuple[Finding, ...]:
    """Return the findings that are listed: those that a change has only inherited are counted, unless `whole`."""
    return list_findings(run) if whole else list_own(run)


def counted(number: int, noun: str) -> str:
    """Return a number of things as a person says it."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _rest(folded: Folded[T], run: Run) -> Iterator[str]:
    if not folded.causes:
        return
    what = f"{counted(folded.causes, 'more cause')} ({counted(folded.findings, 'finding')})"
    yield f"  and {what} of these types; {everything(run)}"
    width = len(str(folded.types[0].findings))
    for row in folded.types:
        yield f"    {row.findings:>{width}} {terminal(row.type)}: {row.words}, worst {row.worst}"
    if folded.further:
        yield f"    and {counted(folded.further, 'further type')} ({counted(folded.uncounted, 'finding')})"


def _line(finding: Finding, style: Style) -> str:
    word = style(f"{finding.severity:<8}", finding.severity)
    by = f"  ({terminal(covered_by(finding))})" if finding.acceptance.waived_by else ""
    where = f"{terminal(locate(finding))}: " if finding.target.location else ""
    return f"{standing(finding):<8} {word} {where}{terminal(finding.message)}  [{short_id(finding)}]{by}"
