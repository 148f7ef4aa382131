"""One self-contained page for people: the verdict first, then why, then what to do.

No script, no request to anywhere (the page's own policy forbids both), at most 2 MB at any size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from engine.findings.causes import GATES, Cause, group_by_cause
from engine.model.gate import GateResult
from engine.model.outcome import Finding, Outcome, Severity
from engine.model.path import written
from engine.model.verdict import Run
from engine.report.formats.comparison_text import named, say_unread
from engine.report.view import charts
from engine.report.view.counts import count
from engine.report.view.folding import name_some
from engine.report.view.gap_groups import group_gaps, list_consequences
from engine.report.view.gates import list_gates, say_proven
from engine.report.view.heat import Heat, make_heat_table
from engine.report.view.managed import MAX_MAKERS, list_managed
from engine.report.view.pages import gate_page, number_page, rule_page
from engine.report.view.reasons import list_reasons, say_once
from engine.report.view.results import describe_results
from engine.report.view.scope import count_resources, first_line, inside, list_scope, say_what_counts, scope_of
from engine.report.view.shown import (
    WORDS,
    about,
    count_by_severity,
    covered_by,
    is_open,
    list_actors,
    list_findings,
    list_gaps,
    short_id,
    show_value,
)
from engine.report.view.sides import make_sides
from engine.report.view.since import mark_known, summarise_changes, summarise_nights
from engine.text import Harmless, lines, visible

MAX_FINDINGS = 1000
MAX_CAUSES = 200
MAX_SHORTFALLS = 10
MAX_UNREAD = 200
MAX_MEMBERS = 50
MAX_REASONS = 100
FIRST_REASONS = 5  # that are not folded
LISTED_ROWS = 10  # of a long table, the others are folded
MAX_BYTES = 2_000_000
_SECTIONS = {
    "why": "Why",
    "gates": "Gates",
    "since": "Since the last run",
    "todo": "What to do",
    "gaps": "What is not proven",
    "of-drift": "Drift",
    "of-parity": "Parity",
    "findings": "Findings",
    "managed": "Who manages it",
    "scope": "What policies judged",
    "waivers": "Waivers",
    "inputs": "What this rests on",
}


@dataclass(frozen=True, slots=True)
class ComparisonSection:
    """What drift or parity found: causes, where they are, where the confidence is missing, and what was not read."""

    gate: GateResult
    causes: tuple[Cause, ...]
    listed: int
    findings: int
    heat: Heat | None
    missing: tuple[tuple[str, float], ...]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fix:
    """What to do: the words of it, how many findings it closes, and the resources that it is about."""

    words: str
    count: int
    subjects: str


@dataclass(frozen=True, slots=True)
class RuleSection:
    """The findings of one rule."""

    gate: str
    rule: str
    severity: Severity
    outcome: str
    remediation: str
    controls: tuple[str, ...]
    findings: tuple[Finding, ...]


def render(run: Run) -> Harmless:
    """Return the page; findings beyond what fits are counted and named to be in the JSON report."""
    limit = MAX_FINDINGS
    while True:
        page = _page(run, limit)
        if len(page.encode()) <= MAX_BYTES or limit == 0:
            return lines(page.rstrip("\n").split("\n"))
        limit //= 2


def _page(run: Run, limit: int) -> str:
    found, told = list_findings(run), count(run)
    open_ones = [finding for finding in found if is_open(finding)]
    others = tuple(finding for finding in found if finding.gate not in GATES)
    comparisons, groups = list(_comparisons(run, found, limit)), _groups(others[:limit])
    changes, nights, scope = list(summarise_changes(run)), list(summarise_nights(run)), list_scope(run)
    managed = list_managed(run)
    compared = {f"of-{section.gate.gate}" for section in comparisons}
    parts = {
        "since": changes or nights,
        "gaps": told.unproven,
        "of-drift": "of-drift" in compared,
        "of-parity": "of-parity" in compared,
        "findings": groups,
        "managed": managed,
        "scope": scope,
        "waivers": run.verdict.waivers,
    }
    template = _environment().get_template("run.html")
    return template.render(
        index=_index(parts),
        run=run,
        verdict=run.verdict,
        words=WORDS[run.verdict.decision],
        changes=changes,
        nights=nights,
        marks=mark_known(run),
        comparisons=comparisons,
        groups=groups,
        total=len(others),
        listed=min(limit, len(others)),
        told=told,
        causes=group_gaps(list_gaps(run))[:MAX_CAUSES],
        consequences=list_consequences(list_gaps(run)),
        fixes=_fixes(open_ones),
        waived_until=[condition for condition in run.verdict.conditions if condition.due][:10],
        # Who reads this page has no use for the command that writes it.
        steps=[step for step in run.next_steps if f"{run.run_id} --report html=" not in step.command],
        severity_chart=_severity_chart(run),
        coverage_chart=_coverage_chart(run),
        gates=list_gates(run),
        about=about(run),
        first_line=first_line(run),
        managed=managed,
        max_makers=MAX_MAKERS,
        scope=scope,
        reasons=say_once(list_reasons(run)),
        proven=say_proven(run),
        counted=say_what_counts(run),
        first_reasons=FIRST_REASONS,
        max_reasons=MAX_REASONS,
        listed_rows=LISTED_ROWS,
        results=describe_results(run),
        counts=count_by_severity(open_ones),
        max_members=MAX_MEMBERS,
    )


def _comparisons(run: Run, found: tuple[Finding, ...], limit: int) -> Iterator[ComparisonSection]:
    for gate in run.verdict.gates:
        of_gate = [finding for finding in found if finding.gate == gate.gate]
        if gate.gate not in GATES or not (of_gate or gate.shortfalls or gate.unread):
            continue
        total = next((metric.samples for metric in gate.metrics if metric.name == "parity_confidence"), None)
        rows = gate.shortfalls[:MAX_SHORTFALLS] if total else ()
        yield ComparisonSection(
            gate=gate,
            causes=group_by_cause(of_gate),
            listed=min(limit, MAX_CAUSES),
            findings=len(of_gate),
            heat=make_heat_table(of_gate),
            unread=tuple(map(say_unread, gate.unread[:MAX_UNREAD])),
            missing=tuple((named(row), round(100 * row.weight / (total or 1), 2)) for row in rows),
        )


def _groups(found: tuple[Finding, ...]) -> list[RuleSection]:
    grouped = []
    for (covered, gate, rule), same in groupby(found, key=lambda item: (covered_by(item), item.gate, item.rule)):
        members = tuple(same)
        worst = max(members, key=lambda item: item.severity.rank)
        outcome = covered or str(max(members, key=lambda item: item.outcome.rank).outcome)
        grouped.append(RuleSection(gate, rule, worst.severity, outcome, worst.remediation, worst.controls, members))
    return grouped


def _fixes(open_ones: list[Finding]) -> list[Fix]:
    """Return what to do, most useful first: each remediation with what it closes, where it is to be done.

    Only failing ones count while there are any.
    """
    failing = [item for item in open_ones if item.outcome is Outcome.FAIL]
    closed: dict[str, list[Finding]] = {}
    for item in failing or open_ones:
        if item.remediation:
            closed.setdefault(item.remediation, []).append(item)
    fixes = [
        Fix(words=words, count=len(same), subjects=name_some(list(dict.fromkeys(_subject(item) for item in same))))
        for words, same in closed.items()
    ]
    return sorted(fixes, key=lambda fix: (-fix.count, fix.words))[:8]


def _subject(finding: Finding) -> str:
    return finding.target.full_name or finding.rule


def _index(parts: Mapping[str, object]) -> list[tuple[str, str]]:
    """Return the sections of the page that there are, by their ids, with what they are called."""
    return [(name, words) for name, words in _SECTIONS.items() if parts.get(name, True)]


def _severity_chart(run: Run) -> charts.Chart | None:
    rows = {str(gate.gate): count_by_severity(gate.findings) for gate in run.verdict.gates if gate.findings}
    return charts.draw_severities(rows) if rows else None


def _coverage_chart(run: Run) -> charts.Chart | None:
    coverage = run.verdict.coverage
    attributes = coverage.attributes_compared + coverage.attributes_unread
    rows = [
        ("lists read whole", coverage.lists_complete, coverage.lists_expected),
        ("checks made", coverage.policy_pairs_done, coverage.policy_pairs_expected),
        ("attributes compared", coverage.attributes_compared, attributes),
    ]
    if (scope := scope_of(run)) is not None:
        rows.append(("resources judged", count_resources(scope.judged), count_resources(inside(scope))))
    rows = [row for row in rows if row[2]]
    return charts.draw_coverage(rows) if rows else None


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
        undefined=StrictUndefined,  # a name that is none must not read as nothing
    )
    environment.filters["short_id"] = short_id
    environment.filters["shown"] = show_value
    environment.filters["sides"] = make_sides
    environment.filters["covered"] = covered_by
    environment.filters["acted"] = list_actors
    environment.filters["written"] = written
    environment.filters["gate_page"] = gate_page
    environment.filters["number_page"] = number_page
    environment.filters["rule_page"] = rule_page
    environment.filters["share"] = lambda gate: f"{gate.evaluated:,}".replace(",", " ")
    return environment


def _visible(value: Any) -> Any:
    """Show invisible and steering characters of everything that is put into the page."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _template(name: str) -> str:
    return resources.files("engine.report.formats").joinpath("templates", name).read_text(encoding="utf-8")
