"""How environments stand by what a ledger has: nothing that is missing, too old or changed is an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ledger.entry import LedgerEntry
from engine.model.moment import write_duration
from engine.model.verdict import Decision
from engine.report.view.nights import list_standings
from engine.run.status import Watched, find_status
from engine.verdict.nightly import Schedule, Standing
from tests.ledgers import Entries
from tests.runs import NOW

HOUR = timedelta(hours=1)
NIGHTLY = Schedule.of()


def made(ago: timedelta, decision: str = "GO", command: str = "gate", environment: str = "prod") -> LedgerEntry:
    """Return the entry of a run that was made so long ago."""
    return LedgerEntry(
        run_id=f"run-{ago.total_seconds():.0f}",
        environment=environment,
        command=command,
        verdict_digest="",
        decision=decision,
        as_of=NOW - ago,
        previous="",
        entry_digest="",
    )


@dataclass(frozen=True)
class Asked:
    """What is asked, with what is usual."""

    declared: bool = True
    schedule: Schedule = field(default_factory=Schedule.of)
    max_age: timedelta | None = None
    scheduled: bool = True

    def of(self, entries: Sequence[LedgerEntry]) -> tuple[Decision, Standing, str]:
        """Return the decision of everything, and how prod stands and why."""
        watched = Watched(
            environment="prod",
            schedule=self.schedule,
            declared=self.declared,
            max_age=self.max_age,
            scheduled=self.scheduled,
        )
        found = find_status(Entries(entries), [watched], NOW)
        return found.decision, found.environments[0].standing, found.environments[0].why


@pytest.mark.parametrize("decision", list(Decision))
def test_a_fresh_run_counts_as_what_it_decided_and_an_old_one_proves_nothing(decision: Decision) -> None:
    assert Asked().of([made(26 * HOUR, decision)]) == (decision, Standing.FRESH, "")
    found, standing, why = Asked().of([made(26 * HOUR + timedelta(seconds=1), decision)])
    assert (found, standing) == (Decision.INCONCLUSIVE, Standing.STALE)
    assert why == "no run of gate for 1d 2h, the limit is 26h"
    assert Asked(max_age=27 * HOUR).of([made(27 * HOUR, decision)])[0] is decision
    assert Asked(max_age=HOUR).of([made(2 * HOUR, decision)])[1] is Standing.STALE


def test_no_run_is_no_answer_and_neither_is_one_at_a_time_that_was_named_or_of_another_environment() -> None:
    other = made(HOUR, environment="preprod")
    for entries in ([], [replace(made(HOUR), time_given=True)], [other]):
        assert Asked().of(entries) == (Decision.INCONCLUSIVE, Standing.NEVER, "no run of gate yet")


def test_a_run_from_the_future_is_no_fresh_one() -> None:
    decision, standing, why = Asked().of([made(-HOUR)])
    assert (decision, standing) == (Decision.INCONCLUSIVE, Standing.FROM_THE_FUTURE)
    assert why == "the newest run of gate is 1h ahead: a clock is wrong, so its age is not known"
    # What was appended last is the newest, whatever a clock said before.
    assert Asked().of([made(-HOUR), made(HOUR)])[1] is Standing.FRESH


def test_a_decision_that_nobody_knows_is_no_go() -> None:
    assert Asked().of([made(HOUR, "FINE")])[0] is Decision.INCONCLUSIVE


def test_a_later_drift_does_not_stand_for_a_gate() -> None:
    runs = [made(50 * HOUR, "NO-GO"), made(HOUR, command="drift")]
    decision, standing, why = Asked().of(runs)
    assert (decision, standing) == (Decision.INCONCLUSIVE, Standing.STALE)
    assert why.endswith("; drift was run 1h ago (--command drift)")
    assert Asked(schedule=Schedule.of(command="drift")).of(runs)[:2] == (Decision.GO, Standing.FRESH)
    assert Asked().of(runs[1:])[:2] == (Decision.GO, Standing.FRESH)


def test_the_worst_environment_decides_and_nobody_is_no_answer() -> None:
    entries = Entries([made(HOUR), made(HOUR, "NO-GO", environment="test"), made(HOUR, "CONDITIONAL", environment="a")])

    def decided(*names: str, left: Sequence[str] = ()) -> Decision:
        watched = [Watched(environment=name, schedule=NIGHTLY, scheduled=name not in left) for name in names]
        return find_status(entries, watched, NOW).decision

    assert decided("prod") is Decision.GO
    assert decided("prod", "a") is Decision.CONDITIONAL
    assert decided("prod", "a", "never") is Decision.INCONCLUSIVE
    assert decided("prod", "a", "never", "test") is Decision.NO_GO
    assert decided("prod", "test", left=["test"]) is Decision.GO
    assert decided() is decided("prod", left=["prod"]) is Decision.INCONCLUSIVE


def test_the_last_nights_say_what_was_decided_and_what_did_not_come() -> None:
    runs = [made(hours * HOUR, word) for hours, word in ((97, "GO"), (73, "NO-GO"), (72, "GO"), (24, "CONDITIONAL"))]
    watched = Watched(environment="prod", schedule=NIGHTLY, declared=True)
    (row,) = find_status(Entries(runs), [watched], NOW).environments
    assert [(night.at - NOW, night.decision) for night in row.nights] == [
        (-97 * HOUR, "GO"),
        (-72 * HOUR, "GO"),
        (-48 * HOUR, None),
        (-24 * HOUR, "CONDITIONAL"),
    ]
    assert (row.next_due, row.since) == (NOW, NOW - 24 * HOUR)
    (row,) = find_status(Entries(runs), [Watched(environment="prod", schedule=NIGHTLY)], NOW).environments
    assert row.next_due is None
    assert [night.decision for night in row.nights] == ["GO", "GO", "CONDITIONAL"]


def test_years_without_a_run_are_seven_nights() -> None:
    watched = Watched(environment="prod", schedule=Schedule.of(timedelta(milliseconds=1)), declared=True)
    (row,) = find_status(Entries([made(timedelta(days=3650))]), [watched], NOW).environments
    assert [night.decision for night in row.nights] == [None] * 7


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**9))
def test_a_night_is_missed_exactly_where_the_run_before_is_stale(every: int, slack: int, age: int) -> None:
    schedule = Schedule.of(timedelta(seconds=every), timedelta(seconds=every + slack))
    last = NOW - timedelta(seconds=age)
    missed = schedule.count_missed(last, NOW)
    assert (missed > 0) == (timedelta(seconds=age) > schedule.max_age)
    late = [schedule.due(last, number) + timedelta(seconds=slack) < NOW for number in (max(missed, 1), missed + 1)]
    assert late == [missed > 0, False]


def test_text_of_others_controls_no_terminal() -> None:
    entry = replace(made(HOUR, "GO\x1b[2J"), subject="commit \x1b]0;x\x07")
    found = find_status(Entries([entry]), [Watched(environment="prod", schedule=NIGHTLY)], NOW)
    assert "\x1b" not in "\n".join(list_standings(found))


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(), "0s"),
        (timedelta(milliseconds=3), "0s"),
        (timedelta(seconds=59), "59s"),
        (timedelta(hours=26), "1d 2h"),
        (timedelta(days=1, seconds=5), "1d"),
        (timedelta(minutes=61, seconds=1), "1h 1m"),
        (timedelta(days=36500), "36500d"),
    ],
)
def test_a_span_is_told_to_its_two_greatest_units(span: timedelta, words: str) -> None:
    assert write_duration(span, rounded=True) == words
