"""How drift and parity are shown: causes, both sides, and the table of where."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.findings.causes import group_by_cause
from engine.model.outcome import Finding, FindingStatus, Outcome, Severity
from engine.model.path import MapKey, Name, names
from engine.report.view.heat import make_heat_table
from engine.report.view.shown import show_value
from engine.report.view.sides import make_sides
from tests.builders import changed as altered
from tests.builders import finding


def changed(number: int = 0, **more: Any) -> Finding:
    facts: dict[str, Any] = {
        "address": f"aws_sqs_queue.q{number}",
        "type": "aws_sqs_queue",
        "path": (Name("tags"), MapKey("Owner")),
        "before": "a",
        "after": "b",
        "meaning": "metadata",
    }
    return finding(f"{number:032x}", **{**facts, **more})


def test_the_same_change_of_the_same_attribute_is_one_cause() -> None:
    found = [changed(number) for number in range(40)]
    (cause,) = group_by_cause(found)
    assert cause.findings == tuple(found)
    assert cause.id == group_by_cause(found[3:])[0].id


APART = (
    {"before": "x"},
    {"after": "x"},
    {"before": None, "after": None},
    {"path": (Name("tags"), MapKey("Other"))},
    {"path": names("delay_seconds")},
    {"rule": "drift.absorbed"},
    {"gate": "parity"},
    {"severity": Severity.LOW},
    {"outcome": Outcome.WARN},
    {"waived_by": "W-1"},
    {"existing": True},
    {"status": FindingStatus.MISSING},
    # JSON tells these apart, and so do people.
    {"before": 1, "after": True},
)


@pytest.mark.parametrize("other", APART)
def test_two_causes_are_never_merged(other: dict[str, Any]) -> None:
    assert len(group_by_cause([changed(1), changed(2, **other)])) == 2


def test_a_name_means_the_same_only_within_a_type_but_a_tag_everywhere() -> None:
    one = changed(1, path=names("enabled"))
    assert len(group_by_cause([one, altered(one, type="aws_kms_key")])) == 2
    assert (
        len(group_by_cause([changed(1), changed(2, type="aws_kms_key", path=(Name("tags_all"), MapKey("Owner")))])) == 1
    )


def test_the_instances_of_a_block_that_went_are_one_cause_and_two_blocks_are_not() -> None:
    gone = {"status": FindingStatus.MISSING, "rule": "drift.missing", "path": (), "before": None, "after": None}
    found = [changed(number, address=f"module.a.aws_sqs_queue.q[{number}]", **gone) for number in range(3)]
    found.append(changed(9, address="module.a.aws_sqs_queue.other[0]", **gone))
    assert [len(cause.findings) for cause in group_by_cause(found)] == [3, 1]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.sampled_from("xyz")), max_size=30))
def test_nothing_is_lost_by_grouping(rows: list[tuple[str, str, str]]) -> None:
    found = [changed(n, path=(Name("tags"), MapKey(p)), before=b, after=a) for n, (p, b, a) in enumerate(rows)]
    assert sorted(item.fingerprint for cause in group_by_cause(found) for item in cause.findings) == [
        item.fingerprint for item in found
    ]
    assert len(group_by_cause(found)) == len(set(rows))


SIDES = (
    ("365", "14", ("", "365", ""), ("", "14", "")),
    ("arn:aws:s3:::logs-prod/*", "arn:aws:s3:::logs-own/*", None, None),
    (None, "0.0.0.0/0", ("", "(not set)", ""), ("", "0.0.0.0/0", "")),
    ({"a": 1, "bbbbbb": 2}, {"a": 1, "bbbbbb": 3}, ('{"a":1,"bbbbbb":', "2", "}"), ('{"a":1,"bbbbbb":', "3", "}")),
)


@pytest.mark.parametrize(("before", "after", "left", "right"), SIDES)
def test_the_part_that_changed_is_marked(before: Any, after: Any, left: Any, right: Any) -> None:
    both = make_sides(changed(before=before, after=after))
    assert both is not None
    assert [part.name for part in both] == ["intended", "is"]
    if left is None:
        assert (both[0].changed, both[1].changed) == ("prod", "own")
    else:
        assert [(part.start, part.changed, part.end) for part in both] == [left, right]


@given(st.text(max_size=300), st.text(max_size=300))
def test_the_sides_are_bounded_and_differ_where_they_are_marked(before: str, after: str) -> None:
    both = make_sides(changed(before=before, after=after))
    assert both is not None
    assert all(len(part.text) <= 160 + 2 * 24 for part in both)
    if before != after and len(before) < 150 and len(after) < 150:
        assert both[0].changed != both[1].changed


def test_the_table_counts_every_finding_once_and_shows_the_worst() -> None:
    found = [changed(1), changed(2, severity=Severity.CRITICAL), changed(3, type="aws_kms_key", meaning="encryption")]
    table = make_heat_table(found)
    assert table is not None
    assert table.meanings == ("encryption", "metadata")
    assert [(type_, [(cell.count, cell.worst) for cell in cells]) for type_, cells in table.rows] == [
        ("aws_sqs_queue", [(0, None), (2, Severity.CRITICAL)]),
        ("aws_kms_key", [(1, Severity.HIGH), (0, None)]),
    ]
    assert make_heat_table([]) is None
    many = make_heat_table([changed(n, type=f"aws_type_{n}") for n in range(30)])
    assert many is not None
    assert (len(many.rows), many.left_out) == (20, 10)


def test_an_empty_text_is_no_blank_and_not_the_same_as_nothing() -> None:
    assert [show_value(value) for value in ("", None, "x")] == ['""', "(not set)", "x"]
