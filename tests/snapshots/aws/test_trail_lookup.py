"""CloudTrail's event history, asked over its real protocol: all pages, changes only, and what could not be asked."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from engine.ports import EventReading, Silent
from fixtures.estate.recording import endpoint
from fixtures.trail.generate import HOME, LOCAL
from fixtures.trail.stub import History, serve
from snapshots.aws.events.trail_lookup import MAX_EVENTS, OPERATION, TrailLookup
from snapshots.aws.reading.api import WriteRefusedError
from snapshots.aws.reading.limits import LOOKUPS, Limits
from snapshots.aws.reading.location import AwsLocation
from snapshots.aws.reading.session import AwsSession, acting
from snapshots.redaction.redact import Redactor

REDACTOR = Redactor(b"k" * 32, "epoch")
LOCATION = AwsLocation(profile="", regions=("eu-west-1",), max_attempts=3)
SINCE, UNTIL = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)
FAST = {"cloudtrail": 1000.0}


@contextmanager
def history(**changes: Any) -> Iterator[History]:
    with serve(History({"eu-west-1": LOCAL, "us-east-1": HOME}, **changes)) as served, endpoint(served.url):
        yield served


def looked_up(
    location: AwsLocation = LOCATION, since: datetime | None = None, until: datetime = UNTIL, most: int = MAX_EVENTS
) -> EventReading:
    lookup = TrailLookup(location, REDACTOR, progress=Silent(), limits=Limits(FAST), most=most)
    return lookup.read(since=since, until=until)


def numbers(found: EventReading) -> list[int]:
    return [int(event.event_id[-12:]) for event in found.events]


def test_every_page_of_the_region_and_of_the_home_of_global_services_is_read() -> None:
    with history() as served:
        found = looked_up()
    assert numbers(found) == [2, 1, 11, 10, 9, 8, 7, 6, 5, 4, 21, 20]
    assert found.notes == ()
    assert found.inputs[0].name == "aws:@eu-west-1 (12 changes)"
    assert {region for region, _ in served.asked} == {"eu-west-1", "us-east-1"}
    assert all(
        asked["LookupAttributes"] == [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}]
        for _, asked in served.asked
    )


def test_only_the_time_that_matters_is_asked_for() -> None:
    with history() as served:
        found = looked_up(since=SINCE)
    assert 4 not in numbers(found)
    assert {(asked["StartTime"], asked["EndTime"]) for _, asked in served.asked} == {
        (SINCE.timestamp(), UNTIL.timestamp())
    }


def test_a_refusal_for_being_too_many_is_tried_again_and_told(caplog: pytest.LogCaptureFixture) -> None:
    with history(throttled=2), caplog.at_level(logging.INFO, "snapshots"):
        found = looked_up()
    assert (len(found.events), found.notes) == (12, ())
    told = [vars(record) for record in caplog.records]
    assert Counter(str(row["msg"]) for row in told) == {"call_throttled": 2, "call_retried": 2}
    assert {row["code"] for row in told if row["msg"] == "call_throttled"} == {"ThrottlingException"}
    assert all((row["service"], row["account"]) == ("cloudtrail", "111122223333") for row in told)


def test_a_call_that_is_not_allowed_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with history(denied=frozenset({"us-east-1"})), caplog.at_level(logging.INFO, "snapshots"):
        looked_up()
    (told,) = [vars(record) for record in caplog.records]
    assert (told["msg"], told["levelname"], told["region"]) == ("call_refused", "WARNING", "us-east-1")


def test_what_was_read_before_a_failure_counts_and_the_failure_is_said() -> None:
    with history(throttled=100):
        found = looked_up(AwsLocation(profile="", regions=("us-east-1",), max_attempts=1))
    assert found.notes == ("aws:@us-east-1: cloudtrail:LookupEvents in us-east-1: throttled (ThrottlingException)",)
    assert found.inputs[0].name == "aws:@us-east-1 (0 changes, not read whole)"
    with history(cut=True):
        found = looked_up(AwsLocation(profile="", regions=("eu-west-1",), max_attempts=1))
    assert len(found.events) == 4
    assert found.notes == ("aws:@eu-west-1: cloudtrail:LookupEvents in eu-west-1: unavailable (InternalFailure)",)


def test_a_region_that_may_not_be_asked_hides_no_other() -> None:
    with history(denied=frozenset({"us-east-1"})):
        found = looked_up()
    assert len(found.events) == 10
    (note,) = found.notes
    assert note == (
        "aws:@eu-west-1: cloudtrail:LookupEvents in us-east-1: access denied (AccessDeniedException); "
        "allow cloudtrail:LookupEvents"
    )


def test_credentials_of_another_account_are_said() -> None:
    with history():
        found = looked_up(AwsLocation(profile="", regions=("eu-west-1",), account="444455556666"))
    assert (found.events, len(found.notes)) == ((), 1)
    assert "sts:GetCallerIdentity: access denied" in found.notes[0]


def test_too_many_events_are_cut_at_the_oldest_and_said() -> None:
    with history():
        found = looked_up(most=3)
    assert [number for number in numbers(found) if number < 20] == [2, 1, 11]
    assert found.notes == (
        "aws:@eu-west-1: eu-west-1 has more than 3 changes; those before 2026-11-20 13:00 UTC were not read",
    )


def test_an_event_that_is_no_record_is_said() -> None:
    with serve(History({"eu-west-1": [{**LOCAL[0], "eventSource": ""}]})) as served, endpoint(served.url):
        found = looked_up()
    assert found.notes == ("aws:@eu-west-1: eu-west-1 told 1 event in another form than CloudTrail's",)


def test_lookups_stay_below_the_rate_that_aws_allows() -> None:
    assert Limits(LOOKUPS).bucket("1", "r", "cloudtrail").full < 2


def test_nothing_else_may_look_up_events() -> None:
    with history():
        session = AwsSession({"cloudtrail:DescribeTrails"})
        identity = session.identity(LOCATION)
        with acting(identity), pytest.raises(WriteRefusedError, match=OPERATION):
            list(session.api("cloudtrail", "eu-west-1").pages("LookupEvents", "Events"))


def test_each_region_is_asked_once_to_find_out_whether_it_may_be() -> None:
    with history(denied=frozenset({"eu-west-1"})) as served:
        found = TrailLookup(LOCATION, REDACTOR, progress=Silent(), limits=Limits(FAST)).problems()
    assert len(found) == 1
    assert "in eu-west-1: access denied" in found[0]
    assert len(served.asked) == 2
