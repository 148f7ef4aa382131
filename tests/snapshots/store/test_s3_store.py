"""Snapshots in a bucket: the same as in a folder, written once, and found damaged."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from cli.app import run
from engine.errors import ConfigError, StoreError
from engine.jsontext.codec import LARGEST_PIECE
from engine.model.snapshot import Origin, Resource, Side, Snapshot, SourceKind, SourceRef
from fixtures.estate.lab import moto_server
from fixtures.estate.proxy import Fault, fault_proxy
from fixtures.estate.recording import endpoint
from snapshots.store.binding import Binding
from snapshots.store.cache import Cache
from snapshots.store.objects import packed, packed_head
from snapshots.store.s3 import S3SnapshotStore, parse_store

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SNAPSHOT = Snapshot(
    environment="prod",
    side=Side.OBSERVED,
    taken_at=NOW,
    origins=(),
    resources=(Resource(type="aws_vpc", address="", id="vpc-1", attributes={"id": "vpc-1"}),),
    epoch="e",
)

pytestmark = pytest.mark.wide


@pytest.fixture(scope="module")
def aws() -> Iterator[str]:
    with moto_server() as url, endpoint(url):
        make: Any = boto3.client
        client = make("s3", region_name="us-east-1")
        client.create_bucket(Bucket="plain")
        client.create_bucket(Bucket="locked", ObjectLockEnabledForBucket=True)
        yield url


def test_a_bucket_keeps_what_a_folder_keeps(aws: str) -> None:
    with endpoint(aws):
        store = S3SnapshotStore("plain", "a/b")
        names = [store.put(replace(SNAPSHOT, taken_at=NOW + timedelta(hours=hours))) for hours in (2, 0, 1)]
        assert store.put(replace(SNAPSHOT, taken_at=NOW)) == names[1]
        assert [entry.id for entry in store.list()] == [names[1], names[2], names[0]]
        assert store.get(names[0][7:17]).taken_at == NOW + timedelta(hours=2)
        (entry, *_) = store.list()
        assert (entry.environment, entry.resources, entry.complete) == ("prod", 1, True)
        store.remove(names[1])
        assert [item.id for item in store.list()] == [names[2], names[0]]
        with pytest.raises(StoreError, match="there is no snapshot"):
            store.get(names[1])
        assert S3SnapshotStore("plain", "").list() == []


def test_what_was_written_is_never_written_over(aws: str) -> None:
    with endpoint(aws):
        store = S3SnapshotStore("plain", "once")
        name = store.put(SNAPSHOT)[7:]
        make: Any = boto3.client
        key = f"once/objects/{name}.json.gz"
        make("s3").put_object(Bucket="plain", Key=key, Body=b"damaged")
        store.put(SNAPSHOT)
        with pytest.raises(StoreError, match="cannot be read"):
            store.get(name)
        make("s3").delete_object(Bucket="plain", Key=f"once/objects/{name}.head.json")
        make("s3").delete_object(Bucket="plain", Key=key)
        store.put(SNAPSHOT)
        make("s3").put_object(Bucket="plain", Key=f"once/objects/{name}.head.json", Body=b"damaged")
        assert [entry.resources for entry in store.list()] == [1]  # a head is made again


def test_a_lock_is_as_long_as_it_says(aws: str) -> None:
    with endpoint(aws):
        store = parse_store("s3://locked/", timedelta(days=30))
        name = store.put(SNAPSHOT)[7:]
        make: Any = boto3.client
        found = make("s3").head_object(Bucket="locked", Key=f"objects/{name}.json.gz")
    assert (found["ObjectLockMode"], found["ObjectLockRetainUntilDate"]) == ("GOVERNANCE", NOW + timedelta(days=30))


@pytest.mark.parametrize("operation", ["s3:PutObject", "s3:ListObjectsV2", "s3:GetObject", "s3:DeleteObject"])
def test_a_refused_call_is_an_error_that_names_the_permission(aws: str, operation: str) -> None:
    with endpoint(aws):
        name = S3SnapshotStore("plain", operation[3:]).put(SNAPSHOT)
    with fault_proxy(aws) as proxy, endpoint(proxy.url):
        proxy.operation, proxy.fault = operation, Fault.DENIED
        store = S3SnapshotStore("plain", operation[3:])
        with pytest.raises(StoreError, match="AccessDenied") as error:
            use(store, name)
    assert error.value.hint.startswith("allow s3:")


def use(store: S3SnapshotStore, name: str) -> None:
    store.put(SNAPSHOT)
    store.list()
    store.get(name)
    store.remove(name)


@pytest.mark.parametrize("location", ["bucket/prefix", "s3://", "s3://bucket/x?region=y", "https://bucket"])
def test_a_wrong_place_says_what_to_type(location: str) -> None:
    with pytest.raises(ConfigError, match="is no place in S3"):
        parse_store(location, None)


def test_what_is_ours_is_known_by_our_own_folder_alone(aws: str, tmp_path: Path) -> None:
    """Who may write into the bucket writes heads as well, and whole snapshots."""
    with endpoint(aws):
        ours = S3SnapshotStore("plain", "own", own=Cache(tmp_path / "own", Binding(tmp_path / "keys")))
        other = S3SnapshotStore("plain", "own")
        name = ours.put(SNAPSHOT)
        theirs = other.put(replace(SNAPSHOT, taken_at=NOW + timedelta(hours=1)))
        forged = packed_head(replace(ours.list()[0], resources=7, is_ours=True))
        make: Any = boto3.client
        for id_ in (name, theirs):
            body = forged.replace(name.encode(), id_.encode())
            make("s3").put_object(Bucket="plain", Key=f"own/objects/{id_[7:]}.head.json", Body=body)
        assert {entry.id: (entry.resources, entry.is_ours) for entry in ours.list()} == {
            name: (1, True),
            theirs: (7, False),
        }
        assert {entry.is_ours for entry in other.list()} == {False}


def test_an_object_that_is_none_stops_nobody(aws: str) -> None:
    with endpoint(aws):
        store = S3SnapshotStore("plain", "foreign")
        name = store.put(SNAPSHOT)
        make: Any = boto3.client
        body = gzip.compress(b" " * (LARGEST_PIECE + 1))
        make("s3").put_object(Bucket="plain", Key=f"foreign/objects/{'a' * 64}.json.gz", Body=body)
        assert [(entry.id, bool(entry.problem)) for entry in store.list()] == [
            ("sha256:" + "a" * 64, True),
            (name, False),
        ]
        assert store.get(name) == SNAPSHOT


def _forged_head(before: bytes) -> dict[str, bytes]:
    """Return the head of what was stored, with a serial that is lower than any."""
    head = json.loads(before)
    for facts in head["facts"].values():
        facts["serial"] = "1"
    name = head["id"].removeprefix("sha256:")
    return {f"objects/{name}.head.json": json.dumps(head).encode()}


def _forged_snapshot(before: bytes) -> dict[str, bytes]:
    """Return a snapshot that nobody took: newer than what was stored, and with a serial that is lower than any."""
    head = json.loads(before)
    source = SourceRef(kind=SourceKind.TFSTATE, location="a.tfstate")
    name, data = packed(
        replace(
            SNAPSHOT,
            side=Side.DESIRED,
            taken_at=datetime.fromisoformat(head["taken_at"]) + timedelta(minutes=1),
            origins=(Origin(source=source, facts={"serial": "1", "lineage": "x"}),),
        )
    )
    return {f"objects/{name}.json.gz": data}


@pytest.mark.parametrize("forge", [_forged_head, _forged_snapshot])
def test_whoever_may_write_into_the_bucket_hides_no_state_that_is_older_than_before(
    aws: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    forge: Callable[[bytes], Mapping[str, bytes]],
) -> None:
    prefix = tmp_path.name
    (tmp_path / "driftgate.yaml").write_text(
        "version: 1\nenvironments: { prod: { desired: [{ tfstate: a.tfstate }] } }\ngates: { policy: {} }\n"
        f"snapshots: {{ store: 's3://plain/{prefix}' }}\n"
    )
    monkeypatch.chdir(tmp_path)

    def gate(serial: int, hour: int) -> str:
        state = {"version": 4, "serial": serial, "lineage": "x", "resources": []}
        (tmp_path / "a.tfstate").write_text(json.dumps(state))
        run(["gate", "prod", "--format", "json", "--as-of", f"2026-11-20T{hour:02}:00:00Z"])
        return capsys.readouterr().out

    older = "the state is older than before: serial 3, already seen was 9"
    with endpoint(aws):
        client: Any = boto3.client("s3")
        assert older not in gate(9, 2)
        (listed,) = (key for key in S3SnapshotStore("plain", prefix).keys("objects/") if key.endswith(".head.json"))
        for name, body in forge(client.get_object(Bucket="plain", Key=listed)["Body"].read()).items():
            client.put_object(Bucket="plain", Key=f"{prefix}/{name}", Body=body)
        assert older in gate(3, 3)
        assert older not in gate(3, 4)  # it is taken as it is from then on
        client.put_object(Bucket="plain", Key=f"{prefix}/objects/{'b' * 64}.json.gz", Body=b"x")
        assert "whether it is the one before is not known" not in gate(3, 5)  # our own is
        shutil.rmtree(tmp_path / ".driftgate")
        assert f"snapshot {'b' * 12} cannot be read: whether it is the one before is not known" in gate(3, 6)
