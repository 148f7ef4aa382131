"""What becomes of findings from run to run: new, known, fixed, reappeared, and never fixed without a look."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InputError, UnsupportedSchemaError
from engine.jsontext.codec import SCHEMAS, encode
from engine.jsontext.earlier import read_earlier
from engine.model.gate import GateResult, Requirement
from engine.model.history import Earlier, Since
from engine.model.outcome import Finding, Gap, GapReason, Outcome
from engine.model.subject import Subject
from engine.model.verdict import Coverage, Decision, Input, Run, Verdict
from engine.verdict.history import list_history, seen_since
from tests import builders

START = datetime(2026, 11, 1, tzinfo=UTC)


def finding(name: str, **more: Any) -> Finding:
    facts = {"type": "aws_sqs_queue", "account": "1", "region": "eu-west-1", **more}
    return builders.finding(name, message=name, **facts)


def verdict(day: int, names: str, gaps: tuple[Gap, ...] = (), evaluated: int = 9) -> Verdict:
    gate = GateResult(
        gate="drift",
        requirement=Requirement.MUST,
        outcome=Outcome.FAIL,
        evaluated=evaluated,
        summary="s",
        findings=tuple(map(finding, names)),
        gaps=gaps,
    )
    return Verdict(
        subject=Subject(),
        required=(),
        environment="prod",
        decision=Decision.NO_GO,
        as_of=START + timedelta(days=day),
        reasons=(),
        conditions=(),
        gates=(gate,),
        waivers=(),
        coverage=Coverage(),
        inputs=(),
        assessment="a",
        rules="r",
    )


def earlier(run: Run) -> Earlier:
    return read_earlier(encode(run), name="run")


def run_after(made: Verdict, before: Run | None) -> Run:
    previous = earlier(before) if before is not None else None
    return Run(
        run_id=f"run-{made.as_of:%d}",
        command="drift",
        tool="t",
        exit_code=1,
        verdict=made,
        seen=seen_since(made, previous),
        history=list_history(made, previous) if previous is not None else None,
    )


def line(*days: str) -> list[Run]:
    runs: list[Run] = []
    for day, names in enumerate(days):
        runs.append(run_after(verdict(day, names), runs[-1] if runs else None))
    return runs


def told(run: Run) -> dict[str, tuple[str, int]]:
    return {row.fingerprint: (row.since.value, (row.first_seen - START).days) for row in run.seen}


def test_the_line_of_a_finding() -> None:
    first, second, third, fourth = line("ab", "bc", "b", "ab")
    assert told(first) == {"a": ("new", 0), "b": ("new", 0)}
    assert told(second) == {"b": ("known", 0), "c": ("new", 1)}
    assert second.history is not None
    assert [(row.fingerprint, row.fixed) for row in second.history.went()] == [("a", True)]
    assert third.history is not None
    assert [row.fingerprint for row in third.history.went()] == ["c"]
    assert [row.fingerprint for row in third.history.gone] == ["a", "c"]
    assert told(fourth) == {"a": ("reappeared", 0), "b": ("known", 0)}
    assert fourth.history is not None
    assert [row.fingerprint for row in fourth.history.gone] == ["c"]


def gap(**more: Any) -> Gap:
    return Gap(reason=GapReason.ACCESS_DENIED, source="aws", detail="denied", **more)


def test_nothing_is_fixed_that_was_not_looked_at() -> None:
    first = earlier(*line("a"))
    concerning = [
        gap(),
        gap(types=("aws_sqs_queue",)),
        gap(account="1"),
        gap(account="1", region="eu-west-1", types=("aws_sns_topic", "aws_sqs_queue")),
    ]
    for entry in concerning:
        assert [row.fixed for row in list_history(verdict(1, "", (entry,)), first).went()] == [False]
    for entry in (gap(types=("aws_sns_topic",)), gap(account="2"), gap(region="us-east-1")):
        assert [row.fixed for row in list_history(verdict(1, "", (entry,)), first).went()] == [True]
    assert [row.fixed for row in list_history(verdict(1, "", evaluated=0), first).went()] == [False]
    other = verdict(1, "")
    assert [row.fixed for row in list_history(replace(other, gates=()), first).went()] == [False]


@pytest.mark.parametrize(
    ("places", "fixed"),
    [(("aws:1/@r",), True), (("aws:1/@r", "aws:2/@r"), True), (("tfplan:refresh.json",), False), ((), False)],
)
def test_nothing_is_fixed_where_another_place_was_looked_at(places: tuple[str, ...], *, fixed: bool) -> None:
    def of(made: Verdict, *sources: str) -> Verdict:
        return replace(made, inputs=(Input(name="observed", kind="snapshot", digest="sha256:0", sources=sources),))

    first = earlier(run_after(of(verdict(0, "a"), "aws:1/@r"), None))
    assert [row.fixed for row in list_history(of(verdict(1, ""), *places), first).went()] == [fixed]


@given(st.lists(st.sets(st.sampled_from("abcde")), min_size=2, max_size=8))
def test_first_seen_never_moves_and_nothing_is_forgotten(days: list[set[str]]) -> None:
    runs = line(*("".join(sorted(day)) for day in days))
    first: dict[str, int] = {}
    for day, (names, run) in enumerate(zip(days, runs, strict=True)):
        for name in names:
            first.setdefault(name, day)
        assert {row.fingerprint for row in run.seen} == names
        assert all((row.first_seen - START).days == first[row.fingerprint] for row in run.seen)
        for row in run.seen:
            before = any(row.fingerprint in earlier for earlier in days[:day])
            assert (row.since is Since.NEW) == (not before)
        if run.history is not None:
            assert {row.fingerprint for row in run.history.gone} == first.keys() - names


def test_a_run_before_is_read_as_it_was_written() -> None:
    run = line("ab", "bc")[-1]
    found = earlier(run)
    assert (found.run_id, found.as_of) == (run.run_id, run.verdict.as_of)
    assert tuple(found.findings.values()) == run.verdict.gates[0].findings
    assert found.first_seen == {row.fingerprint: row.first_seen for row in run.seen}
    assert run.history is not None
    assert found.gone == run.history.gone


def test_a_run_of_another_version_and_what_is_none_is_refused() -> None:
    data = encode(*line("a"))
    with pytest.raises(UnsupportedSchemaError, match="schema_version is 'run/1'"):
        read_earlier(data.replace(SCHEMAS[Run].encode(), b"run/1"), name="run")
    deep = data.replace(b'"after":null', b'"after":' + b"[" * 100_000 + b"]" * 100_000)
    for broken in (data[:-1], b"{}", data.replace(b'"fingerprint":"a"', b'"fingerprint":1'), deep):
        with pytest.raises(InputError, match="run: not a valid run/"):
            read_earlier(broken, name="run")


def test_a_finding_of_a_run_before_is_read_when_it_is_asked_for() -> None:
    data = encode(*line("a")).replace(b'"outcome":"fail","rating"', b'"outcome":"none","rating"')
    found = read_earlier(data, name="run")
    assert "a" in found.findings
    assert "b" not in found.findings
    with pytest.raises(InputError, match="run: not a valid finding: "):
        found.findings["a"]
