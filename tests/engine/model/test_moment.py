"""Times as they were told, up to where the calendar ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.moment import Moment, later, parse_duration, write_duration

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
ZONES = st.one_of(
    st.none(), st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes))), st.just(UTC)
)
told = datetime.fromisoformat  # a time without a zone is what is tried


@pytest.mark.parametrize(
    ("time", "earliest", "latest", "text"),
    [
        ("2026-11-29T12:00:00.5+02:00", "2026-11-29T10:00:00", "2026-11-29T10:00:00", "2026-11-29T10:00:00Z"),
        ("2026-11-29T12:00:00", "2026-11-28T22:00:00", "2026-11-30T00:00:00", "2026-11-29T12:00:00 without a zone"),
        ("0001-01-01T00:00:00+05:00", "0001-01-01T00:00:00", "0001-01-01T00:00:00", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59-05:00", "9999-12-31T23:59:59", "9999-12-31T23:59:59", "9999-12-31T23:59:59Z"),
        ("0001-01-01T03:00:00", "0001-01-01T00:00:00", "0001-01-01T15:00:00", "0001-01-01T03:00:00 without a zone"),
        ("9999-12-31T20:00:00", "9999-12-31T06:00:00", "9999-12-31T23:59:59", "9999-12-31T20:00:00 without a zone"),
    ],
)
def test_a_time_is_one_or_lies_between_two(time: str, earliest: str, latest: str, text: str) -> None:
    moment = Moment.of(told(time))
    assert moment == Moment(told(f"{earliest}Z"), told(f"{latest}Z"))
    assert str(moment) == text


@given(st.datetimes(timezones=ZONES), st.timedeltas(timedelta(), timedelta(days=36_500)))
def test_no_time_is_too_early_or_too_late(time: datetime, age: timedelta) -> None:
    moment = Moment.of(time)
    assert moment.earliest <= moment.latest
    assert moment.is_exact is (time.tzinfo is not None)
    assert str(moment).startswith(time.replace(microsecond=0, tzinfo=None).isoformat()) or time.utcoffset()
    held = (moment.is_after(NOW), moment.is_older(age, NOW), moment.is_within(age, NOW))
    assert sum(held) <= 1
    assert sum(held) == 1 or not moment.is_exact


@given(st.datetimes(timezones=st.just(UTC)), st.timedeltas())
def test_a_time_is_moved_to_where_the_calendar_ends_and_no_further(time: datetime, by: timedelta) -> None:
    assert (later(time, by) >= time) is (by >= timedelta()) or time in {later(time, by), later(time, timedelta.max)}


@given(st.integers(0, 10**12).map(lambda number: timedelta(milliseconds=number)))
def test_durations_are_read_as_they_are_written(duration: timedelta) -> None:
    assert parse_duration(write_duration(duration)) == duration
    rounded = parse_duration(write_duration(duration, rounded=True))
    assert rounded <= duration
    assert write_duration(rounded, rounded=True) == write_duration(duration, rounded=True)


@pytest.mark.parametrize(
    ("text", "duration"),
    [("1d 2h", timedelta(hours=26)), ("26h", timedelta(hours=26)), ("1m 500ms", timedelta(seconds=60.5))],
)
def test_several_units_are_one_duration(text: str, duration: timedelta) -> None:
    assert parse_duration(text) == duration


@pytest.mark.parametrize(
    "text", ["", " ", "1", "h", "2h 1d", "1d 1d", "1d  2h", " 1d", "1d ", "1.5h", "-1h", "1D", 5, None]
)
def test_what_is_no_duration_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="a duration is a number with ms, s, m, h or d"):
        parse_duration(text)
