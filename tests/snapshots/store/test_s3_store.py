"""Snapshots in a bucket: the same as in a folder, written once, and found damaged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from engine.errors import ConfigError, StoreError
from engine.model.snapshot import Resource, Side, Snapshot
from fixtures.estate.lab import moto_server
from fixtures.estate.proxy import Fault, fault_proxy
from fixtures.estate.recording import endpoint
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
