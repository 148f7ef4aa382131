"""Documents: what was written is what is read, and nothing else is accepted."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.errors import InputError, UnsupportedSchemaError
from engine.jsontext.codec import (
    SCHEMAS,
    decode,
    digest_of,
    encode,
    pieces,
    snapshot_of,
    to_builtins,
    to_document,
    written,
)
from engine.jsontext.digest import canonical_json, digest_bytes
from engine.model.snapshot import Resource, Snapshot
from engine.model.verdict import Decision, Rules, Run, Verdict
from tests.runs import FINDING, runs
from tests.snapshots.store.test_store import SNAPSHOT


@pytest.mark.parametrize("decision", Decision)
def test_runs_come_back(decision: Decision) -> None:
    run = runs()[decision]
    assert decode(encode(run), Run, name="run") == run
    assert decode(encode(run.verdict), Verdict, name="verdict") == run.verdict


def test_a_snapshot_comes_back() -> None:
    assert decode(encode(SNAPSHOT), Snapshot, name="snapshot") == SNAPSHOT


numbers = (
    st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from([Decimal("0.12345678901234567890123"), Decimal("-12E-30"), 1e16, 1e-7, 2**70, -0.0])
)
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab\ue000\U00010000", max_size=3), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.text("abc", min_size=1), values, max_size=5))
@example({"text": "e1,", "rule": ":1.0,", "list": [1.5, -2.0]})
def test_the_quick_writer_and_reader_change_nothing(attributes: dict[str, Any]) -> None:
    snapshot = replace(SNAPSHOT, resources=(replace(SNAPSHOT.resources[0], attributes=attributes),))
    data = encode(snapshot)
    assert data == canonical_json(to_document(snapshot))
    assert b"".join(pieces(snapshot)) == data
    again = decode(data, Snapshot, name="snapshot")
    assert again == snapshot_of(pieces(snapshot), name="snapshot")
    assert encode(again) == data
    assert canonical_json(again.resources[0].attributes) == canonical_json(attributes)


@pytest.mark.parametrize("count", [0, 1, 999, 1000, 1001, 2500])
def test_a_snapshot_is_read_from_its_pieces(count: int) -> None:
    resources = tuple(
        Resource(type="aws_sqs_queue", address=f"aws_sqs_queue.q[{index}]", id=f"q{index}", attributes={"n": index})
        for index in range(count)
    )
    snapshot = replace(SNAPSHOT, resources=resources, outputs={"resources": {"value": [1]}})
    parts = list(pieces(snapshot))
    assert b"".join(parts) == encode(snapshot)
    assert len(parts) == 2 + -(-count // 1000)
    assert snapshot_of(parts, name="snapshot") == snapshot
    assert snapshot_of([b"".join(parts)], name="snapshot") == snapshot


@pytest.mark.parametrize("count", [0, 1, 1000, 1001, 2500])
def test_a_long_document_is_written_in_parts_that_are_never_long(count: int) -> None:
    run = runs()[Decision.NO_GO]
    gate = run.verdict.gates[0]
    findings = tuple(replace(FINDING, fingerprint=f"{number:032}", message="é" * 9) for number in range(count))
    gates = (replace(gate, findings=findings), replace(gate, gate="tests", findings=findings[:2]))
    long = replace(run, verdict=replace(run.verdict, gates=gates))
    parts = list(written(long))
    assert b"".join(parts) == canonical_json(to_document(long)) == encode(long)
    assert max(map(len, parts)) < 1000 * (len(canonical_json(to_builtins(FINDING))) + 50)
    assert decode(encode(long), Run, name="run") == long
    assert digest_of(long) == digest_bytes(encode(long))
    assert decode(encode(long).replace(b'"tests"', b'"test\\u0073"'), Run, name="run") == long


def test_a_piece_with_an_unknown_field_is_refused() -> None:
    first, resources, last = pieces(replace(SNAPSHOT, resources=SNAPSHOT.resources[:1]))
    changed = resources.replace(b'"address":', b'"addresses":1,"address":')
    with pytest.raises(InputError, match="s: not valid resources: it has fields or values of another form"):
        snapshot_of([first, changed, last], name="s")


def test_every_document_names_its_version() -> None:
    assert len(set(SCHEMAS.values())) == len(SCHEMAS)
    assert json.loads(encode(Rules()))["schema_version"] == "rules/2"


@pytest.mark.parametrize("version", ["snapshot/1", "snapshot/5", "snapshot/8", "verdict/1", "", None, 1])
def test_unknown_versions_are_refused(version: Any) -> None:
    document = {**json.loads(encode(SNAPSHOT)), "schema_version": version}
    with pytest.raises(UnsupportedSchemaError, match="this driftgate reads 'snapshot/7'"):
        decode(json.dumps(document).encode(), Snapshot, name="s")


def test_a_run_of_an_earlier_version_is_refused_by_its_version() -> None:
    document = encode(runs()[Decision.NO_GO]).replace(b'"run/11"', b'"run/10"')
    with pytest.raises(UnsupportedSchemaError, match="schema_version is 'run/10', this driftgate reads 'run/11'"):
        decode(document, Run, name="run")


@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        {"environment": 7},
        {"side": "neither"},
        {"taken_at": "yesterday"},
        {"complete": "yes"},
        {"gaps": {}},
    ],
)
def test_other_fields_and_types_are_refused(change: dict[str, Any]) -> None:
    document = {**json.loads(encode(SNAPSHOT)), **change}
    with pytest.raises(InputError, match="s: not a valid snapshot/7 document"):
        decode(json.dumps(document).encode(), Snapshot, name="s")


@pytest.mark.parametrize("name", ["environment", "taken_at", "resources"])
def test_missing_fields_are_refused(name: str) -> None:
    document = json.loads(encode(SNAPSHOT))
    del document[name]
    with pytest.raises(InputError, match="s: not a valid snapshot/7 document"):
        decode(json.dumps(document).encode(), Snapshot, name="s")


@pytest.mark.parametrize("data", [b"[]", b"7", b"{}", b"", b'{"schema_version":"rules/2","schema_version":"rules/1"}'])
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        decode(data, Rules, name="rules")
