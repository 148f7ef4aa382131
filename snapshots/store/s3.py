"""Snapshots as objects in S3: written once, never over another, and under a lock where one is asked for.

Two writers of one snapshot write the same bytes; `If-None-Match` lets the first one win. With a retention the bucket's
object lock keeps an object from being removed, also by us, until it ends. What never ends is an error, whoever answers.

Whoever may write there can store any snapshot, and put another head over one. So the heads of what this installation
has stored are in its own folder as well, under its seal: these are ours, and the past is what they say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from engine.errors import ConfigError, StoreError
from engine.model.outcome import GapReason
from engine.model.snapshot import Snapshot
from engine.ports import StoredSnapshot
from snapshots.aws.reading.api import Api, api_error
from snapshots.aws.reading.session import plain_client
from snapshots.aws.reading.transport import spending
from snapshots.http.budgets import STATE, Budget, Spent
from snapshots.store.cache import Cache
from snapshots.store.objects import (
    chosen,
    found_head,
    head_of,
    packed,
    packed_head,
    told_stored,
    unpacked,
    unpacked_head,
)

_THERE = frozenset({"PreconditionFailed", "412", "ConditionalRequestConflict"})
_ABSENT = frozenset({"NoSuchKey", "404"})
_CHUNK = 1 << 16


@dataclass(frozen=True)
class S3SnapshotStore:
    """Implements `engine.ports.SnapshotStore` under `prefix` of a bucket; `retention` begins at a snapshot's time.

    Each call costs no more than its `budget`, with all tries and pages. `own` is where the heads of what is stored here
    are kept beside; without it nothing in the bucket is ours.
    """

    bucket: str
    prefix: str
    retention: timedelta | None = None
    budget: Budget = STATE
    own: Cache | None = None

    @cached_property
    def client(self) -> Any:
        """Return the client of the bucket."""
        return plain_client("s3", budget=self.budget)

    def put(self, snapshot: Snapshot) -> str:
        """Store a snapshot and return its id; the same snapshot again changes nothing."""
        name, data = packed(snapshot)
        until = None if self.retention is None else snapshot.taken_at + self.retention
        self.write(f"objects/{name}.json.gz", data, until=until)
        head = packed_head(head_of(name, snapshot))
        self.write(f"objects/{name}.head.json", head, until=until)
        if self.own is not None:
            self.own.write(name, head)
        told_stored(name, snapshot)
        return f"sha256:{name}"

    def get(self, snapshot_id: str) -> Snapshot:
        """Return a snapshot by its id, a prefix of at least 6 hex digits that is its alone, or `latest`.

        Raises StoreError.
        """
        name = chosen(snapshot_id, self._names(), self.list)
        return unpacked(name, self._read(f"objects/{name}.json.gz"))

    def list(self) -> Sequence[StoredSnapshot]:
        """Return what is known of all snapshots, oldest first."""
        return sorted(map(self._head, self._names()), key=lambda entry: (entry.taken_at, entry.id))

    def remove(self, snapshot_id: str) -> None:
        """Remove a snapshot by its whole id; the version of a locked object stays in the bucket until its lock ends.

        Raises StoreError when the bucket refuses.
        """
        name = snapshot_id.removeprefix("sha256:")
        for suffix in ("json.gz", "head.json"):
            try:
                with spending(Spent(self.budget)):
                    self.client.delete_object(Bucket=self.bucket, Key=self._key(f"objects/{name}.{suffix}"))
            except Exception as error:
                raise self._problem(error, "s3:DeleteObject") from error

    def keys(self, folder: str) -> Sequence[str]:
        """Return the keys of all objects below a folder of the store; raises StoreError."""
        try:
            api = Api(self.client, "s3", self.budget)
            found = api.pages("ListObjectsV2", "Contents", Bucket=self.bucket, Prefix=self._key(folder))
            return [str(entry["Key"]) for entry in found]
        except Exception as error:
            raise self._problem(error, "s3:ListBucket") from error

    def write(self, name: str, data: bytes, *, until: datetime | None = None) -> None:
        """Write an object that is locked `until` a time; one that is there stays as it is. Raises StoreError."""
        asked: dict[str, Any] = {"IfNoneMatch": "*", "ChecksumAlgorithm": "SHA256"}
        if until is not None:
            asked |= {"ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": until}
        try:
            with spending(Spent(self.budget)):
                self.client.put_object(Bucket=self.bucket, Key=self._key(name), Body=data, **asked)
        except Exception as error:
            if api_error(error, "s3:PutObject").code not in _THERE:
                raise self._problem(error, "s3:PutObject") from error

    def _names(self) -> Iterator[str]:
        for key in self.keys("objects/"):
            if key.endswith(".json.gz"):
                yield key.rpartition("/")[2].removesuffix(".json.gz")

    def _head(self, name: str) -> StoredSnapshot:
        kept = None if self.own is None else self.own.read(name)
        found = None if kept is None else unpacked_head(name, kept, is_ours=True)
        if found is not None:
            return found
        try:
            found = unpacked_head(name, self._read(f"objects/{name}.head.json"), is_ours=False)
        except StoreError:
            found = None
        return found or found_head(name, lambda: self._read(f"objects/{name}.json.gz"), is_ours=False)

    def _read(self, name: str) -> bytes:
        spent = Spent(self.budget)
        try:
            with spending(spent):
                answer = self.client.get_object(Bucket=self.bucket, Key=self._key(name))
            with spent.answering(), closing(answer["Body"]) as body:
                return spent.read(body.iter_chunks(_CHUNK))
        except Exception as error:
            raise self._problem(error, "s3:GetObject") from error

    def _key(self, name: str) -> str:
        return f"{self.prefix}/{name}" if self.prefix else name

    def _problem(self, error: Exception, operation: str) -> StoreError:
        found = api_error(error, operation)
        what = "there is no such object" if found.code in _ABSENT else f"{operation}: {found.code}"
        hint = f"allow {operation}, and check bucket and endpoint"
        if found.reason is GapReason.LIMIT_REACHED:
            hint = "check what answers at the endpoint"
        place = f"s3://{self.bucket}/{self.prefix}"
        return StoreError(f"the snapshot store {place} cannot be used: {what}", hint=hint)


def parse_store(location: str, retention: timedelta | None, own: Cache | None = None) -> S3SnapshotStore:
    """Return the store of `s3://BUCKET/PREFIX`; raises ConfigError with what to type."""
    parts = urlsplit(location)
    if parts.scheme != "s3" or not parts.netloc or parts.query:
        raise ConfigError(f"snapshots.store: {location} is no place in S3", hint="write s3://BUCKET/PREFIX")
    return S3SnapshotStore(bucket=parts.netloc, prefix=parts.path.strip("/"), retention=retention, own=own)
