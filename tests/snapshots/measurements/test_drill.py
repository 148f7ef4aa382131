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
from engine.model.measurement import CheckState, Measurement
from engine.model.outcome import GapReason
from snapshots.measurements.drill import schema
from snapshots.measurements.registry import result_reader
from snapshots.redaction.redact import Redactor

TOP = Path(__file__).parents[3]
ROOT = TOP / "fixtures/results/drill"
ENTRIES = json.loads((ROOT / "manifest.json").read_text())["entries"]
SOURCE = result_reader("drill", Redactor(b"k" * 32, "test"))


def record(**changes: Any) -> dict[str, Any]:
    return {**json.loads((ROOT / "ok.json").read_text()), **changes}


def of(document: Any) -> Measurement:
    return SOURCE.read(json.dumps(document).encode(), name="drill.json")


def seconds(measurement: Measurement) -> dict[str, float]:
    return {metric.name: metric.value for metric in measurement.metrics if metric.unit == "s"}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["path"])
def test_records_give_their_times_and_gaps(entry: dict[str, Any]) -> None:
    measurement = SOURCE.read((ROOT / entry["path"]).read_bytes(), name=entry["path"])
    found = {name: took for name, took in seconds(measurement).items() if name != "detection"}
    assert (found, [gap.reason for gap in measurement.gaps]) == (entry["expected"], entry["gaps"])
    assert decode(encode(measurement), Measurement, name="again") == measurement


def test_the_schema_is_a_schema_and_the_documented_example_obeys_it() -> None:
    Draft202012Validator.check_schema(schema())
    example = re.findall(r"```json\n(.*?)```", (TOP / "docs/drill.md").read_text(), re.DOTALL)
    assert len(example) == 1
    measurement = SOURCE.read(example[0].encode(), name="docs/drill.md")
    assert not measurement.gaps
    assert seconds(measurement) == {"rto": 2250, "rpo": 480, "detection": 240}


def test_facts_and_checks_are_carried() -> None:
    measurement = of(record())
    facts = dict(measurement.facts)
    assert facts["integrity_level"] == "L4"
    assert (facts["restore_account"], facts["restore_region"]) == ("444455556666", "eu-central-1")
    assert facts["recovered"] == "2026-11-10T09:41:30Z"
    assert {check.state for check in measurement.checks} == {CheckState.PASSED}
    assert measurement.measured_at is not None
    assert str(measurement.measured_at) == "2026-11-10T09:41:30Z"


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert of(record(consecutive_checks=3.0)).metrics == of(record(consecutive_checks=3)).metrics


def test_zones_are_understood() -> None:
    assert seconds(of(record(recovered="2026-11-10T11:41:30+02:00")))["rto"] == 2250


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "drill"}, "$.kind: 'drill' is not one of ['failover', 'restore']"),
        ({"started": "yesterday"}, "$.started: 'yesterday' does not match"),
        ({"started": "2026-13-10T09:04:00Z"}, "$.started: not a time"),
        ({"started": "0001-01-01T00:00:00Z"}, "$.started: a time in the year 1"),
        ({"consecutive_checks": -1}, "$.consecutive_checks: -1 is less than the minimum of 0"),
        ({"consecutive_checks": 3.5}, "$.consecutive_checks: 3.5 is not of type 'integer'"),
        ({"consecutive_checks": True}, "$.consecutive_checks: True is not of type 'integer'"),
        ({"integrity": {"level": "L5", "checks": []}}, "$.integrity.level: 'L5' is not one of"),
        (
            {"integrity": {"level": "L1", "checks": [{"name": "a", "state": "ok"}]}},
            "$.integrity.checks[0].state: 'ok' is not one of",
        ),
        ({"validated_by": ""}, "$.validated_by: '' should be non-empty"),
        ({"rto": 5}, "$: Additional properties are not allowed ('rto' was unexpected)"),
        ({"schema_version": 1}, "$.schema_version: 1 is not one of ['driftgate/drill/1']"),
    ],
)
def test_errors_name_the_path(changes: dict[str, Any], words: str) -> None:
    measurement = of(record(**changes))
    assert [gap.reason for gap in measurement.gaps] == [GapReason.UNPARSABLE]
    assert words in measurement.gaps[0].detail
    assert measurement.gaps[0].fix == "see docs/drill.md" or "started" in words
    assert measurement.metrics == ()


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
        record(integrity={"level": "L1", "checks": [{"name": secret, "state": "passed"}]}),
    ):
        assert secret not in encode(of(document)).decode()


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"recovered": "2026-11-10T09:00:00Z"}, "recovered lies 240 s before started"),
        ({"last_recovered_marker": "2026-11-10T09:00:01Z"}, "disrupted_at lies 1 s before last_recovered_marker"),
        ({"started": "2026-11-10T08:59:00Z"}, "started lies 60 s before disrupted_at"),
    ],
)
def test_times_in_the_wrong_order_are_gaps(changes: dict[str, Any], detail: str) -> None:
    assert [gap.detail for gap in of(record(**changes)).gaps] == [detail]


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
    st.sampled_from(sorted(schema()["properties"])),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda deeper: st.lists(deeper, max_size=3) | st.dictionaries(st.text(max_size=5), deeper, max_size=3),
    ),
)
def test_no_value_raises(key: str, value: Any) -> None:
    measurement = of(record(**{key: value}))
    assert decode(encode(measurement), Measurement, name="again") == measurement
