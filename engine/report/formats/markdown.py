"""Markdown for a pull request comment: the decision first, never longer than GitHub takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from engine.model.outcome import Finding
from engine.model.subject import NOBODY
from engine.model.verdict import Run
from engine.report.view.counts import say_counts
from engine.report.view.folding import LISTED
from engine.report.view.gap_groups import group_gaps, list_consequences
from engine.report.view.gates import NOT_ASKED, list_gates, say_proven
from engine.report.view.managed import MAX_MAKERS, list_managed
from engine.report.view.pages import gate_page, number_page, rule_page
from engine.report.view.reasons import list_reasons, say_once
from engine.report.view.results import describe_results
from engine.report.view.scope import first_line, list_scope
from engine.report.view.shown import WORDS, covered_by, list_gaps, list_own, short_id, show_value
from engine.report.view.since import summarise_nights
from engine.text import Harmless, lines, markdown

MAX_REASONS = 10
_GAPS, _FINDINGS, _CONDITIONS = "Not proven", "Findings", "Open conditions"
_MANAGED, _SCOPE = "Who manages what is there", "What policies judged"
_TABLE = ("| | severity | rule | what |", "|---|---|---|---|")
MAX_GAPS = 20
MAX_CHARACTERS = 60_000  # GitHub refuses a comment of more than 65,536
_SIGNS = {"GO": "✅", "CONDITIONAL": "🟡", "NO-GO": "⛔", "INCONCLUSIVE": "❓"}


def render(run: Run) -> Harmless:
    """Return the comment, at most 60,000 characters; what does not fit is counted."""
    return bounded(run, MAX_CHARACTERS)


def bounded(run: Run, limit: int) -> Harmless:
    """Return the Markdown of a run in at most `limit` characters."""
    head, tail = list(_head(run)), list(_tail(run))
    found = list_own(run)
    room = limit - sum(len(line) + 1 for line in (*head, *tail)) - 600  # of headings, and of what folds a table
    rows: list[str] = []
    for finding in found:
        row = _row(finding)
        if room - len(row) - 1 < 0:
            break
        room -= len(row) + 1
        rows.append(row)
    table: list[str] = []
    if rows:
        table = ["", f"### {markdown(_heading(_FINDINGS, run))}", "", *_TABLE, *rows[:LISTED]]
    if len(rows) > LISTED:
        table += ["", *_folded(f"{len(rows) - LISTED} more findings", [*_TABLE, *rows[LISTED:]])]
    if len(rows) < len(found):
        table += ["", f"Showing {len(rows)} of {len(found)} findings; all of them are in the JSON report."]
    return lines([*head, *table, *tail])


def _folded(words: str, lines: Sequence[str]) -> list[str]:
    """Return lines that a reader unfolds; GitHub reads Markdown in them behind an empty line."""
    return ["<details>", f"<summary>{words}</summary>", "", *lines, "", "</details>"]


def _head(run: Run) -> Iterator[str]:
    verdict = run.verdict
    said = " ·".join(f" {markdown(part, 400)}" for part in first_line(run))
    yield f"## {_SIGNS[verdict.decision]} {verdict.decision}{said}"
    yield ""
    yield f"{WORDS[verdict.decision]} {say_counts(run)}."
    yield ""
    if index := _index(run):
        yield index
        yield ""
    if said := describe_results(run):
        yield f"Results: {markdown(said)}."
        yield ""
    for number, line in enumerate(summarise_nights(run)):
        yield f"  - {markdown(line.strip())}" if number else f"- {markdown(line)}"
    if run.nightly is not None:
        yield ""
    yield "| gate | outcome | why |"
    yield "|---|---|---|"
    rows = list_gates(run)
    for row in (row for row in rows if row.asked):
        why = "; ".join(filter(None, (markdown(row.why, 500), row.note)))
        yield f"| [{row.name}]({gate_page(row.name)}) | {row.word} | {why} |"
    yield ""
    if unasked := [row.name for row in rows if not row.asked]:
        yield f"{NOT_ASKED.capitalize()}: {', '.join(unasked)}."
        yield ""
    yield from _reasons(run)
    yield from _gaps(run)


def _index(run: Run) -> str:
    """Return links to the sections that there are; nothing where there is one at most."""
    verdict = run.verdict
    parts = {
        _GAPS: list_gaps(run),
        _FINDINGS: list_own(run),
        _CONDITIONS: verdict.conditions,
        _MANAGED: list_managed(run),
        _SCOPE: list_scope(run),
    }
    links = [f"[{name}](#{_anchor(_heading(name, run))})" for name, there in parts.items() if there]
    return " · ".join(links) if len(links) > 1 else ""


def _heading(name: str, run: Run) -> str:
    """Return the heading of a section: one comment may hold several environments."""
    environment = run.verdict.environment
    return name if environment == NOBODY else f"{name}: {environment}"


def _anchor(heading: str) -> str:
    """Return the anchor that GitHub gives to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _gaps(run: Run) -> Iterator[str]:
    found = group_gaps(list_gaps(run))
    if not found:
        return
    lines = []
    for cause in found[:MAX_GAPS]:
        fix = f" Fix: {markdown(cause.gap.fix, 300)}" if cause.gap.fix else ""
        lines.append(f"- {markdown(cause.where, 200)}: {markdown(cause.detail, 340)}.{fix}")
    if len(found) > MAX_GAPS:
        lines.append(f"- and {len(found) - MAX_GAPS} more causes, in the JSON report")
    yield f"### {markdown(_heading(_GAPS, run))}"
    yield ""
    yield from lines[:LISTED]
    yield from (f"- {line}" for line in list_consequences(list_gaps(run)))
    if len(lines) > LISTED:
        yield ""
        yield from _folded(f"{len(found) - LISTED} more causes", lines[LISTED:])


def _reasons(run: Run) -> Iterator[str]:
    reasons = say_once(list_reasons(run))
    if proven := say_proven(run):
        yield f"{markdown(proven)}"
        yield ""
    for row in reasons[:MAX_REASONS]:
        reason, note = row.reason, f" ({row.note})" if row.note else ""
        fix = f" Fix: {markdown(reason.fix, 200)}" if reason.fix else ""
        gate = f", {markdown(', '.join(row.gates))}" if row.gates else ""
        yield f"- [rule {reason.rule}]({number_page(reason.rule)}){gate}{note}: {markdown(reason.message, 300)}.{fix}"
    if len(reasons) > MAX_REASONS:
        yield f"- and {len(reasons) - MAX_REASONS} more reasons"
    if reasons:
        yield ""


def _tail(run: Run) -> Iterator[str]:
    verdict = run.verdict
    if verdict.conditions:
        yield ""
        yield f"### {markdown(_heading(_CONDITIONS, run))}"
        yield ""
        for condition in verdict.conditions[:LISTED]:
            due = f" until {condition.due:%Y-%m-%d}" if condition.due else ""
            owner = markdown(condition.owner, 100) or "nobody answers for it yet"
            yield f"- {owner}{due}: {markdown(condition.message, 300)}"
        if len(verdict.conditions) > LISTED:
            yield f"- and {len(verdict.conditions) - LISTED} more"
    yield from _managed(run)
    yield from _scope(run)
    yield ""
    yield f"Run `{run.run_id}`, driftgate {run.tool}, as of {verdict.as_of:%Y-%m-%dT%H:%M:%SZ}."


def _managed(run: Run) -> Iterator[str]:
    rows = list_managed(run)
    if not rows:
        return
    table = ["| | resources | accounts | types | what says so |", "|---|---|---|---|---|"]
    for row in rows[:MAX_MAKERS]:
        told = (markdown(row.accounts, 200), markdown(row.types, 1000), markdown(row.why, 300))
        table.append(f"| {markdown(row.who, 200)} | {row.resources} | {' | '.join(told)} |")
    if len(rows) > MAX_MAKERS:
        table += ["", f"And {len(rows) - MAX_MAKERS} more makers, which the JSON report lists."]
    yield ""
    yield f"### {markdown(_heading(_MANAGED, run))}"
    yield ""
    yield from _folded(f"{sum(row.resources for row in rows)} resources", table)


def _scope(run: Run) -> Iterator[str]:
    rows = list_scope(run)
    if not rows:
        return
    yield ""
    yield f"### {markdown(_heading(_SCOPE, run))}"
    yield ""
    table = [
        f"| {row.word} | {row.resources} | {markdown(row.types, 1000)} | {markdown(row.why, 300)} |" for row in rows
    ]
    resources = sum(row.resources for row in rows)
    yield from _folded(f"{resources} resources", ["| | resources | types | why |", "|---|---|---|---|", *table])


def _row(finding: Finding) -> str:
    outcome = markdown(covered_by(finding)) or str(finding.outcome)
    change = ""
    if finding.change.before is not None or finding.change.after is not None:
        change = (
            f" ({markdown(show_value(finding.change.before, 80))} → {markdown(show_value(finding.change.after, 80))})"
        )
    what = f"{markdown(finding.message, 600)}{change} `{short_id(finding)}`"
    return f"| {outcome} | {finding.severity} | {_rule(finding)} | {what} |"


def _rule(finding: Finding) -> str:
    """Return the rule of a finding as a link to its page."""
    return f"[{markdown(finding.rule)}]({rule_page(finding.gate, finding.rule)})"
