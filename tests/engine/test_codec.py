"""Documents: what was written is what is read, and nothing else is accepted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.codec import SCHEMAS, decode, encode
from engine.errors import InputError, UnsupportedSchemaError
from engine.model.snapshot import Snapshot
from engine.model.verdict import Decision, Rules, Run, Verdict
from tests.runs import runs
from tests.snapshots.store.test_store import SNAPSHOT


@pytest.mark.parametrize("decision", Decision)
def test_runs_come_back(decision: Decision) -> None:
    run = runs()[decision]
    assert decode(encode(run), Run, name="run") == run
    assert decode(encode(run.verdict), Verdict, name="verdict") == run.verdict


def test_a_snapshot_comes_back() -> None:
    assert decode(encode(SNAPSHOT), Snapshot, name="snapshot") == SNAPSHOT


def test_every_document_names_its_version() -> None:
    assert len(set(SCHEMAS.values())) == len(SCHEMAS)
    assert json.loads(encode(Rules()))["schema_version"] == "rules/1"


@pytest.mark.parametrize("version", ["snapshot/1", "snapshot/3", "verdict/1", "", None, 1])
def test_unknown_versions_are_refused(version: Any) -> None:
    document = {**json.loads(encode(SNAPSHOT)), "schema_version": version}
    with pytest.raises(UnsupportedSchemaError, match="this driftgate reads 'snapshot/2'"):
        decode(json.dumps(document).encode(), Snapshot, name="s")


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
    with pytest.raises(InputError, match="s: not a valid snapshot/2 document"):
        decode(json.dumps(document).encode(), Snapshot, name="s")


@pytest.mark.parametrize("name", ["environment", "taken_at", "resources"])
def test_missing_fields_are_refused(name: str) -> None:
    document = json.loads(encode(SNAPSHOT))
    del document[name]
    with pytest.raises(InputError, match="s: not a valid snapshot/2 document"):
        decode(json.dumps(document).encode(), Snapshot, name="s")


@pytest.mark.parametrize("data", [b"[]", b"7", b"{}", b"", b'{"schema_version":"rules/1","schema_version":"rules/1"}'])
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        decode(data, Rules, name="rules")
