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

from cli.config.allowed import PATHS, how
from cli.config.owners import check_owners
from cli.config.places import is_allowed
from cli.wiring.collecting import KEYS, Collecting, SourceSettings
from cli.wiring.credentials.sealing import Signing
from cli.wiring.heartbeats import Heartbeat
from cli.wiring.tools import runner
from engine.errors import ConfigError, StoreError
from engine.model.snapshot import SourceRef
from engine.ports import SnapshotStore, StoredSnapshot
from snapshots.bounds import unlinked
from snapshots.redaction.own import NOTHING, OwnSecrets
from snapshots.redaction.redact import Redactor
from snapshots.repository.git import find_kept
from snapshots.store.atomic import make_folder, write_new
from snapshots.terraform.plan.shelf import PlanShelf

if TYPE_CHECKING:
    from engine.model.snapshot import Snapshot
    from snapshots.store.cache import Cache
    from snapshots.store.keys import RedactionKeys
    from snapshots.store.ledger import SqliteLedger
    from snapshots.store.witness import BucketWitness

FOLDER = ".driftgate"


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:  # what is not there is nobody's, and whoever reads it says what is wrong
        return []


@dataclass(frozen=True)
class Workspace:
    """Where a project keeps its key, snapshots and runs. `base` is the folder that relative paths start from."""

    base: Path
    folder: Path
    given: Redactor | None = None  # the demo brings its own
    settings: Mapping[SourceRef, SourceSettings] = field(default_factory=dict)
    provider_schemas: tuple[Path, ...] = ()
    own: OwnSecrets = NOTHING
    bucket: str = ""
    lock: timedelta | None = None
    heartbeat: Heartbeat | None = None
    signing: Signing | None = None
    stranger: str = ""  # what says that a stranger's changes are looked at: no credentials, no network, no signing

    @cached_property
    def redactor(self) -> Redactor:
        """Return the redactor under this installation's key, which is made on first use."""
        if self.given is not None:
            return self.given
        key = self.keys.current()
        return Redactor(key.key, key.epoch, previous=key.previous, own=self.own)

    @property
    def keys(self) -> RedactionKeys:
        """Return the redaction keys of this installation."""
        from snapshots.store.keys import RedactionKeys  # noqa: PLC0415 - only collecting verbs need it

        self._keep_private()
        return RedactionKeys(self.folder / KEYS)

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

            self._keep_private()
            return parse_store(self.bucket, self.lock, self._heads())
        from snapshots.store.files import FileSnapshotStore  # noqa: PLC0415 - the same

        self._keep_private()
        return FileSnapshotStore(self.folder / "snapshots")

    def _heads(self) -> Cache:
        """Return where the heads of what this installation stores elsewhere are kept."""
        from snapshots.store.binding import Binding  # noqa: PLC0415 - the same
        from snapshots.store.cache import Cache  # noqa: PLC0415 - the same

        return Cache(self.folder / "snapshots" / "own", Binding(self.folder / KEYS))

    @property
    def witness(self) -> BucketWitness | None:
        """Return what keeps checkpoints of the ledger outside; none without a bucket."""
        if not self.bucket:
            return None
        from snapshots.store.s3 import parse_store  # noqa: PLC0415 - boto3 takes half a second
        from snapshots.store.witness import BucketWitness  # noqa: PLC0415 - the same

        return BucketWitness(parse_store(self.bucket, self.lock))

    @cached_property
    def ledger(self) -> SqliteLedger:
        """Return the ledger of verdicts."""
        from snapshots.store.ledger import SqliteLedger  # noqa: PLC0415 - one adapter a store

        self._keep_private()
        return SqliteLedger.in_folder(self.folder)

    def check_owners(self) -> None:
        """Raise ConfigError where others can write what is kept here; that is believed by every later run."""
        folders = (self.folder, self.folder / KEYS)
        paths = [self.folder, *(Path(entry.path) for folder in folders for entry in _entries(folder))]
        for path in paths:  # git makes links as the user, and what they lead to would be written
            if path.is_symlink() and not is_allowed(path, unlinked(self.folder.parent)):
                raise ConfigError(
                    f"{path} is a link that leads out of {self.folder.parent}",
                    hint=f"remove it, or {how(PATHS, os.path.realpath(path))}",
                )
        check_owners(paths)
        self._check_untracked()

    def _check_untracked(self) -> None:
        """Refuse what git keeps: keys, verdicts and readings that came with a change are whoever's made it."""
        if not self.folder.is_dir() or not _entries(self.folder):
            return
        first = find_kept(runner(), self.folder)
        if first is None:
            raise ConfigError(
                f"nobody can tell whether git keeps files of {self.folder}: git does not answer here",
                hint="let git answer (git status says what it needs), or name a store elsewhere",
            )
        if first:
            raise ConfigError(
                f"git keeps {first} of {self.folder}, which is this machine's own",
                hint=f"git rm -r --cached {self.folder.name}, and remove it: who changes it decides what is believed",
            )

    def _keep_private(self) -> None:
        """Make the folder for its owner only, and write what lets git ignore it: it is no part of what is released."""
        ignored = self.folder / ".gitignore"
        if self.folder.name == FOLDER:
            with suppress(OSError, StoreError):  # a folder that cannot be written is told by whoever needs it
                make_folder(self.folder)
                if self.folder.lstat().st_uid == os.geteuid() and not self.folder.is_symlink():
                    self.folder.chmod(0o700)
                if not os.path.lexists(ignored):
                    write_new(ignored, b"*\n")

    @cached_property
    def collecting(self) -> Collecting:
        """Return what makes the collectors of sources."""
        return Collecting(
            base=self.base,
            folder=self.folder,
            redactor=self.redactor,
            settings=self.settings,
            provider_schemas=self.provider_schemas,
            stranger=self.stranger,
            plans=self.plans,
        )

    @cached_property
    def plans(self) -> PlanShelf:
        """Return where plans are kept for rules that read all of one."""
        return PlanShelf()

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
