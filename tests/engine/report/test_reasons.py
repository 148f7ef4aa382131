"""The reasons of a decision in every report: those of a gate that does not block are marked."""

from __future__ import annotations

import importlib
import json
from dataclasses import replace

import pytest

from cli.wiring.reports import REPORTS
from engine.model.gate import Requirement
from engine.model.outcome import Gap, GapReason, Outcome, Stage
from engine.model.verdict import Decision, Run
from engine.report.formats import json_v1
from engine.report.interface import ReportKind
from engine.report.view.pages import number_page
from tests.runs import FINDING, GATE, run_of

NOTE = "should: it does not block"
MUST = replace(GATE, outcome=Outcome.FAIL, findings=(replace(FINDING, fingerprint="1" * 32),))
STALE = Gap(reason=GapReason.STALE, source="dr.json", detail="the drill is old", stage=Stage.JUDGE)
SHOULD = replace(
    GATE,
    gate="recovery",
    requirement=Requirement.SHOULD,
    outcome=Outcome.INCONCLUSIVE,
    gaps=(STALE,),
    summary="no recovery was judged",
)


def rendered(kind: ReportKind, run: Run) -> str:
    text: str = importlib.import_module(REPORTS[kind]).render(run)
    return text.replace("\\", "").replace("&#58;", ":")


@pytest.mark.parametrize("kind", [kind for kind in ReportKind if kind is not ReportKind.DOTENV])  # it has no reasons
def test_a_gate_that_does_not_block_is_marked_in_every_report(kind: ReportKind) -> None:
    run = run_of(MUST, SHOULD)
    assert run.verdict.decision is Decision.NO_GO
    mark = '"requirement": "should"' if kind is ReportKind.JSON else NOTE
    assert mark in rendered(kind, run)
    assert mark not in rendered(kind, run_of(MUST))


def test_what_blocks_stands_first_and_is_not_marked() -> None:
    rows = json.loads(json_v1.render(run_of(SHOULD, MUST)))["reasons"]
    assert [(row["gate"], row["requirement"]) for row in rows] == [("drift", "must"), ("recovery", "should")]
    page = rendered(ReportKind.HTML, run_of(SHOULD, MUST))
    first, second = page.partition("rule 3</a>, recovery")[::2]
    assert f'<span class="meta">{NOTE}</span>' not in first
    assert f'the drill is old <span class="meta">{NOTE}</span>' in second.replace("\n", "")


def test_the_words_of_markdown_and_text_name_the_gate() -> None:
    run = run_of(MUST, replace(SHOULD, gaps=(), outcome=Outcome.ERROR, summary="it broke"))
    assert f"- [rule 4]({number_page(4)}), recovery ({NOTE}): it broke." in rendered(ReportKind.MARKDOWN, run)
    assert f"rule 4, recovery ({NOTE}): it broke" in rendered(ReportKind.TEXT, run)
