"""Lists are folded: the worst ten causes are told, the others are counted by type, and nothing is dropped."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.findings.causes import group_by_cause
from engine.model.history import History
from engine.model.outcome import Finding, GapReason, Outcome, Severity
from engine.model.policy import PolicyScope, TypeScope
from engine.model.verdict import Decision, Reason, Run
from engine.report.formats import html, json_v1, markdown, text
from engine.report.view.folding import LISTED, fold, name_some
from engine.report.view.gates import list_gates
from engine.report.view.shown import order
from tests.builders import changed
from tests.runs import FINDING, GAP, GATE, NOW, run_of, runs


def found(number: int, **facts: Any) -> tuple[Finding, ...]:
    """Return findings of causes of their own, of three types, the first ones critical."""
    return tuple(
        changed(
            FINDING,
            **{
                "fingerprint": f"{index:032x}",
                "address": f"aws_t{index % 3}.r{index}",
                "type": f"aws_t{index % 3}",
                "before": index,
                "severity": Severity.CRITICAL if index < 4 else Severity.HIGH,
                **facts,
            },
        )
        for index in range(number)
    )


def failing(*findings: Finding) -> Run:
    return run_of(replace(GATE, outcome=Outcome.FAIL, findings=findings))


@given(st.lists(st.integers(0, 40), max_size=60, unique=True))
def test_what_is_not_listed_is_counted(numbers: list[int]) -> None:
    rows = group_by_cause(sorted((found(41)[number] for number in numbers), key=order))
    folded = fold(rows, lambda row: row.findings)
    assert len(folded.listed) + folded.causes == len(rows)
    assert sum(row.findings for row in folded.types) + folded.uncounted == folded.findings
    assert sum(len(row.findings) for row in folded.listed) + folded.findings == len(numbers)
    assert len(folded.listed) <= LISTED
    assert fold(rows, lambda row: row.findings, whole=True).listed == tuple(rows)


def test_ten_causes_are_told_worst_first_and_the_rest_is_counted_by_type() -> None:
    lines = text.render(failing(*found(40))).splitlines()
    told = [line for line in lines if re.search(r"\[[0-9a-f]{8}\]", line)]
    assert len(told) == LISTED
    assert all("critical" in line for line in told[:4])
    at = next(index for index, line in enumerate(lines) if "30 more causes" in line)
    assert lines[at] == (
        "  and 30 more causes (30 findings) of these types; all of it: driftgate report 20261120T030000Z-00000000 --all"
    )
    assert lines[at + 1 : at + 4] == [
        f"    {n:>2} aws_t{t}: {n} fail, worst high" for n, t in ((12, 1), (12, 2), (6, 0))
    ]


def test_everything_is_told_when_it_is_asked_for() -> None:
    run = failing(*found(40))
    assert len(re.findall(r"\[[0-9a-f]{8}\]", text.render(run, whole=True))) == 40
    assert "more causes" not in text.render(run, whole=True)


def test_the_lines_of_types_are_bounded() -> None:
    findings = [replace(item, target=replace(item.target, type=f"aws_{n}")) for n, item in enumerate(found(400))]
    assert "    and 380 further types (380 findings)" in text.render(failing(*findings))
    assert len(text.render(failing(*findings)).splitlines()) < 60


def test_findings_of_rules_and_gaps_are_folded_too() -> None:
    findings = [replace(item, gate="policy", rule=f"rule-{n // 8:02}") for n, item in enumerate(found(160))]
    gaps = [replace(GAP, reason=GapReason.THROTTLED, detail=f"call {n}") for n in range(25)]
    run = run_of(replace(GATE, gate="policy", outcome=Outcome.FAIL, findings=tuple(findings), gaps=tuple(gaps)))
    shown, whole = text.render(run), text.render(run, whole=True)
    assert "and 3 more findings; all of it" in shown
    assert "further rules" in shown
    assert "  and 15 more causes: 15 throttled; all of it" in shown
    assert len(shown.splitlines()) < 130
    assert len(re.findall(r"\[[0-9a-f]{8}\]", whole)) == 160
    assert whole.count("throttled") == 25


def test_types_that_nobody_judges_are_named_by_the_most_and_whole_on_request() -> None:
    types = tuple(TypeScope(type=f"aws_t{number}", resources=number) for number in range(1, 60))
    scope = PolicyScope(judged=(TypeScope(type="aws_s3_bucket", resources=3),), unjudged=types, owner="ada")
    run = run_of(
        replace(GATE, gate="policy", outcome=Outcome.WARN, scope=replace(scope, until=NOW + timedelta(days=9)))
    )
    (condition,) = run.verdict.conditions
    assert condition.message == (
        "no policy judges 1770 of 1773 resources: aws_t59 (59), aws_t58 (58), aws_t57 (57) and 56 more types"
    )
    assert max(map(len, text.render(run).splitlines())) < 400
    assert all(row.type in text.render(run, whole=True) for row in types)


def test_the_first_line_names_three_gates_and_counts_them() -> None:
    run = run_of(*(replace(GATE, gate=name) for name in ("drift", "policy", "tests", "recovery")))
    (line,) = [line for line in text.render(run).splitlines() if line.startswith("GO ")]
    assert "drift, policy, recovery and 1 more: 4 of 7 gates" in line
    assert " only" not in line


def stale() -> Run:
    """Return a run of three gates that judged one snapshot, which was too old."""
    run = run_of(*(replace(GATE, gate=name) for name in ("drift", "policy", "coverage")))
    reasons = tuple(
        Reason(rule=3, gate=name, outcome=Outcome.INCONCLUSIVE, code="stale", message="too old", fix="read it again")
        for name in ("coverage", "drift", "policy")
    )
    return replace(run, verdict=replace(run.verdict, decision=Decision.INCONCLUSIVE, reasons=reasons))


def test_what_is_stale_is_said_once_with_its_gates_and_passes_nowhere() -> None:
    run = stale()
    lines = text.render(run).splitlines()
    assert [line for line in lines if "too old" in line] == ["rule 3, coverage, drift, policy: too old (read it again)"]
    assert html.render(run).count("too old") == 1
    assert markdown.render(run).count("too old") == 1
    assert {row.word for row in list_gates(run) if row.asked} == {"inconclusive"}
    assert all(row.why.startswith("what it judged is stale; ") for row in list_gates(run) if row.asked)
    document = json_v1.write_document(run)
    assert [gate["shown_as"] for gate in document["gates"]] == ["inconclusive"] * 3
    assert len(document["reasons"]) == 3  # a machine gets one of each gate


def test_a_gate_that_judged_fresh_evidence_stays_as_it_is() -> None:
    assert [row.word for row in list_gates(run_of(GATE)) if row.asked] == ["pass"]


def test_a_decision_that_changed_is_said_where_no_finding_did() -> None:
    gone = History(previous="before", previous_at=NOW - timedelta(days=1), gone=(), previous_decision="GO")
    run = replace(runs()[Decision.INCONCLUSIVE], history=gone)
    assert "since the last run, 2026-11-19 03:00 UTC (before): GO has become INCONCLUSIVE" in text.render(run)
    same = replace(run, history=replace(gone, previous_decision="INCONCLUSIVE"))
    assert "(before): no finding then, none now" in text.render(same)
    unknown = replace(run, history=replace(gone, previous_decision=""))
    assert "(before): no finding then, none now" in text.render(unknown)


def test_a_go_says_what_was_proven() -> None:
    said = "drift passed. 175 resources were read, 34 of 35 lists whole; nothing failed, and no condition is open."
    assert said in html.render(runs()[Decision.GO])
    assert said in markdown.render(runs()[Decision.GO]).replace("\\", "")
    assert "nothing failed" not in html.render(runs()[Decision.NO_GO])


def test_names_are_cut_with_a_count() -> None:
    assert (name_some("abcde"), name_some("abc"), name_some("")) == ("a, b, c and 2 more", "a, b, c", "")


def test_colours_keep_the_columns() -> None:
    run = failing(*found(6))
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text.render(run, color=True))
    assert plain == text.render(run)
