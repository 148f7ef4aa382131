"""Ephemeral environments: since when they are there, as stored snapshots tell it, and what is left of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.wiring.workspace import ProjectArchive, Workspace
from engine.drift.lifetime import Life, detect_leftovers, find_overdue
from engine.drift.lineage import find_breaks
from engine.gates.drift.judge import GATE
from engine.gates.drift.settings import DriftSettings
from engine.gates.gate import Case, KeptSnapshot
from engine.model.drift import DriftReport, OwnedScope, Reach
from engine.model.gate import GateResult
from engine.model.outcome import FailOn, Gap, GapReason, Outcome
from engine.model.snapshot import Resource, Snapshot
from engine.run.past import find_life
from tests.builders import DIGESTS, NOW, PROVIDER, listing, observed, origin, resource, snapshot

HOUR, LIFETIME = timedelta(hours=1), timedelta(hours=8)
QUEUE = resource("aws_sqs_queue", {"id": "orders", "name": "orders", "tags": {"pr": "7"}}, "orders")
EVENTS = resource("aws_sqs_queue", {"id": "events", "name": "events", "tags": {"pr": "7"}}, "events")


def state(hour: int, *resources: Resource, lineage: str = "a", environment: str = "pr-7") -> Snapshot:
    """Return the intent of the environment at an hour."""
    facts = origin("pr.tfstate", lineage=lineage, serial=str(hour))
    return snapshot(*resources, environment=environment, taken_at=NOW + hour * HOUR, origins=(facts,))


def life(folder: Path, *stored: Snapshot) -> Life | None:
    """Return the life of the newest of some snapshots that were stored one after the other."""
    archive = ProjectArchive(Workspace(base=folder, folder=folder / ".driftgate"))
    for one in stored:
        archive.keep(one)
    return find_life(archive, stored[-1], LIFETIME)


def since(found: Life | None) -> datetime | None:
    return None if found is None else found.since


def test_a_life_begins_when_it_was_first_seen_with_resources(tmp_path: Path) -> None:
    assert since(life(tmp_path, state(1, QUEUE), state(2, QUEUE, EVENTS), state(9, QUEUE))) == NOW + HOUR


@pytest.mark.parametrize(
    "before",
    [
        (state(1, QUEUE), state(2)),
        (state(1, QUEUE, lineage="b"),),
        (state(1, QUEUE, environment="pr-8"),),
    ],
    ids=["destroyed between", "made anew", "another one"],
)
def test_another_life_is_not_counted(tmp_path: Path, before: Sequence[Snapshot]) -> None:
    assert since(life(tmp_path, *before, state(9, QUEUE))) == NOW + 9 * HOUR


def test_what_it_was_before_it_was_destroyed(tmp_path: Path) -> None:
    found = life(tmp_path, state(1, QUEUE), state(2, QUEUE, EVENTS), state(3), state(4))
    assert found is not None
    assert found.last is not None
    assert [item.id for item in found.last.resources] == ["events", "orders"]


def test_nothing_is_known_of_what_nobody_has_seen(tmp_path: Path) -> None:
    assert life(tmp_path, state(4)) == Life(lifetime=LIFETIME)


@pytest.mark.parametrize(("hour", "overdue"), [(8, False), (9, True)])
def test_the_lifetime_is_over_when_it_is_proven_to_be(hour: int, *, overdue: bool) -> None:
    found = list(find_overdue(Life(lifetime=LIFETIME, since=NOW), NOW + hour * HOUR - HOUR / 2, FailOn.HIGH))
    assert bool(found) is overdue
    assert [one.outcome for one in found] == [Outcome.FAIL] * overdue


def leftovers(there: Snapshot, *last: Resource, scope: OwnedScope | None = None) -> DriftReport:
    return detect_leftovers(
        state(1, *last),
        state(2),
        there,
        PROVIDER,
        digests=DIGESTS,
        fail_on=FailOn.HIGH,
        scope=scope or OwnedScope(),
    )


def told(report: DriftReport) -> list[tuple[str, str]]:
    return [(finding.rule, finding.target.address or finding.target.id) for finding in report.findings]


def test_what_is_still_there_is_left_over() -> None:
    report = leftovers(observed(EVENTS), QUEUE, EVENTS)
    assert told(report) == [("drift.leftover", "aws_sqs_queue.events")]
    assert (report.matched, report.left_only, report.gaps) == (1, 1, ())


def test_what_lies_in_the_account_of_others_is_none_of_it() -> None:
    theirs = resource("aws_sqs_queue", {"id": "theirs", "name": "theirs"}, address="")
    assert told(leftovers(observed(theirs), QUEUE)) == []


def test_what_carries_its_tags_and_was_in_no_state_is_told_too() -> None:
    scope = OwnedScope(ours=Reach(tags={"pr": "7"}), told_in="shared")
    ours = resource("aws_sqs_queue", {"id": "late", "name": "late", "tags": {"pr": "7"}}, address="")
    theirs = resource("aws_sqs_queue", {"id": "theirs", "name": "theirs", "tags": {"pr": "8"}}, address="")
    assert told(leftovers(observed(ours, theirs), QUEUE, scope=scope)) == [("drift.unmanaged", "late")]


@pytest.mark.parametrize(
    "rows", [(listing("aws_sqs_queue", complete=False),), (listing("aws_sns_topic"),), ()], ids=["cut", "other", "none"]
)
def test_without_a_whole_list_nothing_is_gone(rows: tuple[Any, ...]) -> None:
    report = leftovers(observed(listings=rows), QUEUE)
    assert (told(report), len(report.gaps)) == ([], 1)


def judged(there: Snapshot, now: Snapshot, known: Life | None) -> GateResult:
    case = Case(
        environment="pr-7",
        now=NOW + 9 * HOUR,
        provider=PROVIDER,
        desired=KeptSnapshot(snapshot=now, digest="sha256:l"),
        observed=KeptSnapshot(snapshot=there, digest="sha256:r"),
        life=known,
    )
    result = GATE.judge(case, DriftSettings()).result
    assert result is not None
    return result


def test_one_that_is_destroyed_whole_passes_and_only_that() -> None:
    gone = observed(listings=(listing("aws_sqs_queue"),))
    last = Life(lifetime=LIFETIME, last=state(1, QUEUE, EVENTS), last_id="sha256:" + "1" * 64)
    passed = judged(gone, state(2), last)
    assert (passed.outcome, passed.evaluated) == (Outcome.PASS, 2)
    assert judged(gone, state(2), Life(lifetime=LIFETIME)).outcome is Outcome.INCONCLUSIVE
    assert judged(gone, state(2), None).outcome is Outcome.INCONCLUSIVE
    assert judged(observed(EVENTS), state(2), last).outcome is Outcome.FAIL
    unread = Gap(reason=GapReason.UNPARSABLE, source="pr.tfstate", detail="cut")
    assert judged(gone, replace(state(2), gaps=(unread,)), last).outcome is not Outcome.PASS


def test_only_an_ephemeral_one_may_be_destroyed_or_made_anew(tmp_path: Path) -> None:
    archive = ProjectArchive(Workspace(base=tmp_path, folder=tmp_path / ".driftgate"))
    many = [resource("aws_sqs_queue", {"id": f"q{number}"}, f"q{number}") for number in range(20)]
    archive.keep(state(1, *many))
    (before,) = archive.list()
    for now in (state(2), state(2, *many, lineage="b")):
        assert list(find_breaks(before, now)) != []
        assert list(find_breaks(before, now, is_ephemeral=True)) == []
    assert list(find_breaks(before, state(2, *many[:3]), is_ephemeral=True)) != []
    assert list(find_breaks(before, state(0, *many), is_ephemeral=True)) != []
