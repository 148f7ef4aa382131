"""Every format: whole documents, hostile text, and never a word against the decision."""

from __future__ import annotations

import gzip
import importlib
import json
import re
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from syrupy.assertion import SnapshotAssertion

from cli.wiring.reports import REPORTS, rendered
from engine.drift.managed import describe_managed
from engine.model.drift import Managed, ManagedRow, Standing, Unread
from engine.model.gate import Requirement
from engine.model.outcome import Acceptance, Finding, Outcome, Rating, Severity, Stage, Target
from engine.model.path import Change, names
from engine.model.verdict import Decision, Run
from engine.report.formats import github, html, json_v1, junit, markdown, sarif, text
from engine.report.formats.json_schema import run_schema
from engine.report.interface import ReportKind
from engine.report.view.folding import LINES, LISTED, fitting
from engine.report.view.pages import DOCUMENTATION
from engine.text import json_text
from tests.builders import changed
from tests.foreign import PAYLOADS, problems_of_report
from tests.profiles import count, sample
from tests.runs import FINDING, GAP, GATE, run_of, runs

ALL = runs()
RENDERERS: dict[ReportKind, Callable[[Run], str]] = {
    kind: importlib.import_module(REPORTS[kind]).render for kind in ReportKind
}
EVIL = (
    "<img src=x onerror=alert(1)>\x1b[31m\x9b2J\u202e]]>--><script>alert(2)</script>"
    "|@team`::error::x\r\n::warning::=1+1"
)


def hostile(text: str = EVIL) -> Run:
    """Return a run in which every text that comes from outside is hostile."""
    texts: dict[str, Any] = {
        field.name: text
        for part in (Finding, Target, Rating, Acceptance)
        for field in fields(part)
        if field.type == "str" and field.name not in {"fingerprint", "gate", "waived_by"}
    }
    finding = changed(FINDING, **texts, path=names(text), before=text, after={text: text}, controls=(text,))
    gap = replace(GAP, source=text, detail=text, operation=text, types=(text,), id=text, fix=text)
    told = dict.fromkeys(("account", "type", "tool", "maker", "service", "why"), text)
    managed = Managed(rows=tuple(ManagedRow(standing=one, resources=1, names=(text,), **told) for one in Standing))
    unread = (Unread(type=text, attribute=text, count=2, resources=(text,)),)
    gate = replace(GATE, outcome=Outcome.FAIL, findings=(finding,), gaps=(gap,), summary=text, managed=managed)
    gate = replace(gate, unread=unread)
    made = run_of(gate)
    return replace(made, verdict=replace(made.verdict, environment=text))


# Formats of others that hold findings, or the decision, and nothing else.
BARE = {ReportKind.GITLAB_CODEQUALITY, ReportKind.GITLAB_SAST, ReportKind.DOTENV}


@pytest.mark.parametrize("kind", sorted(set(ReportKind) - BARE))
def test_every_format_that_has_room_says_who_manages_how_much(kind: ReportKind) -> None:
    row = ManagedRow(
        account="1",
        type="aws_vpc",
        standing=Standing.MADE,
        tool="cloudformation",
        maker="cloudformation:net",
        resources=12,
    )
    managed = Managed(rows=(row, replace(row, standing=Standing.UNMANAGED, tool="", maker="", resources=4)))
    said = describe_managed(managed)
    assert said == "75 % as code, managed by cloudformation:net 12"
    assert said in RENDERERS[kind](run_of(replace(GATE, summary=said, managed=managed)))


@pytest.mark.parametrize("kind", [ReportKind.TEXT, ReportKind.HTML, ReportKind.JSON])
def test_what_was_not_read_is_named_with_its_resources(kind: ReportKind) -> None:
    rows = tuple(
        Unread(
            type=f"aws_t{number}", attribute="name", count=7, resources=tuple(f"aws_t{number}.r{n}" for n in range(5))
        )
        for number in range(4)
    )
    shown = RENDERERS[kind](run_of(replace(GATE, outcome=Outcome.PASS, unread=rows)))
    for part in ("aws_t2", "name", "aws_t2.r4"):
        assert part in shown
    if kind is not ReportKind.JSON:
        assert "aws_t0.name: aws_t0.r0, aws_t0.r1, aws_t0.r2, aws_t0.r3, aws_t0.r4 and 2 more" in shown
    if kind is ReportKind.TEXT:
        assert "not read, so not compared (28)" in shown
        assert "and 1 more attribute; all of it: driftgate report" in shown


def test_every_format_has_a_renderer() -> None:
    assert set(REPORTS) == set(ReportKind)


@pytest.mark.parametrize("decision", Decision)
@pytest.mark.parametrize("kind", [kind for kind in ReportKind if kind is not ReportKind.HTML])
def test_whole_documents(kind: ReportKind, decision: Decision, snapshot: SnapshotAssertion) -> None:
    assert RENDERERS[kind](ALL[decision]) == snapshot


@pytest.mark.parametrize("decision", Decision)
def test_the_page_says_the_decision_first_and_runs_nothing(decision: Decision) -> None:
    page = html.render(ALL[decision])
    assert page == html.render(ALL[decision])
    body = page.partition("<body>")[2]
    assert re.sub(r"<[^>]+>|\s", "", body)[: len(decision)] == decision
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert not re.search(r"src=\"(?!data:)", page)
    # Nothing is loaded: only the pages are linked, and the parts of this one.
    assert page.count("href=") == page.count(f'<a href="{DOCUMENTATION}') + page.count('<a href="#')
    for name in re.findall(r'href="#([^"]+)"', page):
        assert page.count(f' id="{name}"') == 1


def test_the_page_does_not_advise_to_write_itself_nor_speaks_in_our_words() -> None:
    run = ALL[Decision.NO_GO]
    unlisted = replace(GAP, operation="conclude missing", source="observed", stage=Stage.CONCLUDE)
    page = html.render(run) + html.render(run_of(replace(GATE, outcome=Outcome.INCONCLUSIVE, gaps=(unlisted,))))
    assert run.next_steps
    assert run.next_steps[0].command not in page
    assert "conclude missing" not in page


@pytest.mark.parametrize("kind", ReportKind)
def test_hostile_text_is_shown_and_never_sent(kind: ReportKind) -> None:
    document = RENDERERS[kind](hostile())
    assert not set(document) & set("\x1b\x9b\u202e\r")
    if kind is ReportKind.HTML:
        assert "<img src=x" not in document
        assert "<script>" not in document
    if kind is ReportKind.MARKDOWN:
        assert "<img" not in document
        assert "@team" not in document
        assert "<script>" not in document
    if kind is ReportKind.JUNIT:
        ET.fromstring(document)  # noqa: S314 - our own document
    if kind in {ReportKind.JSON, ReportKind.SARIF, ReportKind.GITLAB_CODEQUALITY, ReportKind.GITLAB_SAST}:
        json.loads(document)
    if kind is ReportKind.DOTENV:
        assert re.fullmatch(r"(?:DRIFTGATE_[A-Z_]+=[A-Z0-9a-z-]+\n){3}", document)
    if kind is ReportKind.GITHUB:
        commands = [line for line in document.splitlines() if line.startswith("::")]
        assert all(re.match(r"::(error|warning|notice) title=|::(end)?group::", line) for line in commands)


@pytest.mark.parametrize("payload", sample([" ".join(PAYLOADS), *PAYLOADS], test=8, quick=2), ids=ascii)
def test_nobody_who_reads_a_report_obeys_what_stands_in_it(payload: str) -> None:
    run = hostile(payload)
    for kind in ReportKind:
        assert list(problems_of_report(kind, RENDERERS[kind](run))) == []


@st.composite
def any_run(draw: st.DrawFn) -> Run:
    """Draw a run of one gate with findings, gaps and a requirement."""
    outcomes = st.sampled_from([Outcome.FAIL, Outcome.WARN, Outcome.ERROR, Outcome.INCONCLUSIVE])
    findings = draw(
        st.lists(
            st.builds(
                lambda number, outcome, severity: replace(
                    FINDING, fingerprint=str(number), outcome=outcome, severity=severity
                ),
                st.integers(0, 99),
                outcomes,
                st.sampled_from(Severity),
            ),
            max_size=4,
            unique_by=lambda finding: finding.fingerprint,
        )
    )
    gaps = draw(st.lists(st.just(GAP), max_size=1))
    gate = replace(
        GATE,
        requirement=draw(st.sampled_from(Requirement)),
        outcome=draw(st.sampled_from(Outcome)),
        evaluated=draw(st.integers(0, 2)),
        findings=tuple(findings),
        gaps=tuple(gaps),
    )
    return run_of(gate)


@given(any_run())
def test_json_follows_its_schema_and_tells_the_decision(run: Run) -> None:
    document = json.loads(json_v1.render(run))
    Draft202012Validator(run_schema()).validate(document)
    assert (document["decision"], document["exit_code"]) == (run.verdict.decision, run.exit_code)


@given(any_run())
@example(hostile())
def test_json_in_parts_is_the_indented_document(run: Run) -> None:
    assert json_v1.render(run) == json_text(json.dumps(json_v1.write_document(run), indent=2) + "\n")


def test_json_is_given_in_parts_that_are_never_long() -> None:
    run = many(1000)
    parts = list(rendered(ReportKind.JSON, run))
    assert "".join(parts) == json_v1.render(run)
    assert max(map(len, parts)) < 5_000
    assert list(rendered(ReportKind.TEXT, run)) == [text.render(run)]


@given(any_run())
def test_a_reader_of_junit_is_red_exactly_when_the_decision_blocks(run: Run) -> None:
    document = ET.fromstring(junit.render(run))  # noqa: S314 - our own document
    red = any(list(document.iter(name)) for name in ("failure", "error"))
    assert red == (run.verdict.decision in {Decision.NO_GO, Decision.INCONCLUSIVE})


@given(any_run())
def test_the_decision_and_the_next_command_are_the_last_lines(run: Run) -> None:
    lines = text.render(run).splitlines()
    assert lines[-1].startswith("Next  driftgate ")
    assert lines[-2].startswith(run.verdict.decision)


@given(any_run())
def test_findings_are_counted_equally(run: Run) -> None:
    counts = {
        len(json.loads(json_v1.render(run))["findings"]),
        len(json.loads(sarif.render(run))["runs"][0]["results"]),
        len(run.verdict.gates[0].findings),
    }
    assert len(counts) == 1


MANY = count(20_000, quick=6_000)


def many(number: int, *, one_cause: bool = False) -> Run:
    """Return a run of many findings."""
    found = tuple(
        changed(
            FINDING,
            fingerprint=f"{index:032x}",
            address=f"aws_db_instance.{'x' * 60}[{index}]",
            message="m" * 300,
            before=0 if one_cause else index,
        )
        for index in range(number)
    )
    return run_of(replace(GATE, outcome=Outcome.FAIL, findings=found))


def test_reports_are_bounded_and_say_what_was_cut() -> None:
    run = many(MANY)
    assert len(markdown.render(run)) <= 60_000
    assert f"of {MANY} findings" in markdown.render(run)
    assert len(github.step_summary(run).encode()) <= 900 * 1024
    page = html.render(run)
    assert len(page.encode()) <= 2_000_000
    assert f"of {MANY} causes" in page
    log = sarif.render(run)
    assert len(json.loads(log)["runs"][0]["results"]) == 5000
    assert len(gzip.compress(log.encode())) < 10_000_000
    assert f"showing 5000 of {MANY} findings" in log
    assert len(text.render(run).splitlines()) < 250


@pytest.mark.parametrize("number", [1, 3, 10, 11, 1000])
def test_the_causes_of_a_gate_take_twenty_lines_at_most_and_the_rest_is_counted(number: int) -> None:
    run = many(number)
    lines = RENDERERS[ReportKind.TEXT](run).splitlines()
    first = next(at for at, line in enumerate(lines) if line.startswith("drift ("))
    last = next(at for at, line in enumerate(lines) if line.startswith("  fix what is "))
    assert 0 < last - first - 1 <= LINES
    whole = text.render(run, whole=True)
    assert sum(line.startswith("  fail ") for line in whole.splitlines()) >= number


@given(st.lists(st.integers(1, 30), max_size=40))
def test_what_fits_is_the_most_that_fits(lengths: list[int]) -> None:
    found = fitting(lengths)
    assert found == 1 or sum(lengths[:found]) <= LINES
    assert found >= min(len(lengths), LISTED) or sum(lengths[: found + 1]) > LINES


def test_many_findings_of_one_cause_are_one_row_that_counts_them() -> None:
    run = many(MANY, one_cause=True)
    assert len(text.render(run).splitlines()) < 15
    assert f"of {MANY} resources" in text.render(run)
    assert f"and {MANY - 50} more" in html.render(run)


def test_every_sarif_result_has_a_place_and_a_rule() -> None:
    run: dict[str, Any] = json.loads(sarif.render(ALL[Decision.CONDITIONAL]))["runs"][0]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    for result in run["results"]:
        assert result["ruleId"] in rules
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert result["suppressions"][0]["status"] == "accepted"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(_JSON, _JSON)
def test_a_value_is_written_as_the_library_writes_it(before: Any, after: Any) -> None:
    finding = changed(FINDING, change=Change(names("a"), before, after))
    run = run_of(replace(GATE, findings=(finding,)))
    assert json_v1.render(run) == json.dumps(json_v1.write_document(run), indent=2) + "\n"
