"""JUnit XML: gates as suites, checks as cases; a reader that knows nothing else is red exactly when we block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

from engine.jsontext.codec import to_builtins
from engine.model.gate import GateResult, Requirement
from engine.model.measurement import OWN_REPORT
from engine.model.outcome import Finding, Outcome
from engine.model.path import written
from engine.model.subject import NOBODY
from engine.model.verdict import Decision, Run
from engine.report.view.counts import count
from engine.report.view.gap_groups import group_gaps, list_consequences
from engine.report.view.gates import NOT_ASKED, list_gates
from engine.report.view.managed import name_managed
from engine.report.view.reasons import list_reasons
from engine.report.view.scope import first_line
from engine.report.view.shown import about, covered_by, is_open, list_findings, short_id
from engine.text import Harmless, lines, xml

MAX_CASES = 5000


def render(run: Run) -> Harmless:
    """Return the XML document; at most 5,000 cases a suite."""
    found = list_findings(run)
    suites = [
        _suite(gate, list(_cases(gate, [finding for finding in found if finding.gate == gate.gate])))
        for gate in run.verdict.gates
    ]
    unasked = [row.name for row in list_gates(run) if not row.asked]
    suites += [_suite_of(name, [_case(name, name, f'<skipped message="{NOT_ASKED}"/>')]) for name in unasked]
    suites.append(_suite_of("verdict", list(_verdict(run)), to_builtins(count(run))))
    tests = sum(suite.count("<testcase ") for suite in suites)
    failures = sum(suite.count("<failure ") for suite in suites)
    errors = sum(suite.count("<error ") for suite in suites)
    head = f'<testsuites name="driftgate" tests="{tests}" failures="{failures}" errors="{errors}">'
    parts = ['<?xml version="1.0" encoding="UTF-8"?>', head, *suites, "</testsuites>"]
    return lines(line for part in parts for line in part.split("\n"))


def _suite(gate: GateResult, cases: list[str]) -> str:
    return _suite_of(str(gate.gate), cases or [_case(str(gate.gate), str(gate.gate), "")])


def _suite_of(name: str, cases: list[str], told: Mapping[str, int] = MappingProxyType({})) -> str:
    text = "\n".join(cases)
    failures, errors, skipped = (text.count(mark) for mark in ("<failure ", "<error ", "<skipped "))
    counts = f'tests="{len(cases)}" failures="{failures}" errors="{errors}" skipped="{skipped}"'
    properties = {OWN_REPORT: 1, **told}  # a merged file keeps the mark
    listed = "".join(f'<property name="{key}" value="{value}"/>' for key, value in properties.items())
    mark = f"    <properties>{listed}</properties>"
    return f"  <testsuite name={_attribute(name)} {counts}>\n{mark}\n{text}\n  </testsuite>"


def _cases(gate: GateResult, found: Sequence[Finding]) -> Iterator[str]:
    for finding in found[:MAX_CASES]:
        name = ".".join(filter(None, (finding.target.name or finding.rule, written(finding.change.path))))
        yield _case(finding.rule, f"{name} [{short_id(finding)}]", _of_finding(finding, gate))
    for cause in group_gaps(gate.gaps)[:MAX_CASES]:
        yield _case(f"gap.{cause.gap.reason}", cause.where, _said(gate, "inconclusive", cause.detail))
    for line in list_consequences(gate.gaps):
        yield _case("gap.follows", "not verified", _said(gate, "inconclusive", line))


def _of_finding(finding: Finding, gate: GateResult) -> str:
    if not is_open(finding):
        return f"<skipped message={_attribute(covered_by(finding))}/>"
    if finding.outcome is Outcome.FAIL and gate.requirement is Requirement.MUST:
        return f"<failure type={_attribute(finding.severity)} message={_attribute(finding.message)}/>"
    if finding.outcome in {Outcome.ERROR, Outcome.INCONCLUSIVE}:
        return _said(gate, str(finding.outcome), finding.message)
    return f"<system-out>{_text(f'{finding.severity}: {finding.message}')}</system-out>"


def _said(gate: GateResult, kind: str, message: str) -> str:
    if gate.requirement is Requirement.MUST:
        return f"<error type={_attribute(kind)} message={_attribute(message)}/>"
    return f"<system-out>{_text(f'{kind}: {message}')}</system-out>"


def _verdict(run: Run) -> Iterator[str]:
    decision = run.verdict.decision
    said = "; ".join(row.message for row in list_reasons(run)[:20]) or "everything required passed"
    body = ""
    if decision is Decision.NO_GO:
        body = f'<failure type="NO-GO" message={_attribute(said)}/>'
    elif decision is Decision.INCONCLUSIVE:
        body = f'<error type="INCONCLUSIVE" message={_attribute(said)}/>'
    elif decision is Decision.CONDITIONAL:
        body = f"<system-out>{_text(said)}</system-out>"
    if (managed := name_managed(run)) and "<system-out>" not in body:
        body += f"<system-out>{_text(managed)}</system-out>"
    elif managed:
        body = f"<system-out>{_text(f'{said}; {managed}')}</system-out>"
    said = " ".join((str(decision), *(() if about(run) else (NOBODY,)), *first_line(run)))
    yield _case("verdict", said, body)


def _case(classname: str, name: str, body: str) -> str:
    inner = f"\n      {body}\n    " if body else ""
    return f"    <testcase classname={_attribute(classname)} name={_attribute(name)}>{inner}</testcase>"


def _attribute(text: str) -> str:
    return quoteattr(xml(str(text))[:2000])


def _text(text: str) -> str:
    return escape(xml(text)[:2000])
