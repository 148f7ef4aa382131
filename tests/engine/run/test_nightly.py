"""The schedule that a run belongs to, and what it tells of the nights before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from engine.ledger.entry import LedgerEntry
from engine.model.history import Nightly
from engine.model.verdict import Decision, Run
from engine.report.formats import html, json_v1, markdown, text
from engine.report.view.since import summarise_nights
from engine.run.nightly import find_nightly
from engine.run.request import Request
from engine.verdict.nightly import Schedule
from tests.ledgers import Entries
from tests.runs import NOW, runs

HOUR = timedelta(hours=1)
SCHEDULE = Schedule.of()
ASKED = Request(command="gate", environment="prod", tool="0.1.0", gates=(), schedule=SCHEDULE)


def made(ago: int, command: str = "gate", environment: str = "prod") -> LedgerEntry:
    return LedgerEntry(
        run_id=f"{command}-{ago}",
        environment=environment,
        command=command,
        verdict_digest="",
        decision="GO",
        as_of=NOW - ago * HOUR,
        previous="",
        entry_digest="",
    )


def found(*entries: LedgerEntry, request: Request = ASKED) -> Nightly | None:
    return find_nightly(request, NOW, Entries(entries), "this")


@pytest.mark.parametrize(("ago", "missed"), [(0, 0), (26, 0), (35, 0), (36, 1), (47, 1), (51, 1), (8760, 364), (-5, 0)])
def test_what_was_missed_since_the_run_before(ago: int, missed: int) -> None:
    nightly = found(made(ago + 100), made(ago), made(1, "drift"), made(1, environment="preprod"))
    assert nightly is not None
    assert (nightly.previous, nightly.previous_at, nightly.missed) == (f"gate-{ago}", NOW - ago * HOUR, missed)


def test_the_first_one_and_the_same_one_again() -> None:
    first = Nightly(every=SCHEDULE.every, max_age=SCHEDULE.max_age)
    assert found() == first
    assert found(replace(made(50), run_id="this")) == first
    assert found(replace(made(50), time_given=True)) == first


def test_a_run_that_belongs_to_no_schedule() -> None:
    assert found(request=replace(ASKED, schedule=None)) is None
    assert found(request=replace(ASKED, time_given=True)) is None
    assert found(request=replace(ASKED, command="parity")) is None
    drift = replace(ASKED, command="drift")
    assert found(request=drift) is not None
    assert found(made(50), request=drift) is None  # the gate is what counts
    assert found(made(50), request=replace(drift, schedule=Schedule.of(command="drift"))) is not None


def told(nightly: Nightly | None) -> list[str]:
    return list(summarise_nights(with_nightly(nightly)))


def with_nightly(nightly: Nightly | None) -> Run:
    return replace(runs()[Decision.GO], nightly=nightly)


def test_the_words_of_it() -> None:
    assert told(None) == []
    assert told(found()) == ["nightly: every 1d, this is the first one; the next is due 2026-11-21 03:00 UTC"]
    assert told(found(made(24))) == [
        "nightly: every 1d, none missed since 2026-11-19 03:00 UTC (run gate-24); the next is due 2026-11-21 03:00 UTC"
    ]
    assert told(found(made(75))) == [
        "nightly: every 1d, 2 MISSED since 2026-11-17 00:00 UTC (run gate-75); the next is due 2026-11-21 03:00 UTC",
        "  missed  due 2026-11-18 00:00 UTC",
        "  missed  due 2026-11-19 00:00 UTC",
    ]
    assert "none missed, this one 3h late since" in told(found(made(27)))[0]
    long = told(found(made(24 * 365)))
    assert (len(long), long[-1]) == (7, "  and 359 more")


@pytest.mark.parametrize("render", [text.render, html.render, markdown.render, json_v1.render])
def test_every_report_for_people_tells_it_and_decides_the_same(render: Callable[[Run], str]) -> None:
    nightly = found(made(75))
    assert nightly is not None
    nightly = replace(nightly, previous="run75")
    assert "run75" in render(with_nightly(nightly))
    assert "run75" not in render(with_nightly(None))
    hostile = render(with_nightly(replace(nightly, previous="<script>\x1b[2J")))
    assert "\x1b" not in hostile
