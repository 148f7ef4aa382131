"""Drill records: what is computed from them, and what they must hold."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine.jsontext.codec import decode, encode
from engine.model.measurement import CheckState, Measurement, Vouched
from engine.model.outcome import GapReason
from snapshots.measurements.drill_record import VERSION, schema
from snapshots.measurements.registry import result_reader
from snapshots.redaction.redact import Redactor

TOP = Path(__file__).parents[3]
ROOT = TOP / "fixtures/results/drill"
ENTRIES = json.loads((ROOT / "manifest.json").read_text())["entries"]
VERSIONS = ("driftgate/drill/1", VERSION)
SOURCE = result_reader("drill", Redactor(b"k" * 32, "test"))


def record(**changes: Any) -> dict[str, Any]:
    return {**json.loads((ROOT / "ok.json").read_text()), **changes}


def of(document: Any) -> Measurement:
    return SOURCE.read(json.dumps(document).encode(), name="drill.json")


def read(name: str) -> Measurement:
    return SOURCE.read((ROOT / name).read_bytes(), name=name)


def seconds(measurement: Measurement) -> dict[str, float]:
    return {metric.name: metric.value for metric in measurement.metrics if metric.unit == "s"}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["path"])
def test_records_give_their_times_and_gaps(entry: dict[str, Any]) -> None:
    measurement = read(entry["path"])
    gaps = [[gap.reason, gap.detail.removeprefix(f"{entry['path']}: ")] for gap in measurement.gaps]
    assert (seconds(measurement), gaps) == (entry["expected"], entry["gaps"])
    assert decode(encode(measurement), Measurement, name="again") == measurement


@pytest.mark.parametrize("version", VERSIONS)
def test_the_schema_takes_what_is_read_and_says_its_version(version: str) -> None:
    Draft202012Validator.check_schema(schema(version))
    assert schema(version)["title"] == f"A recovery drill, {version}"
    taken = Draft202012Validator(schema(version))
    for entry in ENTRIES:
        data = (ROOT / entry["path"]).read_bytes()
        if version.encode() in data and entry["path"] != "truncated.json":
            assert taken.is_valid(json.loads(data)) is bool(of(json.loads(data)).metrics), entry["path"]


def test_the_documented_example_is_read() -> None:
    example = re.findall(r"```json\n(.*?)```", (TOP / "docs/drill.md").read_text(), re.DOTALL)
    assert len(example) == 1
    measurement = SOURCE.read(example[0].encode(), name="docs/drill.md")
    assert not measurement.gaps
    assert seconds(measurement) == {"rto": 2490, "rpo": 480, "detection": 120}
    assert dict(measurement.facts)["integrity_level"] == "L4"


def test_facts_and_checks_are_carried() -> None:
    measurement = of(record())
    facts = dict(measurement.facts)
    assert facts["integrity_level"] == "L4"
    assert (facts["restore_account"], facts["restore_region"]) == ("444455556666", "eu-central-1")
    assert facts["recovered"] == "2026-11-10T09:41:30Z"
    assert {check.state for check in measurement.checks} == {CheckState.PASSED}
    assert measurement.measured_at is not None
    assert str(measurement.measured_at) == "2026-11-10T09:41:30Z"
    assert "integrity_claimed" not in facts
    assert [check.detail for check in measurement.checks] == ["L3", "L4", "L2", "L1"]


def test_a_record_vouches_for_itself_and_tells_of_which_time_it_is() -> None:
    told = of(record()).provenance
    assert (told.vouched, told.tool, told.version, told.exit_code) == (Vouched.ITSELF, "", "", None)
    assert (str(told.began), str(told.ended)) == ("2026-11-10T09:00:00Z", "2026-11-10T09:41:30Z")
    assert str(told.subject) == "environment=prod"
    never = of(record(recovered=None)).provenance
    assert (str(never.began), never.ended) == ("2026-11-10T09:00:00Z", None)
    (undisrupted,) = (entry for entry in ENTRIES if entry["path"] == "undisrupted.json")
    assert str(read(undisrupted["path"]).provenance.began) == "2026-11-10T09:04:00Z"


@pytest.mark.parametrize(
    ("levels", "shown"),
    [
        ("", "L0"),
        ("1", "L1"),
        ("0", "L0"),
        ("12", "L2"),
        ("1234", "L4"),
        ("01234", "L4"),
        ("4321", "L4"),
        ("124", "L2"),
        ("234", "L0"),
        ("12!3", "L2"),
        ("12!23", "L1"),
        ("1!1234", "L0"),
        ("!01234", "L0"),
        ("1?2", "L1"),
        ("1?22", "L2"),
    ],
)
def test_a_level_is_reached_where_it_and_those_below_passed(levels: str, shown: str) -> None:
    states = {"": "passed", "!": "failed", "?": "skipped"}
    checks = [
        {"name": f"check {index}", "level": f"L{level}", "state": states[mark]}
        for index, (mark, level) in enumerate(re.findall(r"([!?]?)(\d)", levels))
    ]
    assert dict(of(record(integrity={"checks": checks})).facts)["integrity_level"] == shown


def test_a_check_of_the_first_version_proves_no_level() -> None:
    facts = dict(read("version-1.json").facts)
    assert (facts["integrity_level"], facts["integrity_claimed"]) == ("L0", "L4")


def test_times_count_to_their_last_digit() -> None:
    measurement = of(record(disrupted_at="2026-11-10T09:00:00.75Z", recovered="2026-11-10T09:41:30.5Z"))
    assert seconds(measurement) == {"rto": 2489.75, "rpo": 480.75, "detection": 119.25}


def test_the_disruption_may_be_known_without_a_marker() -> None:
    document = record()
    del document["last_recovered_marker"]
    assert (seconds(of(document)), of(document).gaps) == ({"rto": 2490, "detection": 120}, ())


def test_detection_ends_with_the_declaration_where_nothing_else_is_told() -> None:
    document = record()
    del document["detected_at"]
    assert seconds(of(document))["detection"] == 240


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert of(record(consecutive_checks=3.0)).metrics == of(record(consecutive_checks=3)).metrics


def test_zones_are_understood() -> None:
    assert seconds(of(record(recovered="2026-11-10T11:41:30+02:00")))["rto"] == 2490


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "drill"}, "$.kind: 'drill' is not one of ['failover', 'restore']"),
        ({"started": "yesterday"}, "$.started: 'yesterday' is no time such as 2026-11-10T09:00:00Z"),
        ({"started": "2026-13-10T09:04:00Z"}, "$.started: not a time"),
        ({"started": "0001-01-01T00:00:00Z"}, "$.started: a time in the year 1"),
        ({"consecutive_checks": -1}, "$.consecutive_checks: -1 is less than the minimum of 0"),
        ({"consecutive_checks": 3.5}, "$.consecutive_checks: 3.5 is not of type 'integer'"),
        ({"consecutive_checks": True}, "$.consecutive_checks: True is not of type 'integer'"),
        ({"integrity": {"level": "L5", "checks": []}}, "$.integrity.level: 'L5' is not one of"),
        (
            {"integrity": {"checks": [{"name": "a", "level": "L1", "state": "ok"}]}},
            "$.integrity.checks[0].state: 'ok' is not one of",
        ),
        (
            {"integrity": {"checks": [{"name": "a", "level": "L9", "state": "passed"}]}},
            "$.integrity.checks[0].level: 'L9' is not one of",
        ),
        ({"operator": ["ada"]}, "$.operator: ['ada'] is not of type 'string'"),
        (
            {"detected_at": "2026-11-10T09:02:00"},
            "$.detected_at: '2026-11-10T09:02:00' is no time such as 2026-11-10T09:00:00Z",
        ),
        ({"validated_by": ""}, "$.validated_by: '' should be non-empty"),
        ({"rto": 5}, "$: Additional properties are not allowed ('rto' was unexpected)"),
        ({"schema_version": 1}, "$.schema_version: 1 is not one of ['driftgate/drill/2']"),
    ],
)
def test_errors_name_the_path(changes: dict[str, Any], words: str) -> None:
    measurement = of(record(**changes))
    assert [gap.reason for gap in measurement.gaps] == [GapReason.UNPARSABLE]
    assert words in measurement.gaps[0].detail
    assert measurement.gaps[0].fix == "see docs/drill.md" or "started" in words
    assert measurement.metrics == ()


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (record(recovered=5), f"{VERSION}, which it says it is: $.recovered: 5 is not of type 'string' and 5 is not"),
        (record(recovered="never"), f"{VERSION}, which it says it is: $.recovered: 'never' is no time such as 2026-"),
        (
            record(schema_version="driftgate/drill/1"),
            "no record of driftgate/drill/1, which it says it is: $: Additional",
        ),
        ({}, f"not a drill record; held against {VERSION}: $: 'consecutive_checks' is a required property"),
        ([], f"not a drill record; held against {VERSION}: $: [] is not of type 'object'"),
        (record(schema_version=2), f"held against {VERSION}: $.schema_version: 2 is not one of"),
        (record(schema_version="driftgate/drill/9"), "'driftgate/drill/1' and 'driftgate/drill/2' are known"),
    ],
)
def test_a_record_is_held_against_the_version_that_it_claims(document: Any, words: str) -> None:
    (gap,) = of(document).gaps
    assert words in gap.detail
    assert "any of the given schemas" not in gap.detail


@pytest.mark.parametrize("key", list(schema()["required"]))
def test_each_required_field_is_required(key: str) -> None:
    document = record()
    del document[key]
    assert f"'{key}' is a required property" in of(document).gaps[0].detail


def test_all_errors_are_counted_and_five_are_told() -> None:
    assert "; and 3 more" in of({"kind": 1}).gaps[0].detail


def test_texts_are_redacted_also_in_errors() -> None:
    secret = "ghp_" + "a" * 36
    for document in (
        record(notes=f"used {secret}"),
        record(kind=secret),
        record(operator=secret),
        record(integrity={"checks": [{"name": secret, "level": "L1", "state": "passed"}]}),
    ):
        assert secret not in encode(of(document)).decode()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", GapReason.EMPTY),
        (b"[]", GapReason.UNPARSABLE),
        (b"null", GapReason.UNPARSABLE),
        (b"{", GapReason.UNPARSABLE),
        (b" " * (2**20 + 1), GapReason.LIMIT_REACHED),
    ],
)
def test_other_content_is_one_gap(data: bytes, reason: GapReason) -> None:
    assert [gap.reason for gap in SOURCE.read(data, name="x").gaps] == [reason]


@given(
    st.sampled_from([("ok.json", key) for key in schema()["properties"]] + [("version-1.json", "integrity")]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda deeper: st.lists(deeper, max_size=3) | st.dictionaries(st.text(max_size=5), deeper, max_size=3),
    ),
)
def test_no_value_raises(place: tuple[str, str], value: Any) -> None:
    name, key = place
    measurement = of({**json.loads((ROOT / name).read_text()), key: value})
    assert decode(encode(measurement), Measurement, name="again") == measurement
