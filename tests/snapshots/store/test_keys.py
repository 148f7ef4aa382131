"""Redaction keys: rotated with a bridge, incomparable without, and never outside their folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine.model.outcome import GapReason
from engine.model.snapshot import Resource, Side, Snapshot
from snapshots.redaction.redact import Redactor
from snapshots.store.keys import RedactionKeys
from tests.builders import drift, snapshot

SECRETS = {"password": "DGCANARYone", "note": "https://user:DGCANARYtwo@host/x", "tags": {"token": "DGCANARYthree"}}


def taken(keys: RedactionKeys, secrets: dict[str, Any], side: Side = Side.DESIRED) -> Snapshot:
    """Return a snapshot of one resource as a collection takes it today."""
    key = keys.current()
    redactor = Redactor(key.key, key.epoch, previous=key.previous)
    attributes = redactor.resource("aws_x", {"id": "x", **secrets})
    keys.keep(key, redactor.bridge)
    resource = Resource(type="aws_x", address="aws_x.y", id="x", attributes=attributes)
    return snapshot(resource, side=side, epoch=key.epoch)


def compared(before: Snapshot, after: Snapshot) -> tuple[list[str], set[GapReason]]:
    report = drift(before, after)
    return sorted(".".join(item.change.path) for item in report.findings), {gap.reason for gap in report.gaps}


def test_snapshots_of_two_keys_are_incomparable_until_a_bridge_leads_over(tmp_path: Path) -> None:
    keys = RedactionKeys(tmp_path)
    old = taken(keys, SECRETS)
    before, now = keys.rotate()
    assert (old.epoch, keys.current().epoch) == (before, now)
    assert keys.rekeyed(old) == old  # nothing has been seen under both keys yet
    new = taken(keys, SECRETS, Side.OBSERVED)
    assert new.epoch == now
    assert compared(old, new)[1] >= {GapReason.INCOMPARABLE}
    assert compared(keys.rekeyed(old), new) == ([], set())


def test_a_changed_secret_is_found_across_a_rotation(tmp_path: Path) -> None:
    keys = RedactionKeys(tmp_path)
    old = taken(keys, SECRETS)
    keys.rotate()
    taken(keys, SECRETS)
    new = taken(keys, SECRETS | {"password": "DGCANARYother"}, Side.OBSERVED)
    assert compared(keys.rekeyed(old), new) == (["password"], set())


def test_a_secret_that_was_not_seen_since_keeps_a_snapshot_incomparable(tmp_path: Path) -> None:
    keys = RedactionKeys(tmp_path)
    old = taken(keys, SECRETS | {"api_key": "DGCANARYlost"})
    keys.rotate()
    new = taken(keys, SECRETS, Side.OBSERVED)
    assert keys.rekeyed(old) == old
    assert GapReason.INCOMPARABLE in compared(keys.rekeyed(old), new)[1]


def test_two_rotations_are_no_bridge(tmp_path: Path) -> None:
    keys = RedactionKeys(tmp_path)
    old = taken(keys, SECRETS)
    keys.rotate()
    keys.rotate()
    new = taken(keys, SECRETS, Side.OBSERVED)
    assert GapReason.INCOMPARABLE in compared(keys.rekeyed(old), new)[1]


def test_bridges_hold_fingerprints_only_and_are_for_their_owner(tmp_path: Path) -> None:
    keys = RedactionKeys(tmp_path)
    taken(keys, SECRETS)
    keys.rotate()
    taken(keys, SECRETS)
    (bridge,) = tmp_path.glob("bridge-*.json")
    assert len(json.loads(bridge.read_bytes())) == 3
    for path in tmp_path.iterdir():
        assert path.stat().st_mode & 0o077 == 0
        assert b"DGCANARY" not in path.read_bytes()
    key = keys.current()
    redactor = Redactor(key.key, key.epoch, previous=key.previous)
    for shown in (repr(redactor), repr(key)):
        assert key.key.hex() not in shown
        assert repr(key.key) not in shown
