"""Where a project keeps its key, snapshots and runs, and what reads its sources."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cli.wiring.collecting import Collecting, SourceSettings
from cli.wiring.heartbeats import Heartbeat
from cli.wiring.sealing import Signing
from engine.model.snapshot import SourceRef
from engine.ports import Ledger, SnapshotStore, StoredSnapshot
from snapshots.redaction.redact import Redactor

if TYPE_CHECKING:
    from engine.model.snapshot import Snapshot
    from snapshots.store.keys import RedactionKeys

FOLDER = ".driftgate"


@dataclass(frozen=True)
class Workspace:
    """Where a project keeps its key, snapshots and runs. `base` is the folder that relative paths start from."""

    base: Path
    folder: Path
    given: Redactor | None = None  # the demo brings its own
    settings: Mapping[SourceRef, SourceSettings] = field(default_factory=dict)
    provider_schema: Path | None = None
    bucket: str = ""
    lock: timedelta | None = None
    heartbeat: Heartbeat | None = None
    signing: Signing | None = None

    @cached_property
    def redactor(self) -> Redactor:
        """Return the redactor under this installation's key, which is made on first use."""
        if self.given is not None:
            return self.given
        key = self.keys.current()
        return Redactor(key.key, key.epoch, previous=key.previous)

    @property
    def keys(self) -> RedactionKeys:
        """Return the redaction keys of this installation."""
        from snapshots.store.keys import RedactionKeys  # noqa: PLC0415 - only collecting verbs need it

        return RedactionKeys(self.folder / "keys")

    def rekeyed(self, snapshot: Snapshot) -> Snapshot:
        """Return a snapshot with its secrets under today's key, where bridges lead."""
        return snapshot if self.given is not None else self.keys.rekeyed(snapshot)

    def keep(self, snapshot: Snapshot) -> None:
        """Store a snapshot, and what its collection has noted of secrets under the key before."""
        self.store.put(snapshot)
        if self.given is None:
            self.keys.keep(self.keys.current(), self.redactor.bridge)

    @cached_property
    def store(self) -> SnapshotStore:
        """Return the snapshot store: a place in S3 where one is configured, else the folder."""
        if self.bucket:
            from snapshots.store.s3 import parse_store  # noqa: PLC0415 - boto3 takes half a second

            return parse_store(self.bucket, self.lock)
        from snapshots.store.files import FileSnapshotStore  # noqa: PLC0415 - the same

        return FileSnapshotStore(self.folder / "snapshots")

    @cached_property
    def ledger(self) -> Ledger:
        """Return the ledger of verdicts."""
        from snapshots.store.ledger import SqliteLedger  # noqa: PLC0415 - one adapter a store

        self._keep_out_of_git()
        return SqliteLedger.in_folder(self.folder)

    def _keep_out_of_git(self) -> None:
        """Write what lets git ignore the folder: what is kept there is never a part of what is released."""
        ignored = self.folder / ".gitignore"
        if self.folder.name == FOLDER and not os.path.lexists(ignored):
            with suppress(OSError):  # a folder that cannot be written is told by whoever needs it
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                ignored.write_text("*\n", encoding="utf-8")

    @cached_property
    def collecting(self) -> Collecting:
        """Return what makes the collectors of sources."""
        return Collecting(
            base=self.base,
            cache=self.folder / "cache",
            redactor=self.redactor,
            settings=self.settings,
            provider_schema=self.provider_schema,
        )

    @property
    def archive(self) -> ProjectArchive:
        """Return the snapshots of the project with the keys that they are redacted under."""
        return ProjectArchive(self)


@dataclass(frozen=True, slots=True)
class ProjectArchive:
    """The snapshots of a workspace, for a run."""

    workspace: Workspace

    @property
    def epoch(self) -> str:
        """Return the epoch of today's redaction key."""
        return self.workspace.redactor.epoch

    def keep(self, snapshot: Snapshot) -> None:
        """Store a snapshot, and what its collection has noted of secrets under the key before."""
        self.workspace.keep(snapshot)

    def get(self, snapshot_id: str) -> Snapshot:
        """Return a snapshot by its id or the beginning of it, as it was stored; raises StoreError."""
        return self.workspace.store.get(snapshot_id)

    def list(self) -> Sequence[StoredSnapshot]:
        """Return what is known of all snapshots, oldest first."""
        return self.workspace.store.list()

    def rekeyed(self, snapshot: Snapshot) -> Snapshot:
        """Return a snapshot with its secrets under today's key, where bridges lead."""
        return self.workspace.rekeyed(snapshot)
