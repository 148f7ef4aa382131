"""The page and the comment: an index, the gates first, long tables folded, and where something is to be done."""

from __future__ import annotations

import re
from dataclasses import replace

from engine.model.outcome import GapReason, Outcome
from engine.model.verdict import Decision, Input, Run
from engine.report.formats import html, markdown
from tests.builders import changed
from tests.runs import DIGEST, FINDING, GAP, GATE, WAIVER, run_of, runs


def long_run() -> Run:
    """Return a run with more of everything than a table shows at once."""
    gaps = tuple(replace(GAP, reason=GapReason.THROTTLED, detail=f"call {number}") for number in range(25))
    findings = tuple(
        replace(
            changed(FINDING, fingerprint=f"{number:032x}", address=f"aws_sqs_queue.q{number}", before=number),
            gate="policy",
            rule="sqs-encryption",
            remediation="encrypt the queue",
        )
        for number in range(30)
    )
    waivers = tuple(replace(WAIVER, id=f"W-{number}", address=f"x{number}") for number in range(14))
    run = run_of(
        replace(GATE, outcome=Outcome.INCONCLUSIVE, gaps=gaps),
        replace(GATE, gate="policy", outcome=Outcome.FAIL, findings=findings),
        waivers=waivers,
    )
    inputs = tuple(Input(name=f"input {number}", kind="result", digest=DIGEST) for number in range(40))
    return replace(run, verdict=replace(run.verdict, inputs=inputs))


def test_the_index_names_the_sections_that_there_are() -> None:
    page = html.render(long_run())
    named = re.findall(r'<a href="#([a-z-]+)">', page)
    assert named == ["why", "gates", "todo", "gaps", "findings", "waivers", "inputs"]
    assert named == re.findall(r'<h2 id="([a-z-]+)">', page)
    assert re.findall(r'<a href="#([a-z-]+)">', html.render(runs()[Decision.GO])) == ["why", "gates", "todo", "inputs"]


def test_long_tables_and_lists_are_folded_and_nothing_is_lost() -> None:
    page = html.render(long_run())
    for words in ("and 15 more causes", "and 30 more inputs", "and 4 more waivers"):
        assert f"<summary>{words}</summary>" in page
    assert re.search(r"<summary>and \d+ more reasons</summary>", page)
    for name in (*(f"call {number}" for number in range(25)), *(f"input {number}" for number in range(40))):
        assert re.search(rf"\b{name}\b", page)


def test_what_to_do_says_where() -> None:
    said = "closes 30 failing findings: aws_sqs_queue.q0, aws_sqs_queue.q1, aws_sqs_queue.q10 and 27 more"
    assert said in html.render(long_run())
    assert "closes 1 failing finding: aws_db_instance.orders" in html.render(runs()[Decision.NO_GO])


def test_the_comment_begins_with_the_gates_and_folds_what_is_long() -> None:
    text = markdown.render(long_run())
    gates, reasons, findings = (text.index(mark) for mark in ("| gate | outcome | why |", "- [rule ", "### Findings"))
    assert gates < reasons < findings
    assert "[Not proven](#not-proven-prod) · [Findings](#findings-prod)" in text
    assert "<summary>20 more findings</summary>" in text
    assert "<summary>15 more causes</summary>" in text
    assert text.count("<details>") == text.count("</details>") == text.count("</summary>")
    assert all(f"q{number}:" in text or f"q{number} " in text or f"{number:032x}"[:8] in text for number in range(30))


def test_a_comment_that_is_cut_closes_what_it_opens() -> None:
    found = long_run()
    for limit in range(6_000, 16_000, 500):
        text = markdown.bounded(found, limit)
        assert len(text) <= limit
        assert text.count("<details>") == text.count("</details>")
