"""A ledger in memory, for tests of what only reads one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.jsontext.document import Document
from engine.ledger.checkpoint import Checkpoint
from engine.ledger.entry import LedgerEntry
from engine.ledger.log import Tree, entry_bytes
from engine.model.verdict import Verdict
from engine.ports import Placed


@dataclass(frozen=True)
class Entries:
    """Implements `engine.ports.Ledger` over entries that are there; none has a document."""

    rows: Sequence[LedgerEntry]

    def append(
        self, run_id: str, command: str, verdict: Verdict, digest: str, documents: Mapping[str, Document] | Placed
    ) -> LedgerEntry:
        """Refuse: nothing is written here."""
        raise NotImplementedError

    def entry(self, run_id: str) -> LedgerEntry:
        """See `engine.ports`."""
        return next(entry for entry in self.rows if entry.run_id == run_id)

    def entries(self) -> Sequence[LedgerEntry]:
        """See `engine.ports`."""
        return self.rows

    def documents(self, run_id: str) -> Mapping[str, bytes]:  # noqa: ARG002 - the port's signature
        """See `engine.ports`."""
        return {}

    def document(self, run_id: str, name: str) -> bytes:
        """See `engine.ports`."""
        return self.documents(run_id)[name]

    def named(self, name: str) -> Sequence[bytes]:  # noqa: ARG002 - the port's signature
        """See `engine.ports`."""
        return ()

    def checkpoint(self, before: str = "") -> Checkpoint:  # noqa: ARG002 - the port's signature
        """See `engine.ports`."""
        return Tree().plus(map(entry_bytes, self.rows)).checkpoint

    def verify(
        self,
        checkpoints: Sequence[Checkpoint] = (),  # noqa: ARG002 - the port's signature
        kept: Sequence[tuple[int, LedgerEntry]] = (),  # noqa: ARG002 - the same
    ) -> Sequence[str]:
        """See `engine.ports`."""
        return ()
