"""The evidence contract: whose evidence it is, how old, and how its run ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.gates.contract import Held, Terms, hold, hold_baseline
from engine.model.gate import GateResult, Requirement
from engine.model.measurement import CheckState, Measure, Measurement, Provenance, ToolCheck
from engine.model.moment import Moment
from engine.model.outcome import Gap, GapReason, Outcome
from engine.model.subject import ENVIRONMENT, RELEASE, Subject

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OURS = Subject(commit="c0ffee1", version="2.1", environment="prod")
TERMS = Terms(gate="tests", subject=OURS, binds=RELEASE, now=NOW, max_age=24 * HOUR)
GATE = GateResult(
    gate="tests", requirement=Requirement.MUST, outcome=Outcome.PASS, evaluated=2, summary="2 tests passed"
)


naive = datetime.fromisoformat  # a time without a zone is what is tried


def measured(at: datetime | None = NOW - HOUR, **told: Any) -> Measurement:
    return Measurement(
        kind="junit",
        measures=(Measure.TEST_CASES,),
        source="in/a.xml",
        digest="sha256:a",
        dialect="junit",
        metrics=(),
        checks=(),
        measured_at=None if at is None else Moment.of(at),
        provenance=Provenance(**{"subject": Subject(commit="c0ffee1"), **told}),
    )


def reasons(held: Held) -> list[GapReason]:
    return [gap.reason for gap in held.gaps]


def details(*measurements: Measurement, **changes: Any) -> list[tuple[str, str]]:
    return [(gap.reason.value, gap.detail) for gap in hold(measurements, replace(TERMS, **changes)).gaps]


def test_what_is_bound_fresh_and_complete_lacks_nothing() -> None:
    held = hold([measured()], TERMS)
    assert (held.gaps, held.expires_at) == ((), NOW + 23 * HOUR)
    assert held.over(GATE, adopting=False).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("theirs", "reason"),
    [
        (Subject(commit="c0ffee1"), None),
        (Subject(commit="C0FFEE1" + "0" * 33), None),
        (Subject(version="2.1"), None),
        (Subject(commit="c0ffee1", image="sha256:" + "1" * 64), None),
        (Subject(commit="deadbee"), GapReason.FOREIGN),
        (Subject(commit="c0ffee1", version="2.0"), GapReason.FOREIGN),
        (Subject(commit="c0ffee2", version="2.1"), GapReason.FOREIGN),
        (Subject(commit="c0ffe"), GapReason.UNBOUND),  # too short to name one
        (Subject(commit="main"), GapReason.UNBOUND),
        (Subject(image="app:latest"), GapReason.UNBOUND),
        (Subject(version="latest"), GapReason.UNBOUND),
        (Subject(), GapReason.UNBOUND),
        (Subject(image="sha256:" + "1" * 64), GapReason.UNBOUND),
        (Subject(environment="prod"), GapReason.UNBOUND),
    ],
)
def test_results_are_about_one_release(theirs: Subject, reason: GapReason | None) -> None:
    held = hold([measured(subject=theirs)], TERMS)
    assert reasons(held) == ([] if reason is None else [reason])
    assert len(held.measurements) == (reason is not GapReason.FOREIGN)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("commit", value) for value in ("HEAD", "main", "x", "0" * 40, "c0ffee")),
        *(("image", value) for value in ("app:latest", "app", "sha256:", "sha256:zz", "hub/sha256:c0ffee1")),
        *(
            ("version", value)
            for value in ("latest", "Unknown", "null", "${VERSION}", "{{ version }}", "$V", " ", "2 ")
        ),
    ],
)
def test_what_names_nothing_is_never_equal_to_itself(name: str, value: str) -> None:
    subject = Subject(**{name: value})
    assert reasons(hold([measured(subject=subject)], replace(TERMS, subject=subject))) == [GapReason.UNBOUND]


def test_an_image_is_its_digest_whatever_it_is_called() -> None:
    digest = "sha256:" + "4f" * 32
    named = replace(TERMS, subject=Subject(image=f"registry.example/app:2.1@{digest}"))
    assert reasons(hold([measured(subject=Subject(image=digest))], named)) == []
    assert reasons(hold([measured(subject=Subject(image="sha256:" + "5f" * 32))], named)) == [GapReason.FOREIGN]


def test_drills_are_about_an_environment() -> None:
    terms = replace(TERMS, binds=ENVIRONMENT)
    assert reasons(hold([measured(subject=Subject(environment="prod"))], terms)) == []
    assert reasons(hold([measured(subject=Subject(environment="staging"))], terms)) == [GapReason.FOREIGN]
    assert reasons(hold([measured(subject=Subject(commit="c0ffee1"))], terms)) == [GapReason.UNBOUND]
    side_by_side = [measured(subject=Subject(environment=name)) for name in ("staging", "prod")]
    held = hold(side_by_side, terms)
    assert (held.gaps, len(held.measurements)) == ((), 1)


def test_a_mismatch_names_both_and_the_unbound_say_what_to_type() -> None:
    (gap,) = hold([measured(subject=Subject(commit="deadbee"))], TERMS).gaps
    assert gap.detail == "it is about commit=deadbee, judged is commit=c0ffee1"
    (gap,) = hold([measured(subject=Subject())], TERMS).gaps
    assert gap.detail == "it does not say what it is about, judged is commit=c0ffee1 version=2.1 environment=prod"
    said = "driftgate record --subject commit=c0ffee1 --subject version=2.1 -o in -- COMMAND"
    assert gap.fix == f"let driftgate run the tool: {said}"
    (gap,) = hold([measured()], replace(TERMS, subject=Subject())).gaps
    assert gap.detail == "nothing says which commit, image, version is judged"


def test_a_run_that_ended_with_an_error_is_not_proven_by_what_it_wrote() -> None:
    assert details(measured(exit_code=0)) == []
    assert details(measured(exit_code=99, tool="k6")) == [
        ("run_failed", "k6 ended with the code 99: what it wrote is not all")
    ]


@pytest.mark.parametrize(
    ("states", "tells", "code", "lacks"),
    [
        (("passed", "failed"), True, 1, False),
        (("errored",), True, 1, False),
        (("passed", "skipped", "unknown"), True, 1, True),  # the failure is not in the file
        ((), True, 1, True),
        (("failed",), False, 1, True),  # another program ended with that: a script around the tool
        (("failed",), False, 2, True),
    ],
)
def test_failures_that_the_exit_code_tells_of_are_the_answer(
    states: tuple[str, ...], tells: bool, code: int, lacks: bool
) -> None:
    checks = tuple(ToolCheck(name=state, state=CheckState(state)) for state in states)
    found = replace(measured(exit_code=code, tells_failures=tells, tool="pytest"), checks=checks)
    lacking = [GapReason.RUN_FAILED] if lacks else []
    assert reasons(hold([found], TERMS)) == lacking
    terms = replace(TERMS, subject=Subject(commit="deadbee"))
    assert [gap.reason for gap in hold_baseline([found], terms)] == lacking


def test_a_run_that_may_have_ended_at_its_first_failure_is_not_all_of_it() -> None:
    failed = (ToolCheck(name="a", state=CheckState.FAILED),)
    found = replace(measured(exit_code=1, tells_failures=True, tool="pytest"), checks=failed)
    (gap,) = hold([found], replace(TERMS, early_end="name the tests")).gaps
    assert (gap.reason, gap.fix) == (GapReason.RUN_FAILED, "name the tests")
    assert gap.detail == "pytest ended with the code 1, and nothing shows that it went on after the first failure"
    assert hold([measured(exit_code=0)], replace(TERMS, early_end="name the tests")).gaps == ()


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        (NOW, None),
        (NOW - 24 * HOUR, None),
        (NOW - 24 * HOUR - timedelta(seconds=1), "stale"),
        (NOW + timedelta(seconds=1), "incomparable"),
        (None, "undated"),
        # Without a zone: from 14 hours before what is written to 12 hours after.
        (naive("2026-11-28"), "undated"),
        (naive("2026-11-27T23:59:59"), "stale"),
        (naive("2026-11-30T02:00:00"), "undated"),
        (naive("2026-11-30T02:00:01"), "incomparable"),
    ],
)
def test_evidence_has_an_age(at: datetime | None, reason: str | None) -> None:
    assert [found for found, _ in details(measured(at))] == ([] if reason is None else [reason])


@pytest.mark.parametrize("now", [NOW, datetime(50, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)])
@pytest.mark.parametrize(
    "at",
    [
        naive(f"{day}{zone}")
        for day in ("0001-01-01T00:00:00", "9999-12-31T23:59:59")
        for zone in ("", "Z", "+14:00", "-12:00")
    ],
)
def test_no_time_is_beyond_the_contract(at: datetime, now: datetime) -> None:
    held = hold(
        [measured(at), measured(None, ended=Moment.of(at))], replace(TERMS, now=now, max_age=36_500 * 24 * HOUR)
    )
    lacking = set(reasons(held))
    assert lacking <= {GapReason.STALE, GapReason.UNDATED, GapReason.INCOMPARABLE}
    assert lacking or abs(now.year - at.year) < 100
    assert held.expires_at is not None


def test_a_time_without_a_zone_is_fresh_where_it_is_in_every_zone() -> None:
    assert details(measured(naive("2026-11-28")), max_age=72 * HOUR) == []
    assert details(measured(naive("2026-11-29T06:00:00")), max_age=72 * HOUR) == [
        ("undated", "it was measured at 2026-11-29T06:00:00 without a zone")
    ]


def test_a_recorded_run_dates_what_does_not_say_when_and_never_makes_it_younger() -> None:
    recorded = {"began": Moment.of(NOW - 2 * HOUR), "ended": Moment.of(NOW - HOUR)}
    assert details(measured(None, **recorded)) == []
    assert details(measured(naive("2026-11-29T06:00:00"), **recorded)) == []
    assert [reason for reason, _ in details(measured(NOW - 25 * HOUR, **recorded))] == ["stale"]
    assert hold([measured(NOW - 5 * HOUR, **recorded)], TERMS).expires_at == NOW + 19 * HOUR


def test_the_oldest_piece_counts() -> None:
    old = replace(measured(NOW - 30 * HOUR), source="in/b.xml", digest="sha256:b")
    assert details(measured(), old) == [
        ("stale", "it was measured at 2026-11-28T06:00:00Z, more than 1d before the decision")
    ]


def test_a_gate_without_an_age_of_its_own_is_left_to_look_itself() -> None:
    assert details(measured(None), max_age=None) == []


def test_what_lacks_takes_away_a_pass_and_never_a_failure() -> None:
    unbound, stale = measured(subject=Subject()), measured(NOW - 30 * HOUR)
    assert hold([unbound], TERMS).over(GATE, adopting=False).outcome is Outcome.INCONCLUSIVE
    assert hold([unbound], TERMS).over(GATE, adopting=True).outcome is Outcome.WARN
    assert hold([stale, unbound], TERMS).over(GATE, adopting=True).outcome is Outcome.INCONCLUSIVE
    failed = replace(GATE, outcome=Outcome.FAIL)
    assert hold([stale, unbound], TERMS).over(failed, adopting=True).outcome is Outcome.FAIL


def test_files_that_are_not_there_are_gaps_of_the_gate() -> None:
    gone = Gap(reason=GapReason.MISSING_INPUT, source="e2e/*.xml", detail="no file matches")
    held = hold([measured()], TERMS, lacking=[gone])
    assert held.gaps == (gone,)
    assert held.over(GATE, adopting=True).outcome is Outcome.INCONCLUSIVE


def test_no_result_at_all_is_told_once() -> None:
    held = hold([], TERMS)
    assert [(gap.source, gap.detail) for gap in held.gaps] == [("results", "no result was given to the tests gate")]
    assert held.over(GATE, adopting=True).outcome is Outcome.INCONCLUSIVE
    gone = Gap(reason=GapReason.MISSING_INPUT, source="e2e/*.xml", detail="no file matches")
    assert hold([], TERMS, lacking=[gone]).gaps == (gone,)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({}, []),
        ({"subject": Subject()}, []),
        ({"subject": Subject(commit="deadbee")}, [GapReason.FOREIGN]),
        ({"subject": Subject(), "exit_code": 2}, [GapReason.RUN_FAILED]),
    ],
)
def test_what_could_not_be_read_is_not_unbound_and_undated_too(told: dict[str, Any], reason: list[GapReason]) -> None:
    cut = Gap(reason=GapReason.UNPARSABLE, source="in/a.xml", detail="cut off")
    unread = replace(measured(None, **told), dialect="", gaps=(cut,))
    held = hold([unread], TERMS)
    assert reasons(held) == reason
    assert all(cut in entry.gaps for entry in held.measurements)
    assert bool(held.measurements) is (GapReason.FOREIGN not in reason)
    assert hold_baseline([unread], TERMS) == ()


def test_a_baseline_is_of_an_earlier_release_and_of_a_run_that_ended_well() -> None:
    def found(**told: Any) -> list[GapReason]:
        return [gap.reason for gap in hold_baseline([measured(NOW - 2000 * HOUR, **told)], TERMS)]

    assert found(subject=Subject(commit="deadbee")) == []
    assert found(subject=Subject(commit="deadbee", version="2.1")) == []
    assert found() == [GapReason.IDENTICAL]
    assert found(subject=Subject()) == [GapReason.UNBOUND]
    assert found(subject=Subject(commit="deadbee"), exit_code=99) == [GapReason.RUN_FAILED]
    future = hold_baseline([measured(NOW + HOUR, subject=Subject(commit="deadbee"))], TERMS)
    assert [gap.reason for gap in future] == [GapReason.INCOMPARABLE]


_VALUES = st.sampled_from(["", "a" * 7, "b" * 7, "a" * 40])
_SUBJECTS = st.builds(Subject, commit=_VALUES, image=_VALUES, version=_VALUES)


@given(_SUBJECTS, _SUBJECTS, st.one_of(st.none(), st.datetimes(naive("2026-11-01"), naive("2026-12-20"))))
def test_no_damage_to_provenance_makes_more_of_it(ours: Subject, theirs: Subject, at: datetime | None) -> None:
    terms = replace(TERMS, subject=ours)
    found = hold([measured(at, subject=theirs)], terms)
    forgotten = hold([measured(None, subject=Subject())], terms)
    assert len(forgotten.gaps) >= len(found.gaps) or found.measurements == ()
    assert forgotten.gaps


@given(st.datetimes(naive("2026-11-01"), naive("2026-12-20")), st.timedeltas(timedelta(), timedelta(days=60)))
def test_time_that_passes_never_makes_it_fresh(at: datetime, more: timedelta) -> None:
    found = measured(at.replace(tzinfo=UTC))
    now, later = hold([found], TERMS), hold([found], replace(TERMS, now=NOW + more))
    fresh, still = not now.gaps, not later.gaps
    assert fresh or not still or at.replace(tzinfo=UTC) > NOW


def test_one_part_that_lies_in_the_future_makes_all_of_it_incomparable() -> None:
    whole = measured()
    assert hold([replace(whole, last_at=Moment.of(NOW))], TERMS).gaps == ()
    late = replace(whole, last_at=Moment.of(NOW + HOUR))
    assert reasons(hold([late], TERMS)) == [GapReason.INCOMPARABLE]
