"""The bundled estate: its files, the key of its recordings, and the recordings in the place of stored snapshots."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources

from engine.jsontext.codec import decode
from engine.jsontext.document import Document
from engine.ledger.checkpoint import Checkpoint
from engine.ledger.entry import LedgerEntry
from engine.model.snapshot import Snapshot
from engine.model.verdict import Verdict
from engine.ports import Ledger, Placed, StoredSnapshot

# Published on purpose: the demo's states and recordings must compare, and neither holds a real secret.
DEMO_KEY = b"driftgate demo key, not a secret"
EPOCH = "demo"


def data(name: str) -> bytes:
    """Return the bytes of a file of the estate; what is stored as NAME.gz is unpacked."""
    folder = resources.files("cli.demo").joinpath("data")
    packed = folder.joinpath(f"{name}.gz")
    return gzip.decompress(packed.read_bytes()) if packed.is_file() else folder.joinpath(name).read_bytes()


@dataclass(frozen=True, slots=True)
class Recordings:
    """The recordings of the estate by name, in the place of the snapshots of a project."""

    epoch: str = EPOCH

    def keep(self, snapshot: Snapshot) -> None:
        """Keep nothing: the estate is bundled."""

    def get(self, snapshot_id: str) -> Snapshot:
        """Return the recording of a name."""
        return decode(data(snapshot_id), Snapshot, name=snapshot_id)

    def list(self) -> Sequence[StoredSnapshot]:
        """Return none: each case is looked at for itself."""
        return ()

    def rekeyed(self, snapshot: Snapshot) -> Snapshot:
        """Return the snapshot: all recordings are under one key."""
        return snapshot


@dataclass(frozen=True, slots=True)
class Apart:
    """A ledger to which runs are appended, and in which none has another before it: the four cases are no history."""

    ledger: Ledger

    def append(
        self, run_id: str, command: str, verdict: Verdict, digest: str, documents: Mapping[str, Document] | Placed
    ) -> LedgerEntry:
        """Add a verdict to the ledger and return its entry."""
        return self.ledger.append(run_id, command, verdict, digest, documents)

    def entry(self, run_id: str) -> LedgerEntry:
        """Return an entry of the ledger."""
        return self.ledger.entry(run_id)

    def entries(self) -> Sequence[LedgerEntry]:
        """Return none."""
        return ()

    def documents(self, run_id: str) -> Mapping[str, bytes]:
        """Return the documents of a run."""
        return self.ledger.documents(run_id)

    def document(self, run_id: str, name: str) -> bytes:
        """Return a document of a run."""
        return self.ledger.document(run_id, name)

    def named(self, name: str) -> Sequence[bytes]:  # noqa: ARG002 - the port's signature
        """Return none."""
        return ()

    def checkpoint(self, before: str = "") -> Checkpoint:
        """Return what the ledger is now."""
        return self.ledger.checkpoint(before)

    def verify(
        self, checkpoints: Sequence[Checkpoint] = (), kept: Sequence[tuple[int, LedgerEntry]] = ()
    ) -> Sequence[str]:
        """Return everything in the ledger that is not what was written."""
        return self.ledger.verify(checkpoints, kept)
