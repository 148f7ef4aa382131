"""The statement of a recorded run: what is written is read, and nothing else is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InputError
from engine.model.measurement import Vouched
from engine.model.moment import Moment
from engine.model.subject import Subject
from snapshots.provenance.recorded import RecordedRun, read_statement, write_statement

ENDED = datetime(2026, 11, 29, 12, tzinfo=UTC)
RUN = RecordedRun(
    files={"a.xml": "sha256:" + "1" * 64},
    subject=Subject(commit="c0ffee1"),
    recorder="0.1.0",
    began=ENDED - timedelta(minutes=3),
    ended=ENDED,
    exit_code=0,
    command="sha256:" + "2" * 64,
    tool="k6",
    version="1.8.1",
    host="linux x86_64, 2 processors",
    clean=True,
)
_TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
_DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64).map("sha256:{}".format)
_TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the bounds
RUNS = st.builds(
    RecordedRun,
    files=st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/"), min_size=1, max_size=60),
        _DIGESTS,
        min_size=1,
    ),
    subject=st.builds(Subject, commit=_TEXTS, image=_TEXTS, version=_TEXTS, environment=_TEXTS),
    recorder=_TEXTS,
    began=st.none(),
    ended=_TIMES,
    exit_code=st.integers(0, 255),
    command=st.one_of(st.just(""), _DIGESTS),
    tool=_TEXTS,
    version=_TEXTS,
    host=_TEXTS,
    kind=_TEXTS,
    tag=_TEXTS,
    clean=st.sampled_from([None, True, False]),
    claimed_by=_TEXTS,
)


@given(RUNS)
def test_what_is_written_is_read(run: RecordedRun) -> None:
    assert read_statement(write_statement(run), name="r") == run


def test_a_gate_is_told_all_that_is_known() -> None:
    told = RUN.provenance
    assert (told.subject, told.exit_code, told.tool, told.version) == (RUN.subject, 0, "k6", "1.8.1")
    assert (told.ended, told.vouched, told.by) == (Moment.of(ENDED), Vouched.RECORDED, "")
    claim = replace(RUN, claimed_by="ada", began=None, ended=None).provenance
    assert (claim.ended, claim.vouched, claim.by) == (None, Vouched.CLAIMED, "ada")


def _changed(**changes: Any) -> bytes:
    document = json.loads(write_statement(RUN))
    for path, value in changes.items():
        *above, last = path.split("__")
        place = document
        for key in above:
            place = place[key]
        place[last] = value
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"[]", "r: no record of a run: Expected object, got array"),
        (_changed(_type="https://in-toto.io/Statement/v2"), "Invalid enum value 'https://in-toto.io/Statement/v2'"),
        (_changed(predicateType="other"), "Invalid enum value 'other'"),
        (_changed(subject=[]), "Expected array of length >= 1"),
        (_changed(predicate__more=1), "Object contains unknown field more"),
        (_changed(predicate__release__colour="red"), "Object contains unknown field colour - at $.predicate.release"),
        (_changed(predicate__run__exitCode="0"), "Expected int | null, got str - at $.predicate.run.exitCode"),
        (_changed(predicate__run__command="ls"), "Expected str matching regex"),
        (_changed(predicate__run__began="2026-11-29T12:00:00"), "its times are without a zone"),
        (_changed(predicate__run__began="2026-11-29T12:00:01Z"), "it ended before it began"),
        (_changed(predicate__run__ended="9999-12-31T23:59:59-12:00"), "one of its times is of the year 9999"),
        (_changed(predicate__recorder__id="other"), "Invalid enum value 'other'"),
        (
            _changed(subject=[{"name": "a", "digest": {"sha256": "1" * 64}}] * 2),
            "r: two of its files have one name",
        ),
        (_changed(predicate__run__exitCode=None), "it does not say how its run ended"),
        (_changed(predicate__run__ended=None), "it does not say how its run ended"),
        (_changed(predicate__run__began="0001-01-01T00:00:00Z"), "one of its times is of the year 1"),
        (_changed(subject=[{"name": "/etc/passwd", "digest": {"sha256": "1" * 64}}]), "a name that no result"),
        (_changed(subject=[{"name": "a" * 900, "digest": {"sha256": "1" * 64}}]), "a name that no result"),
        (_changed(subject=[{"name": "\ud800", "digest": {"sha256": "1" * 64}}]), "a name that no result"),
        (write_statement(RUN)[:-9], "not JSON"),
        (write_statement(RUN).replace(b'"tool"', b'"kind":"x","tool"'), "not strict JSON"),
    ],
)
def test_a_statement_that_is_none_says_where(data: bytes, message: str) -> None:
    with pytest.raises(InputError) as raised:
        read_statement(data, name="r")
    assert message in raised.value.message
