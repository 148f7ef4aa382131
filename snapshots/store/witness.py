"""Checkpoints of a ledger in a bucket: whoever cuts its end off, or makes it anew, would have to remove them there too.

Each is an object of its own, written once, under the digest of the ledger's first entry, which is its name; the key
says all that it holds, so that a list is enough to read them. An object lock of the bucket keeps them there.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.ledger.checkpoint import Checkpoint
from engine.ledger.entry import LedgerEntry
from snapshots.store.s3 import S3SnapshotStore

_LOG = logging.getLogger(__name__)
_KEY = re.compile(r"(\d{12})-([0-9a-f]{64})")
_ALL = "checkpoints/"
_NAME = 16  # hex digits of the first entry's digest


@dataclass(frozen=True, slots=True)
class BucketWitness:
    """Keeps the checkpoints of ledgers beside the snapshots of a store, as long as its `retention` says."""

    store: S3SnapshotStore

    def keep(self, entries: Sequence[LedgerEntry], checkpoint: Checkpoint, now: datetime) -> None:
        """Write a checkpoint of a ledger with these entries; one that is there stays. Raises StoreError."""
        if entries:
            key = f"{self._folder(entries)}{checkpoint.size:012d}-{checkpoint.root.hex()}"
            retention: timedelta | None = self.store.retention
            self.store.write(key, bytes(checkpoint), until=None if retention is None else now + retention)
            _LOG.info("checkpoint_kept", extra={"entries": checkpoint.size})

    def list(self, entries: Sequence[LedgerEntry]) -> Sequence[Checkpoint]:
        """Return the checkpoints of a ledger with these entries, oldest first; raises StoreError."""
        keys = self.store.keys(self._folder(entries)) if entries else ()
        found = [match for key in keys if (match := _KEY.fullmatch(key.rpartition("/")[2]))]
        return sorted(
            (Checkpoint(size=int(match[1]), root=bytes.fromhex(match[2])) for match in found),
            key=lambda one: (one.size, one.root),
        )

    def count(self) -> int:
        """Return of how many ledgers there are checkpoints; raises StoreError."""
        return len({key.rpartition("/")[0] for key in self.store.keys(_ALL)})

    def _folder(self, entries: Sequence[LedgerEntry]) -> str:
        name = entries[0].entry_digest.removeprefix("sha256:")[:_NAME]
        return f"{_ALL}{name}/"
