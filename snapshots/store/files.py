"""Snapshots in a folder, each under the digest of its bytes: written once, whole, and checked on every read."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.codec import decode, encode
from engine.digest import digest_bytes
from engine.errors import StoreError
from engine.model.snapshot import Snapshot
from snapshots.store.atomic import write_atomically

_PREFIX = re.compile(r"[0-9a-f]{6,64}")


@dataclass(frozen=True, slots=True)
class FileSnapshotStore:
    """Implements `engine.ports.SnapshotStore` in `folder`: `objects/ab/cdef….json.gz`."""

    folder: Path

    def put(self, snapshot: Snapshot) -> str:
        """Store a snapshot and return its id; the same snapshot again changes nothing."""
        data = encode(snapshot)
        snapshot_id = digest_bytes(data)
        path = self._path(snapshot_id.removeprefix("sha256:"))
        if not path.exists():
            write_atomically(path, gzip.compress(data, compresslevel=6, mtime=0))
        return snapshot_id

    def get(self, snapshot_id: str) -> Snapshot:
        """Return a snapshot by its id or an unambiguous prefix of at least 6 hex digits.

        Raises StoreError when there is none, more than one, or its bytes are not what they were.
        """
        wanted = snapshot_id.removeprefix("sha256:")
        if not _PREFIX.fullmatch(wanted):
            raise StoreError(f"{snapshot_id!r} is no snapshot id", hint="list them with: driftgate snapshot list")
        found = [name for name in self._names() if name.startswith(wanted)]
        if not found:
            raise StoreError(f"there is no snapshot {snapshot_id}", hint="list them with: driftgate snapshot list")
        if len(found) > 1:
            choices = ", ".join(name[:12] for name in found[:5])
            raise StoreError(f"{snapshot_id} is short for {len(found)} snapshots: {choices}", hint="give more digits")
        return self._read(found[0])

    def list(self) -> Sequence[tuple[str, Snapshot]]:
        """Return all ids with their snapshots, oldest first."""
        found = [(f"sha256:{name}", self._read(name)) for name in self._names()]
        return sorted(found, key=lambda entry: (entry[1].taken_at, entry[0]))

    def _names(self) -> Iterator[str]:
        for path in sorted((self.folder / "objects").glob("??/*.json.gz")):
            yield path.parent.name + path.name.removesuffix(".json.gz")

    def _path(self, name: str) -> Path:
        return self.folder / "objects" / name[:2] / f"{name[2:]}.json.gz"

    def _read(self, name: str) -> Snapshot:
        path = self._path(name)
        try:
            data = gzip.decompress(path.read_bytes())
        except (OSError, EOFError, zlib.error) as error:
            raise StoreError(
                f"snapshot {name[:12]} cannot be read", hint=f"remove {path.name} and take it again"
            ) from error
        if digest_bytes(data) != f"sha256:{name}":
            raise StoreError(
                f"snapshot {name[:12]} is not what was stored", hint=f"remove {path.name} and take it again"
            )
        return decode(data, Snapshot, name=f"snapshot {name[:12]}")
