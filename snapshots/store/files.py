"""Snapshots as files, named by the digest of their bytes, in a folder of the installation."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from engine.errors import StoreError
from engine.model.snapshot import Snapshot
from engine.ports import StoredSnapshot
from snapshots.store.atomic import folder_problem, write_atomically
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


@dataclass(frozen=True, slots=True)
class FileSnapshotStore:
    """Implements `engine.ports.SnapshotStore` in `folder`: `objects/ab/cdef….json.gz` with `.head.json` beside."""

    folder: Path

    def put(self, snapshot: Snapshot) -> str:
        """Store a snapshot and return its id; the same snapshot again changes nothing."""
        name, data = packed(snapshot)
        path = self._path(name)
        if not path.exists():
            write_atomically(path, data)
        self._write_head(name, head_of(name, snapshot))
        told_stored(name, snapshot)
        return f"sha256:{name}"

    def get(self, snapshot_id: str) -> Snapshot:
        """Return a snapshot by its id, an unambiguous prefix of at least 6 hex digits, or `latest`.

        Raises StoreError when there is none, more than one, or its bytes are not what they were.
        """
        return self._read(chosen(snapshot_id, self._names(), self.list))

    def list(self) -> Sequence[StoredSnapshot]:
        """Return what is known of all snapshots, oldest first."""
        heads = [head for head in map(self._head, self._names()) if head is not None]
        return sorted(heads, key=lambda entry: (entry.taken_at, entry.id))

    def remove(self, snapshot_id: str) -> None:
        """Remove a snapshot by its whole id; one that is gone already is no error."""
        name = snapshot_id.removeprefix("sha256:")
        for path in (self._head_path(name), self._path(name)):  # a head without its object would stay for ever
            with suppress(FileNotFoundError):
                path.unlink()

    def _names(self) -> Iterator[str]:
        objects = self.folder / "objects"
        try:
            with os.scandir(objects):  # a pattern finds nothing in what is no folder, or cannot be read
                pass
        except FileNotFoundError:
            return
        except OSError as error:
            raise folder_problem(objects, f"the snapshots cannot be listed: {error.strerror}") from error
        for path in sorted(objects.glob("??/*.json.gz")):
            yield path.parent.name + path.name.removesuffix(".json.gz")

    def _path(self, name: str) -> Path:
        return self.folder / "objects" / name[:2] / f"{name[2:]}.json.gz"

    def _head_path(self, name: str) -> Path:
        return self.folder / "objects" / name[:2] / f"{name[2:]}.head.json"

    def _head(self, name: str) -> StoredSnapshot | None:
        """Return the head of a snapshot, made again if need be; none when the snapshot was removed meanwhile."""
        with suppress(OSError):
            found = unpacked_head(name, self._head_path(name).read_bytes(), is_ours=True)
            if found is not None:
                return found
        try:
            made = found_head(name, lambda: self._bytes(name), is_ours=True)
        except StoreError:
            if not self._path(name).exists():
                return None
            raise
        if not made.problem:
            self._write_head(name, made)
        return made

    def _write_head(self, name: str, head: StoredSnapshot) -> None:
        data, path = packed_head(head), self._head_path(name)
        with suppress(OSError):
            if path.read_bytes() == data:
                return
        write_atomically(path, data)

    def _read(self, name: str) -> Snapshot:
        return unpacked(name, self._bytes(name))

    def _bytes(self, name: str) -> bytes:
        try:
            return self._path(name).read_bytes()
        except OSError as error:
            raise StoreError(
                f"snapshot {name[:12]} cannot be read", hint="list them with: driftgate snapshot list"
            ) from error
